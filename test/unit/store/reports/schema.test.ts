// The tables of kept reports.
import { expect, test } from "vitest";
import { migrateReports, VERSIONS } from "../../../../src/store/reports/schema.ts";
import { migrateStore } from "../../../../src/store/schema.ts";
import { memorySql } from "../../../support/store.ts";

test("are made once, are strict throughout, and stand beside those of the store", () => {
  const sql = memorySql();
  migrateStore(sql);
  migrateReports(sql);
  migrateReports(sql);
  const tables = sql.all(
    "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'",
  );
  const names = tables.map((row) => row["name"]);
  expect(names).toEqual(expect.arrayContaining(["application", "install", "report_day", "report"]));
  expect(tables.filter((row) => row["strict"] !== 1)).toEqual([]);
  expect(sql.all("SELECT version FROM schema_version WHERE room = 'reports'")).toEqual([
    { version: VERSIONS.length },
  ]);
});

test("of a newer release are left alone", () => {
  const sql = memorySql();
  migrateReports(sql);
  sql.all("UPDATE schema_version SET version = 99 WHERE room = 'reports'");
  expect(() => migrateReports(sql)).toThrow('tables of "reports" have version 99');
});
