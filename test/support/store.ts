// A store in memory whose commits come at once, and updates to send it.
import { DatabaseSync } from "node:sqlite";
import type { Data } from "../../src/core/json.ts";
import type { Part } from "../../src/core/part.ts";
import type { Clock, Sql } from "../../src/core/ports.ts";
import type { Accepted, Store } from "../../src/core/tally.ts";
import type { Update } from "../../src/core/update.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import type { KnownApp } from "../../src/store/app.ts";
import { createPart } from "../../src/store/part.ts";
import { createStore, type PartOptions, type StoreOptions } from "../../src/store/store.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";

export const NOW_MS = 1_795_250_403_000;
export const HOUR = { seconds: 3_600, step: 60 };

export interface OpenStore {
  readonly store: Store;
  readonly sql: Sql;
  readonly clock: ManualClock;
  /** Sends data sealed now, from instance "i" and without numbers unless told otherwise, and waits for the commit. */
  send(data: Data | undefined, more?: Partial<Update>): Promise<Accepted>;
}

/** An app without keys. */
export function knownApp(id = 1, name = "default"): KnownApp {
  return { id, name, keys: new Map(), instances: 0, members: 0 };
}

export function memorySql(): Sql {
  return sqliteSql(new DatabaseSync(":memory:"));
}

export function openStore(
  sql: Sql = memorySql(),
  { clock = manualClock(NOW_MS), ...options }: StoreOptions & { clock?: ManualClock } = {},
): OpenStore {
  const store = createStore(sql, { clock, later: queueMicrotask, ...options });
  return { store, sql, clock, send: sender(store, clock) };
}

function sender(store: Store, clock: Clock): OpenStore["send"] {
  return (data, more) => {
    const now = clock.now();
    const timestamp = new Date(now).toISOString();
    return store.accept(updateOf(data, { timestamp, ...more }), now, now + 3_600_000);
  };
}

/** Makes `count` instances of the app `default` without updates, which were heard in the minute of `atMs`. */
export function addInstances(sql: Sql, count: number, atMs: number): void {
  sql.tx(() => {
    for (let i = 0; i < count; i += 1) {
      const values = [`x${i}`, atMs, atMs];
      sql.all("INSERT INTO instance VALUES (?, ?, ?, 0, 2, 0, NULL, NULL, NULL, 1)", ...values);
      const minute = Math.floor(atMs / 60_000);
      sql.all("INSERT INTO instance_keys VALUES (?, ?, '{}')", `x${i}`, minute);
    }
    sql.all("UPDATE app SET instances = instances + ? WHERE id = 1", count);
  });
}

export function updateOf(data: Data | undefined, more?: Partial<Update>): Update {
  return {
    instance_id: "i",
    timestamp: "2026-11-21T08:40:03Z",
    ...(data !== undefined && { data }),
    ...more,
  };
}

/** Passes everything on until it is told to fail: statements by number within a transaction, or commits. */
export function faultySql(inner: Sql): Sql & { failNext(afterStatements: number): void } {
  let left = Number.POSITIVE_INFINITY;
  let depth = 0;
  const step = () => {
    if (depth > 0 && left-- <= 0) {
      left = Number.POSITIVE_INFINITY;
      throw new Error("disk full");
    }
  };
  return {
    failNext(afterStatements) {
      left = afterStatements;
    },
    all(statement, ...values) {
      step();
      return inner.all(statement, ...values);
    },
    tx(run) {
      return inner.tx(() => {
        depth += 1;
        try {
          const result = run();
          // The last chance to fail is the commit itself.
          step();
          return result;
        } finally {
          depth -= 1;
        }
      });
    },
  };
}

export interface OpenPart extends OpenStore {
  readonly part: Part;
}

/** A store that is one of several; a shard unless told otherwise. */
export function openPart(
  sql: Sql = memorySql(),
  { clock = manualClock(NOW_MS), ...options }: PartOptions & { clock?: ManualClock } = {},
): OpenPart {
  const made = { clock, later: queueMicrotask, isShard: true, ...options };
  const { store, part } = createPart(sql, made);
  return { store, part, sql, clock, send: sender(store, clock) };
}
