// The collector's memory: updates in, durable and counted once; totals, values and controls out.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import { COMMIT_MS, EPOCH_PRUNE_MS, EPOCH_RETENTION_MS } from "../core/limits.ts";
import type { Clock, Sql } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import type { Accepted, Store } from "../core/tally.ts";
import type { Update } from "../core/update.ts";
import { enter } from "./account.ts";
import { createAccounting } from "./accounting.ts";
import { type Batch, emptyBatch, instanceIn, refuse } from "./batch.ts";
import { createControls } from "./controls.ts";
import type { Epoch } from "./epoch.ts";
import { filedAt, sealedAt } from "./filing.ts";
import { fold } from "./fold.ts";
import { forgetEpochs } from "./forget.ts";
import { createGroupCommit } from "./group-commit.ts";
import type { KnownInstance } from "./instance.ts";
import { createKnown } from "./known.ts";
import { createQueries } from "./queries.ts";
import { receiptOf } from "./receipt.ts";
import { ackOf, addSeq } from "./runs.ts";
import { migrateStore } from "./schema.ts";
import { noChange, writeSums } from "./sums.ts";
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
    accounting: createAccounting(sql),
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
    if (update.forget || instance.receipt !== undefined)
      return forgo(batch, instance, update, atMs);
    const { epoch: name, seq } = update;
    const numbered = name !== undefined && seq !== undefined;
    const sealedMs = sealedAt(update);
    const heard = numbered ? known.epoch(instance, name) : undefined;
    if (numbered && !heard && mayBeForgotten(instance, sealedMs, atMs)) {
      refuse(batch, "expired");
      return { fresh: false, ack: seq };
    }

    const additions = instanceIn(batch, instance, atMs);
    additions.lastAt = atMs;
    additions.expectNext = expectNextMs;
    const epoch = numbered ? (heard ?? known.addEpoch(instance, name)) : undefined;
    const fresh = !epoch || take(epoch, update, atMs);
    if (fresh) {
      additions.updates += 1;
      fold(batch, additions, update, filedAt(sealedMs, atMs), known.admit);
    } else additions.duplicates += 1;
    if (!epoch) return { fresh };
    additions.epochs.add(name as string);
    if (fresh) additions.epoch = name;
    return { fresh, ack: ackOf(epoch.runs) };
  }

  /** Deletes an instance with the next commit, or turns away one that was deleted. */
  function forgo(batch: Batch, instance: KnownInstance, update: Update, at: number): Accepted {
    const { id, receipt = receiptOf(id) } = instance;
    if (instance.receipt === undefined) {
      batch.forgotten.set(id, { receipt, at });
      known.forgetInstance(id, receipt);
    } else if (!update.forget) refuse(batch, "forgotten");
    return {
      fresh: false,
      ...(update.seq !== undefined && { ack: update.seq }),
      ...(update.forget && { receipt }),
    };
  }

  function commit(batch: Batch) {
    try {
      sql.tx(() => {
        write(sql, batch, known);
        prune();
      });
    } catch (error) {
      known.forget();
      const why = `updates could not be written: ${(error as Error).message}`;
      const failed = new TallybeaconError("storage", why, error);
      tell(failed);
      throw failed;
    }
    known.trim(batch);
    if (batch.refused.size > 0) tellOfKeys(batch.refused);
  }

  /** Whole updates that come too late are no trouble of the server's. */
  function tellOfKeys(refused: ReadonlyMap<string, number>) {
    const keys = [...refused].filter(([reason]) => reason.startsWith("key"));
    if (keys.length === 0) return;
    const reasons = keys.map(([reason, count]) => `${count} × ${reason}`);
    tell(new TallybeaconError("buffer-full", `keys not kept: ${reasons.join(", ")}`));
  }

  function prune() {
    const now = clock.now();
    if (now - prunedAt < EPOCH_PRUNE_MS) return;
    const change = noChange();
    const { forgotten, isMore } = forgetEpochs(sql, change, now - EPOCH_RETENTION_MS);
    writeSums(sql, change);
    for (const { instance, epoch } of forgotten) known.dropEpoch(instance, epoch);
    if (!isMore) prunedAt = now;
  }
}

/** Enters an update into its epoch; false when it had come before. Of two with one number the first wins. */
function take(epoch: Epoch, update: Update, atMs: number): boolean {
  const { runs, account } = epoch;
  epoch.lastAt = atMs;
  const fresh = addSeq(runs, update.seq as number);
  if (fresh) enter(account, update, runs);
  else account.duplicates += 1;
  return fresh;
}

/** Whether an update of an unknown epoch may have been counted before that epoch was forgotten. */
function mayBeForgotten({ firstAt }: KnownInstance, sealedMs: number, atMs: number): boolean {
  const sinceMs = atMs - EPOCH_RETENTION_MS;
  return firstAt < sinceMs && sealedMs < sinceMs;
}
