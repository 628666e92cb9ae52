// The tables of an object that gathers counts.
import type { Sql } from "../../core/ports.ts";
import { migrate } from "../../storage/migrate.ts";

const STEPS = [
  [
    // What the object knows of itself, and what its server wants: one row each, as JSON.
    "CREATE TABLE tally_record (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    // The buffer. Names are JSON, which has no character that SQLite would end a text at.
    `CREATE TABLE tally_part (
      id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, part TEXT NOT NULL,
      number REAL NOT NULL, value TEXT NOT NULL, at REAL NOT NULL,
      calls INTEGER NOT NULL, chars INTEGER NOT NULL, UNIQUE (kind, key, part)) STRICT`,
    // Sealed updates; calls by key, as JSON.
    `CREATE TABLE tally_outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
      sealed_at REAL NOT NULL, body TEXT NOT NULL, calls TEXT NOT NULL, UNIQUE (epoch, seq)) STRICT`,
    // Isolates: which numbers of theirs are in, and what they said of themselves.
    `CREATE TABLE tally_isolate (
      instance TEXT NOT NULL, epoch TEXT NOT NULL, runs TEXT NOT NULL, account TEXT NOT NULL,
      seen_at REAL NOT NULL, PRIMARY KEY (instance, epoch)) STRICT, WITHOUT ROWID`,
    // Values that were passed on, and when they had been sealed.
    `CREATE TABLE tally_newest (
      key TEXT NOT NULL, part TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (key, part))
      STRICT, WITHOUT ROWID`,
    "CREATE INDEX tally_newest_at ON tally_newest (at)",
    "CREATE INDEX tally_isolate_seen ON tally_isolate (seen_at)",
  ],
];

/** Makes them where they are missing. Throws `bad-option` when a newer release has been there. */
export function openTables(sql: Sql): void {
  migrate(sql, "tally", STEPS);
}
