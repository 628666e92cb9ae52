// SQLite in a Durable Object, as far as its two calls can be stood in for by node:sqlite.
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "vitest";
import { type DurableSqlStorage, durableSql } from "../../../src/storage/durable-sql.ts";
import { sqliteSql } from "../../../src/storage/sqlite-sql.ts";
import { sqlContract } from "../../contract/sql.ts";

function durableStorage(): DurableSqlStorage {
  const inner = sqliteSql(new DatabaseSync(":memory:"));
  return {
    sql: { exec: (statement, ...values) => ({ toArray: () => inner.all(statement, ...values) }) },
    transactionSync: inner.tx,
  };
}

describe("durableSql keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(sqlContract)) {
    test(sentence, () => check(() => durableSql(durableStorage())));
  }
});
