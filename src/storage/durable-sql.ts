// SQLite in a Durable Object.
import type { Sql, SqlRow, SqlValue } from "../core/ports.ts";

/** What is needed of `ctx.storage`. */
export interface DurableSqlStorage {
  readonly sql: { exec(statement: string, ...values: SqlValue[]): { toArray(): unknown[] } };
  transactionSync<T>(run: () => T): T;
}

/** `durableSql(ctx.storage)`, for a class declared under `new_sqlite_classes`. */
export function durableSql(storage: DurableSqlStorage): Sql {
  return {
    all: (statement, ...values) => storage.sql.exec(statement, ...values).toArray() as SqlRow[],
    tx: (run) => storage.transactionSync(run),
  };
}
