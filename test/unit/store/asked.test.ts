// What the operator asks, as the database has it.
import { expect, test } from "vitest";
import { readAsked, readTouched, snapshot, touchedText } from "../../../src/store/asked.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { memorySql } from "../../support/store.ts";

function open() {
  const sql = memorySql();
  migrateStore(sql);
  sql.all("INSERT INTO app (name) VALUES ('shop')");
  return sql;
}

test("is nothing at first", () => {
  expect(readAsked(open())).toEqual({ version: 0, switches: [], wishes: [] });
});

test("is read with the names of apps, wishes that ask nothing left out", () => {
  const sql = open();
  sql.all("INSERT INTO setting VALUES ('version', 7)");
  sql.all("INSERT OR REPLACE INTO control VALUES (0, NULL, 0), (2, 5000, 1)");
  sql.all("INSERT INTO switch VALUES (0, 'b', 0, 100, NULL, 3), (2, 'a', 1, 2.5, '[\"i\"]', 4)");
  expect(readAsked(sql)).toEqual({
    version: 7,
    switches: [
      { key: "b", off: false, percent: 100, instances: [], at: 3 },
      { app: "shop", key: "a", off: true, percent: 2.5, instances: ["i"], at: 4 },
    ],
    wishes: [{ app: "shop", interval_ms: 5_000, stop: true }],
  });
});

test("is the same whether a key was never switched or is on again", () => {
  const sql = open();
  const before = snapshot(sql, 2, ["b", "a", "b"]);
  expect(before).toEqual({
    app: 2,
    interval_ms: null,
    stop: false,
    switches: [
      { key: "a", off: false, percent: 100, instances: null },
      { key: "b", off: false, percent: 100, instances: null },
    ],
  });
  sql.all("INSERT INTO switch VALUES (2, 'a', 0, 100, NULL, 3)");
  expect(snapshot(sql, 2, ["a", "b"])).toEqual(before);
  sql.all("UPDATE switch SET off = 1, percent = 5, instances = '[\"i\"]'");
  expect(snapshot(sql, 2, ["a"]).switches).toEqual([
    { key: "a", off: true, percent: 5, instances: '["i"]' },
  ]);
});

test("that was touched is written with each list of instances once, and read as it was", () => {
  const of = (key: string, instances: string | null) => ({ key, off: true, percent: 0, instances });
  const [one, other] = ['["i"]', '["j"]'];
  const touched = {
    app: 2,
    switches: [of("a", null), of("b", one), of("c", other), of("d", one), of("e", other)],
  };
  const text = touchedText(touched);
  expect(text.split(JSON.stringify(one))).toHaveLength(2);
  expect(readTouched(text)).toEqual(touched);
  expect(readTouched(JSON.stringify(touched))).toEqual(touched);
});
