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
  expect(sql.all("SELECT * FROM sum_size")).toEqual([{ gone: 0 }]);
});

test("of a former release know how much each job has", () => {
  const sql = memorySql();
  migratePushes(sql);
  const made = ["DROP INDEX sum_epoch_by_job", "ALTER TABLE sum_job DROP COLUMN epoch_chars"];
  const before = [
    ...made,
    "ALTER TABLE sum_size ADD COLUMN chars INTEGER NOT NULL DEFAULT 0",
    "UPDATE schema_version SET version = 1 WHERE room = 'pushes'",
    "INSERT INTO sum_job VALUES (1, 'shop', 0, 0, 2, 0), (2, 'blog', 0, 0, 0, 0)",
    "INSERT INTO sum_epoch VALUES (1, 1, 'e', 1, 0, '[]'), (2, 1, 'f', 1, 0, '[[]]')",
    "INSERT INTO sum_epoch VALUES (3, 1, 'over', 1, 0, NULL)",
    "UPDATE sum_size SET chars = 206, gone = 1",
  ];
  for (const statement of before) sql.all(statement);
  migratePushes(sql);
  expect(sql.all("SELECT job, epoch_chars FROM sum_job ORDER BY id")).toEqual([
    { job: "shop", epoch_chars: 206 },
    { job: "blog", epoch_chars: 0 },
  ]);
  expect(sql.all("SELECT * FROM sum_size")).toEqual([{ gone: 1 }]);
});
