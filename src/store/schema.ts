// The tables of the store, for SQLite on disk and in a Durable Object alike.
import type { Sql } from "../core/ports.ts";
import { migrate } from "../storage/migrate.ts";

/** Member number under which a key counts the members it does not tell apart. */
export const OTHER_MEMBER = 0;

const TABLES: readonly string[] = [
  `CREATE TABLE key (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, last_at INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE member (
    id INTEGER PRIMARY KEY, key INTEGER NOT NULL, value TEXT NOT NULL, UNIQUE (key, value)
  ) STRICT`,
  // By minute first: all that one commit touches lies on a few neighbouring pages.
  `CREATE TABLE key_minute (
    minute INTEGER NOT NULL, key INTEGER NOT NULL, total REAL NOT NULL, last_at INTEGER NOT NULL,
    PRIMARY KEY (minute, key)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE member_minute (
    minute INTEGER NOT NULL, key INTEGER NOT NULL, member INTEGER NOT NULL, total REAL NOT NULL,
    PRIMARY KEY (minute, key, member)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE item (
    id INTEGER PRIMARY KEY, key INTEGER NOT NULL, instance TEXT NOT NULL, value TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT`,
  "CREATE INDEX item_by_key ON item (key)",
  `CREATE TABLE value (
    key INTEGER NOT NULL, instance TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (key, instance)
  ) STRICT, WITHOUT ROWID`,
  // One short row for each update: with the epoch heard last; former ones rest in `epoch`.
  `CREATE TABLE instance (
    id TEXT PRIMARY KEY, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    expect_next INTEGER NOT NULL, updates INTEGER NOT NULL, duplicates INTEGER NOT NULL,
    epoch TEXT, runs TEXT
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE epoch (
    instance TEXT NOT NULL, epoch TEXT NOT NULL, runs TEXT NOT NULL, seen_at INTEGER NOT NULL,
    PRIMARY KEY (instance, epoch)
  ) STRICT, WITHOUT ROWID`,
  // Written once a minute for each instance. `keys` says when it last sent which, { "<minute>": [key, …] }:
  // as rows of their own these would cost more than all the rest of an update.
  `CREATE TABLE instance_keys (
    instance TEXT PRIMARY KEY, minute INTEGER NOT NULL, keys TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX instance_keys_by_minute ON instance_keys (minute)",
  `CREATE TABLE switch (
    key TEXT PRIMARY KEY, off INTEGER NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  "CREATE TABLE setting (name TEXT PRIMARY KEY, value REAL NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE refused (reason TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID",
];

/** Accounts beside the numbers of an epoch, sums of all of them, and receipts of what was forgotten. */
const ACCOUNTS: readonly string[] = [
  "ALTER TABLE instance ADD COLUMN account TEXT",
  "ALTER TABLE epoch ADD COLUMN account TEXT",
  "CREATE INDEX epoch_by_seen_at ON epoch (seen_at)",
  "CREATE TABLE account_sum (name TEXT PRIMARY KEY, value REAL NOT NULL) STRICT, WITHOUT ROWID",
  // Of epochs that are older than accounts only their gaps are known.
  `INSERT INTO account_sum SELECT 'missing', total(missing) FROM (
    SELECT max(value) - sum(iif(key % 2, value, -value)) - count(*) / 2 AS missing FROM (
      SELECT i.id AS instance, i.epoch, j.key, j.value FROM instance i, json_each(i.runs) j
      UNION ALL SELECT e.instance, e.epoch, j.key, j.value FROM epoch e, json_each(e.runs) j WHERE
        NOT EXISTS (SELECT 1 FROM instance i WHERE i.id = e.instance AND i.epoch = e.epoch))
    GROUP BY instance, epoch)`,
  "CREATE TABLE receipt (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
];

/** The steps from nothing to the tables of today, one a version. */
export const VERSIONS: readonly (readonly string[])[] = [TABLES, ACCOUNTS];

/** Makes the store's tables, or brings older ones up to date; may be called again and again. */
export function migrateStore(sql: Sql): void {
  migrate(sql, "store", VERSIONS);
}
