// A history in SQLite.
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { RANGES } from "../../../src/core/sample.ts";
import { sqlHistory } from "../../../src/history/sql.ts";
import { sqliteSql } from "../../../src/storage/sqlite-sql.ts";
import { historyContract } from "../../contract/history.ts";
import { manualClock } from "../../support/manual-clock.ts";

const NOW = 1_795_250_403;
const open = () => sqliteSql(new DatabaseSync(":memory:"));

describe("sqlHistory keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(historyContract)) {
    test(sentence, () => check((options) => sqlHistory(open(), options)));
  }
});

test("finds after a restart what was written before", async () => {
  const sql = open();
  const before = sqlHistory(sql, { clock: manualClock(NOW * 1000) });
  before.record("h", { ts: NOW, n: 1 });
  await before.close();
  const after = sqlHistory(sql, { clock: manualClock(NOW * 1000 + 5_000) });
  expect(await after.query("h", RANGES["1h"])).toEqual([{ ts: NOW, n: 1 }]);
});

test("forgets old samples already when it is opened", async () => {
  const sql = open();
  const before = sqlHistory(sql, { clock: manualClock(NOW * 1000) });
  before.record("h", { ts: NOW });
  await before.close();
  const after = sqlHistory(sql, { clock: manualClock((NOW + 86_401) * 1000) });
  expect(await after.hosts()).toEqual([]);
});

test.each([
  ["truncated text", '{"ts":17'],
  ["no object", "7"],
  ["a list", "[1]"],
  ["nothing", "null"],
  ["a member that is no number", '{"ts":1795250340,"n":"1"}'],
])("lets a corrupt row (%s) decide no bucket", async (_, text) => {
  const sql = open();
  const history = sqlHistory(sql, { clock: manualClock(NOW * 1000) });
  history.record("h", { ts: 1_795_250_341, n: 1 });
  await history.flush();
  sql.all("INSERT INTO sample VALUES ('h', 1795250340, ?)", text);
  expect(await history.query("h", RANGES["1h"])).toEqual([{ ts: 1_795_250_341, n: 1 }]);
});

test("keeps what could not be written and writes it when that works again", async () => {
  const inner = open();
  let broken = false;
  const clock = manualClock(NOW * 1000);
  const codes: string[] = [];
  const history = sqlHistory(
    {
      all: inner.all,
      tx(run) {
        if (broken) throw new Error("disk full");
        return inner.tx(run);
      },
    },
    { clock, onError: (error) => codes.push(error.code) },
  );
  broken = true;
  history.record("h", { ts: NOW });
  clock.advance(5_000);
  expect(codes).toEqual(["storage"]);
  await expect(history.flush()).rejects.toMatchObject({ code: "storage" });
  broken = false;
  clock.advance(5_000);
  expect(inner.all("SELECT ts FROM sample")).toHaveLength(1);
  expect(history.dropped()).toEqual({});
});

test("counts what it could not write before it was closed", async () => {
  const inner = open();
  let broken = false;
  const tx = <T>(run: () => T): T => {
    if (broken) throw new Error("disk full");
    return inner.tx(run);
  };
  const history = sqlHistory({ all: inner.all, tx }, { clock: manualClock(NOW * 1000) });
  broken = true;
  history.record("h", { ts: NOW });
  await history.close();
  expect(history.dropped()).toEqual({ stopped: 1 });
});

test("says that reading failed, with the cause", async () => {
  const db = new DatabaseSync(":memory:");
  const history = sqlHistory(sqliteSql(db), { clock: manualClock(NOW * 1000) });
  db.close();
  await expect(history.hosts()).rejects.toMatchObject({ code: "storage" });
  await expect(history.query("h", RANGES["1h"])).rejects.toMatchObject({ code: "storage" });
});
