// Schemas that grow.
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Sql } from "../../../src/core/ports.ts";
import { migrate } from "../../../src/storage/migrate.ts";
import { sqliteSql } from "../../../src/storage/sqlite-sql.ts";

const FIRST = ["CREATE TABLE a (x) ", "CREATE TABLE b (x)"];
const SECOND = ["ALTER TABLE a ADD COLUMN y"];

const open = (): Sql => sqliteSql(new DatabaseSync(":memory:"));
const columns = (sql: Sql, table: string) =>
  sql.all("SELECT name FROM pragma_table_info(?)", table).map((row) => row["name"]);

test("runs each step once, also when more are added later", () => {
  const sql = open();
  migrate(sql, "room", [FIRST]);
  migrate(sql, "room", [FIRST]);
  migrate(sql, "room", [FIRST, SECOND]);
  migrate(sql, "room", [FIRST, SECOND]);
  expect(columns(sql, "a")).toEqual(["x", "y"]);
});

test("keeps the versions of rooms apart", () => {
  const sql = open();
  migrate(sql, "one", [["CREATE TABLE one (x)"]]);
  migrate(sql, "two", [["CREATE TABLE two (x)"]]);
  expect([columns(sql, "one"), columns(sql, "two")]).toEqual([["x"], ["x"]]);
});

test("refuses tables of a newer release and leaves them alone", () => {
  const sql = open();
  migrate(sql, "room", [FIRST, SECOND]);
  expect(() => migrate(sql, "room", [FIRST])).toThrow('tables of "room" have version 2');
  migrate(sql, "room", [FIRST, SECOND]);
});

test("does all of a migration or nothing", () => {
  const sql = open();
  expect(() => migrate(sql, "room", [FIRST, ["CREATE TABLE a (again)"]])).toThrow();
  expect(columns(sql, "a")).toEqual([]);
  migrate(sql, "room", [FIRST]);
  expect(columns(sql, "a")).toEqual(["x"]);
});
