// SQLite in this process.
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { type SqliteDatabase, sqliteSql } from "../../../src/storage/sqlite-sql.ts";
import { sqlContract } from "../../contract/sql.ts";

describe("sqliteSql keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(sqlContract)) {
    test(sentence, () => check(() => sqliteSql(new DatabaseSync(":memory:"))));
  }
});

test("prepares a statement once", () => {
  let prepared = 0;
  const db: SqliteDatabase = {
    exec() {},
    prepare() {
      prepared += 1;
      return { all: () => [] };
    },
  };
  const sql = sqliteSql(db);
  for (let i = 0; i < 5; i++) sql.all("SELECT 1");
  expect(prepared).toBe(1);
});

test("passes on why a commit failed, even when the rollback fails too", () => {
  const db: SqliteDatabase = {
    exec(statement) {
      if (statement === "COMMIT") throw new Error("disk full");
      if (statement === "ROLLBACK") throw new Error("no transaction is active");
    },
    prepare: () => ({ all: () => [] }),
  };
  const sql = sqliteSql(db);
  expect(() => sql.tx(() => undefined)).toThrow("disk full");
  expect(() => sql.tx(() => undefined)).toThrow("disk full");
});
