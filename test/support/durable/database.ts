// What `node:sqlite` and `sqliteSql` are to tests that run in a Durable Object: the one database that it has.
import type { Sql } from "../../../src/core/ports.ts";
import { type DurableSqlStorage, durableSql } from "../../../src/storage/durable-sql.ts";

/** The longest text or row, bytes. Source: Cloudflare, limits of SQLite in objects; workerd lets four times as much pass. */
const MAX_BYTES = 2_000_000;

let storage: DurableSqlStorage | undefined;
let opened = 0;

const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table'
  AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*'`;

/** To be called for each test, with what its own object has. */
export function standFor(given: DurableSqlStorage): void {
  storage = limited(given);
  opened = 0;
}

/** As it is on Cloudflare's network: what one statement is given, a row mostly, may not be longer. */
function limited(given: DurableSqlStorage): DurableSqlStorage {
  const encoder = new TextEncoder();
  return {
    sql: {
      exec(statement, ...values) {
        const bytes = encoder.encode(values.join("")).length;
        if (bytes > MAX_BYTES) throw new Error(`${bytes} bytes in a row`);
        return given.sql.exec(statement, ...values);
      },
    },
    transactionSync: (run) => given.transactionSync(run),
  };
}

/** A database of `node:sqlite`. A second one of the same test is the first one, emptied. */
export class DatabaseSync {
  readonly storage: DurableSqlStorage;

  constructor() {
    if (!storage) throw new Error("no object");
    this.storage = storage;
    opened += 1;
    if (opened === 1) return;
    const sql = durableSql(storage);
    for (const { name } of sql.all(TABLES)) sql.all(`DROP TABLE "${name}"`);
  }

  close(): void {}
}

/** Stands for that of src/storage/sqlite-sql.ts. */
export function sqliteSql(database: DatabaseSync): Sql {
  return durableSql(database.storage);
}
