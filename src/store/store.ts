// The collector's memory: updates in, durable and counted once; totals, values and controls out.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import { COMMIT_MS, EPOCH_PRUNE_MS, EPOCH_RETENTION_MS } from "../core/limits.ts";
import type { Clock, Sql } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import type { Accepted, Store } from "../core/tally.ts";
import type { Update } from "../core/update.ts";
import { type Batch, emptyBatch, instanceIn } from "./batch.ts";
import { createControls } from "./controls.ts";
import { fold } from "./fold.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createKnown } from "./known.ts";
import { createQueries } from "./queries.ts";
import { ackOf, addSeq } from "./runs.ts";
import { migrateStore } from "./schema.ts";
import { write } from "./write.ts";

/** How a store is made. */
export interface StoreOptions {
  readonly clock?: Clock;
  /** Time between updates until the operator sets another, ms. Default an hour. */
  readonly intervalMs?: number;
  /** Runs a commit soon; what arrives until then shares it. Default: after a millisecond of `clock`. */
  readonly later?: (run: () => void) => void;
  /** Hears of commits that failed (`storage`) and of keys beyond the limits (`buffer-full`), once a minute each. */
  readonly onError?: (error: TallybeaconError) => void;
}

/**
 * `createStore(sqliteSql(new DatabaseSync("tally.db")))`. Makes its tables when they are missing. As durable as
 * the database: with SQLite on disk, `journal_mode = WAL` and `synchronous = FULL` survive a power cut.
 * One store a database: a second would not see what the first remembers.
 */
export function createStore(sql: Sql, options: StoreOptions = {}): Store {
  const { clock = systemClock, later = (run) => clock.after(COMMIT_MS, run) } = options;
  const tell = quietly(clock, options.onError);
  migrateStore(sql);
  const controls = createControls(sql, clock, options.intervalMs);
  const known = createKnown(sql);
  const commits = createGroupCommit({ empty: emptyBatch, write: commit, later });
  let prunedAt = -Infinity;
  let closed = false;

  return {
    accept(update, receivedAtMs, expectNextMs) {
      if (closed) return Promise.reject(new TallybeaconError("stopped", "the store is closed"));
      return commits.join((batch) =>
        add(batch, update, Math.trunc(receivedAtMs), Math.trunc(expectNextMs)),
      );
    },
    ...createQueries(sql, clock, controls.read),
    controls: controls.read,
    control: controls.change,
    async close() {
      closed = true;
      commits.flush();
    },
  };

  function add(batch: Batch, update: Update, atMs: number, expectNextMs: number): Accepted {
    // What reads the database comes first: it may throw, and nothing is added yet.
    const instance = known.instance(update.instance_id);
    const { epoch, seq } = update;
    const numbered = epoch !== undefined && seq !== undefined;
    const runs = numbered ? known.runs(instance, epoch) : undefined;

    const additions = instanceIn(batch, instance, atMs);
    additions.lastAt = atMs;
    additions.expectNext = expectNextMs;
    const fresh = !runs || addSeq(runs, seq as number);
    if (!fresh) {
      additions.duplicates += 1;
      return { fresh, ack: ackOf(runs) };
    }
    additions.updates += 1;
    fold(batch, additions, update, atMs, known.admit);
    if (!runs) return { fresh };
    additions.epochs.add(epoch as string);
    additions.epoch = epoch;
    return { fresh, ack: ackOf(runs) };
  }

  function commit(batch: Batch) {
    try {
      sql.tx(() => {
        write(sql, batch, known);
        forgetEpochs();
      });
    } catch (error) {
      known.forget();
      const failed = new TallybeaconError("storage", "updates could not be written", error);
      tell(failed);
      throw failed;
    }
    known.trim(batch);
    if (batch.refused.size > 0) {
      const reasons = [...batch.refused].map(([reason, count]) => `${count} × ${reason}`);
      tell(new TallybeaconError("buffer-full", `keys not kept: ${reasons.join(", ")}`));
    }
  }

  function forgetEpochs() {
    const now = clock.now();
    if (now - prunedAt < EPOCH_PRUNE_MS) return;
    sql.all("DELETE FROM epoch WHERE seen_at < ?", now - EPOCH_RETENTION_MS);
    prunedAt = now;
  }
}
