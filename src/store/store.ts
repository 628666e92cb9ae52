// The collector's memory: updates in, durable and counted once; totals, values and controls out.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Ridden } from "../core/part.ts";
import type { Clock, Sql } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import { COMMIT_MS, DEFAULT_APP, MAX_INSTANCES, MAX_KEYS } from "../core/store-limits.ts";
import type { Keep, Store } from "../core/tally.ts";
import { createAccept } from "./accept.ts";
import { createAccounting } from "./accounting.ts";
import { createAllTime } from "./all-time.ts";
import { type Batch, emptyBatch, refuse } from "./batch.ts";
import { createCompactor } from "./compact.ts";
import { createControls, type KeptControls } from "./controls.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createHolders } from "./holders.ts";
import { createKnown, type Known } from "./known.ts";
import { createLatests, type Latests } from "./latest.ts";
import { checkedKeep, createMarks, type Marks } from "./levels.ts";
import { createPreview } from "./preview.ts";
import { createQueries } from "./queries.ts";
import { createRows } from "./rows.ts";
import { migrateStore } from "./schema.ts";
import { write } from "./write.ts";

/** How a store is made. */
export interface StoreOptions {
  readonly clock?: Clock;
  /** Time between updates until the operator sets another, ms. Default an hour. */
  readonly intervalMs?: number;
  /** How long totals are kept by the minute, by five, by the hour and by the day, seconds; 0 is for ever. */
  readonly keep?: Partial<Keep>;
  /** Instances of one app at the most. Default 1,000,000. */
  readonly maxInstances?: number;
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
  return openStore(sql, options).store;
}

/** How a store is made that is a part of several. */
export interface PartOptions extends StoreOptions {
  /** The store is one of several, whose totals the root has: they wait here until they are handed up. Default false. */
  readonly isShard?: boolean;
  /** What is kept in memory of the database, in pieces of about 100 bytes. Default 500,000. */
  readonly maxCached?: number;
  /** Keeps lines that rode on updates of shards, in the transaction that takes them in. Default: they go nowhere. */
  readonly onLines?: (...ridden: Ridden) => void;
  /** Sees each batch that was committed. */
  readonly onCommit?: (batch: Batch) => void;
}

/** A store, and what whoever makes it a part of several has to know of its inside. */
export interface Opened {
  readonly store: Store;
  readonly clock: Clock;
  readonly known: Known;
  readonly latests: Latests;
  readonly marks: Marks;
  readonly controls: Pick<KeptControls, "asked" | "refresh">;
  /** Commits what waits. */
  flush(): void;
  /** Writes a batch, and what `more` writes, in one transaction. Throws `storage` when nothing of it happened. */
  commit(batch: Batch, more?: () => void): void;
  /** After a transaction that failed: what is remembered may be wrong. */
  forget(): void;
}

/** Opens a store with its inside to be seen. */
export function openStore(sql: Sql, options: PartOptions = {}): Opened {
  const { clock = systemClock, later = (run) => clock.after(COMMIT_MS, run) } = options;
  const keep = checkedKeep(options.keep);
  const tell = quietly(clock, options.onError);
  migrateStore(sql);
  const { effective, asked, refresh, ...controls } = createControls(sql, clock, options.intervalMs);
  const known = createKnown(sql, MAX_KEYS, options.maxCached);
  const add = createAccept(known, options.maxInstances ?? MAX_INSTANCES);
  const marks = createMarks(sql);
  const latests = createLatests(sql, clock);
  const commits = createGroupCommit({ empty: emptyBatch, write: commit, later });
  const { isShard = false } = options;
  const compactor = createCompactor({ sql, clock, marks, keep, known, latests, isShard });
  const listeners = new Set<() => void>();
  const told = <T>(result: T): T => {
    for (const tell of listeners) tell();
    return result;
  };
  let closed = false;

  const store: Store = {
    accept(update, receivedAtMs, expectNextMs, app = DEFAULT_APP) {
      if (closed) return Promise.reject(new TallybeaconError("stopped", "the store is closed"));
      return commits.join((batch) =>
        add(batch, app, update, Math.trunc(receivedAtMs), Math.trunc(expectNextMs)),
      );
    },
    refuse: (reason, app = DEFAULT_APP) => commits.touch((batch) => turnAway(batch, app, reason)),
    ...createQueries({ sql, clock, marks, latests, effective }),
    ...createHolders(sql, clock),
    totals: createAllTime({ sql, clock, marks }),
    accounting: createAccounting(sql),
    ...controls,
    control: (change) => told(controls.control(change)),
    undo: (...asked) => told(controls.undo(...asked)),
    preview: createPreview(sql, clock, effective, asked),
    rows: createRows({ sql, clock, marks }),
    compact() {
      // Whatever waits may know what is removed.
      commits.flush();
      try {
        return compactor.slice();
      } catch (error) {
        forget();
        const why = `totals could not be rolled up: ${(error as Error).message}`;
        tell(new TallybeaconError("storage", why, error));
        return false;
      }
    },
    onChange: (run) => void listeners.add(run),
    async close() {
      closed = true;
      commits.flush();
    },
  };
  const { flush } = commits;
  return {
    store,
    clock,
    known,
    latests,
    marks,
    controls: { asked, refresh },
    flush,
    commit,
    forget,
  };

  function turnAway(batch: Batch, appName: string, reason: string) {
    const app = known.findApp(appName);
    if (app) refuse(batch, app, reason);
  }

  function commit(batch: Batch, more?: () => void) {
    try {
      sql.tx(() => {
        write(sql, batch, { known, marks: marks.read(), latest: latests.made });
        more?.();
      });
    } catch (error) {
      forget();
      const why = `updates could not be written: ${(error as Error).message}`;
      const failed = new TallybeaconError("storage", why, error);
      tell(failed);
      throw failed;
    }
    options.onCommit?.(batch);
    known.trim(batch);
    told(undefined);
    if (batch.refused.size > 0) tellOfKeys(batch.refused);
  }

  function forget() {
    known.forget();
    marks.forget();
    latests.forget();
  }

  /** Whole updates that come too late are no trouble of the server's. */
  function tellOfKeys(refused: Batch["refused"]) {
    const all = [...refused.values()].flatMap((counts) => [...counts]);
    const keys = all.filter(([reason]) => reason === "apps" || reason.startsWith("key"));
    if (keys.length === 0) return;
    const reasons = keys.map(([reason, count]) => `${count} × ${reason}`);
    tell(new TallybeaconError("buffer-full", `keys not kept: ${reasons.join(", ")}`));
  }
}
