// The tables of what is pushed.
import { expect, test } from "vitest";
import { migratePushes } from "../../../../src/store/pushes/schema.ts";
import { memorySql } from "../../../support/store.ts";

test("are made once, and stay", () => {
  const sql = memorySql();
  migratePushes(sql);
  sql.all("INSERT INTO push_group VALUES ('[]', 1, 2, '[]')");
  migratePushes(sql);
  expect(sql.all("SELECT count(*) AS n FROM push_group")).toEqual([{ n: 1 }]);
  expect(sql.all("SELECT * FROM sum_size")).toEqual([{ chars: 0, gone: 0 }]);
});
