// SQLite in this process: `node:sqlite` and whatever else prepares and executes.

import type { Sql, SqlRow, SqlValue } from "../core/ports.ts";
import { MAX_STATEMENTS } from "../core/store-limits.ts";

/** What is needed of a `DatabaseSync`; also in Deno and Bun. */
export interface SqliteDatabase {
  exec(statement: string): void;
  prepare(statement: string): { all(...values: SqlValue[]): unknown[] };
}

/** `sqliteSql(new DatabaseSync("tally.db"))`. Statements are prepared once; transactions nest. */
export function sqliteSql(db: SqliteDatabase): Sql {
  const prepared = new Map<string, ReturnType<SqliteDatabase["prepare"]>>();
  let depth = 0;

  return {
    all(statement, ...values) {
      let ready = prepared.get(statement);
      if (!ready) {
        ready = db.prepare(statement);
        if (prepared.size < MAX_STATEMENTS) prepared.set(statement, ready);
      }
      return ready.all(...values) as SqlRow[];
    },
    tx(run) {
      const [begin, commit, rollback] = depth === 0 ? OUTER : inner(`inner_${depth}`);
      db.exec(begin);
      depth += 1;
      try {
        const result = run();
        db.exec(commit);
        return result;
      } catch (error) {
        undo(rollback);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };

  function undo(rollback: string) {
    try {
      db.exec(rollback);
    } catch {
      // A full disk or a failed write has rolled back already: https://sqlite.org/lang_transaction.html
    }
  }
}

// IMMEDIATE, because a transaction that first reads and then writes cannot wait for another process.
const OUTER = ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"] as const;

function inner(name: string): readonly [string, string, string] {
  return [`SAVEPOINT ${name}`, `RELEASE ${name}`, `ROLLBACK TO ${name}; RELEASE ${name}`];
}
