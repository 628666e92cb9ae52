import { expect, test } from "vitest";
import { openTables } from "../../../../src/workers/tally/tables.ts";
import { memorySql } from "../../../support/store.ts";

test("openTables makes them once, and refuses those of a later release", () => {
  const sql = memorySql();
  openTables(sql);
  sql.all("INSERT INTO tally_record VALUES ('own', '{}')");
  openTables(sql);
  expect(sql.all("SELECT * FROM tally_record")).toHaveLength(1);
  sql.all("UPDATE schema_version SET version = 99");
  expect(() => openTables(sql)).toThrow('tables of "tally" have version 99');
});
