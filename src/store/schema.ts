// The tables of the store, for SQLite on disk and in a Durable Object alike.

import type { Sql } from "../core/ports.ts";
import { DEFAULT_APP } from "../core/store-limits.ts";
import { migrate } from "../storage/migrate.ts";

/** Member number under which a key counts the members it does not tell apart. */
export const OTHER_MEMBER = 0;

/** Totals of a level. By minute first, that of its bucket: all that one commit touches lies on a few neighbouring pages. */
const tablesOf = (level: string): string[] => [
  `CREATE TABLE key_${level} (
    minute INTEGER NOT NULL, key INTEGER NOT NULL, total REAL NOT NULL, last_at INTEGER NOT NULL,
    PRIMARY KEY (minute, key)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE member_${level} (
    minute INTEGER NOT NULL, key INTEGER NOT NULL, member INTEGER NOT NULL, total REAL NOT NULL,
    PRIMARY KEY (minute, key, member)
  ) STRICT, WITHOUT ROWID`,
];

const TABLES: readonly string[] = [
  `CREATE TABLE key (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, last_at INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE member (
    id INTEGER PRIMARY KEY, key INTEGER NOT NULL, value TEXT NOT NULL, UNIQUE (key, value)
  ) STRICT`,
  ...tablesOf("minute"),
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

/** Another table has what this one had, and takes its name. */
const replaced = (table: string, by: string): string[] => [
  `DROP TABLE ${table}`,
  `ALTER TABLE ${by} RENAME TO ${table}`,
];

/** Every key belongs to an app, totals roll up, values lie by field, and controls are for some or for all. */
const APPS: readonly string[] = [
  // With what it has, which otherwise would be counted over and over.
  `CREATE TABLE app (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, instances INTEGER NOT NULL DEFAULT 0,
    members INTEGER NOT NULL DEFAULT 0
  ) STRICT`,
  `INSERT INTO app SELECT 1, '${DEFAULT_APP}', (SELECT count(*) FROM instance),
    (SELECT count(*) FROM member)`,
  // Numbers are not given again: instances may still have those of keys that were removed.
  `CREATE TABLE key_of_app (
    id INTEGER PRIMARY KEY AUTOINCREMENT, app INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
    last_at INTEGER NOT NULL, members INTEGER NOT NULL DEFAULT 0, items INTEGER NOT NULL DEFAULT 0,
    UNIQUE (app, key)
  ) STRICT`,
  `INSERT INTO key_of_app SELECT id, 1, key, kind, last_at,
    (SELECT count(*) FROM member WHERE member.key = key.id),
    (SELECT count(*) FROM item WHERE item.key = key.id) FROM key`,
  ...replaced("key", "key_of_app"),
  "ALTER TABLE member ADD COLUMN last_minute INTEGER NOT NULL DEFAULT 0",
  `UPDATE member SET last_minute = m.last FROM (
    SELECT member, max(minute) AS last FROM member_minute GROUP BY member) m
    WHERE m.member = member.id`,
  ...["5_minutes", "hour", "day"].flatMap(tablesOf),
  // Up to which minute the level is complete, and from which on it still is.
  `CREATE TABLE level (
    name TEXT PRIMARY KEY, rolled INTEGER NOT NULL, kept INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  "ALTER TABLE instance ADD COLUMN app INTEGER NOT NULL DEFAULT 1",
  // A small app beside a large one is not found otherwise.
  "CREATE INDEX instance_by_app ON instance (app)",
  // The field '' is the value as a whole; null there says that its fields have it.
  `CREATE TABLE value_by_field (
    key INTEGER NOT NULL, instance TEXT NOT NULL, field TEXT NOT NULL, value TEXT,
    at INTEGER NOT NULL, PRIMARY KEY (key, instance, field)
  ) STRICT, WITHOUT ROWID`,
  `INSERT INTO value_by_field SELECT key, instance, '',
    iif(json_type(value) = 'object' AND value <> '{}', NULL, value), at FROM value`,
  `INSERT INTO value_by_field SELECT v.key, v.instance, j.key, v.value -> j.fullkey, v.at
    FROM value v, json_each(v.value) j WHERE json_type(v.value) = 'object' AND j.key <> ''`,
  ...replaced("value", "value_by_field"),
  `CREATE TABLE refused_of_app (
    app INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (app, reason)
  ) STRICT, WITHOUT ROWID`,
  "INSERT INTO refused_of_app SELECT 1, reason, count FROM refused",
  ...replaced("refused", "refused_of_app"),
  // App 0 is every app, here and below. Off for a share of the instances, for those in a list (JSON), or for all.
  `CREATE TABLE switch_of_app (
    app INTEGER NOT NULL, key TEXT NOT NULL, off INTEGER NOT NULL, percent REAL NOT NULL,
    instances TEXT, at INTEGER NOT NULL, PRIMARY KEY (app, key)
  ) STRICT, WITHOUT ROWID`,
  "INSERT INTO switch_of_app SELECT 0, key, off, 100, NULL, at FROM switch",
  ...replaced("switch", "switch_of_app"),
  "CREATE TABLE control (app INTEGER PRIMARY KEY, interval_ms REAL, stop INTEGER) STRICT",
  `INSERT INTO control SELECT 0, max(value) FILTER (WHERE name = 'interval_ms'),
    CAST(max(value) FILTER (WHERE name = 'stop') AS INTEGER) FROM setting`,
  "DELETE FROM setting WHERE name IN ('interval_ms', 'stop')",
  // What was there before and after it, so that it can be undone, and only while it stands.
  `CREATE TABLE control_change (
    version INTEGER PRIMARY KEY, at INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
    change TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, undoes INTEGER
  ) STRICT`,
];

/** What was ever counted stays, where days are removed. */
const PAST: readonly string[] = ["key", "member"].map(
  (table) => `ALTER TABLE ${table} ADD COLUMN past REAL NOT NULL DEFAULT 0`,
);

/** The steps from nothing to the tables of today, one a version. */
export const VERSIONS: readonly (readonly string[])[] = [TABLES, ACCOUNTS, APPS, PAST];

/** Makes the store's tables, or brings older ones up to date; may be called again and again. */
export function migrateStore(sql: Sql): void {
  migrate(sql, "store", VERSIONS);
}
