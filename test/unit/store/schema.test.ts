// The tables of the store.
import { expect, test } from "vitest";
import { migrateStore } from "../../../src/store/schema.ts";
import { memorySql } from "../../support/store.ts";

test("is made once and is strict throughout", () => {
  const sql = memorySql();
  migrateStore(sql);
  migrateStore(sql);
  const tables = sql.all(
    "SELECT name, strict FROM pragma_table_list WHERE name NOT LIKE 'sqlite_%'",
  );
  expect(tables.length).toBeGreaterThan(10);
  expect(tables.filter((row) => row["strict"] !== 1)).toEqual([]);
});
