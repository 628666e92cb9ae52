// A batch becomes rows.
import { expect, test } from "vitest";
import type { Sql } from "../../../src/core/ports.ts";
import { MAX_TOTAL } from "../../../src/core/store-limits.ts";
import type { KnownApp } from "../../../src/store/app.ts";
import { emptyBatch, instanceIn } from "../../../src/store/batch.ts";
import { newEpoch } from "../../../src/store/epoch.ts";
import { fold } from "../../../src/store/fold.ts";
import { createKnown } from "../../../src/store/known.ts";
import { createMarks } from "../../../src/store/levels.ts";
import { migrateStore } from "../../../src/store/schema.ts";
import { write } from "../../../src/store/write.ts";
import { memorySql, NOW_MS, updateOf } from "../../support/store.ts";

function open(limits: { maxMembers?: number; maxAppMembers?: number } = {}) {
  const sql = memorySql();
  migrateStore(sql);
  const known = createKnown(sql);
  const marks = createMarks(sql);
  const app = () => known.app("default") as KnownApp;
  const written = () => ({ known, marks: marks.read(), ...limits });
  const put = (data: Parameters<typeof updateOf>[0], atMs = NOW_MS) => {
    const batch = emptyBatch();
    const additions = instanceIn(batch, known.instance("i"), app(), atMs);
    fold(batch, additions, updateOf(data), atMs, known.admit);
    write(sql, batch, written());
  };
  return { sql, known, marks, app, written, put };
}

const table = (sql: Sql, statement: string) => sql.all(statement).map((row) => ({ ...row }));

test("adds to what is there, minute by minute", () => {
  const { sql, put } = open();
  put({ k: 2 });
  put({ k: 3 });
  put({ k: 5 }, NOW_MS + 60_000);
  expect(table(sql, "SELECT total FROM key_minute ORDER BY minute")).toEqual([
    { total: 5 },
    { total: 5 },
  ]);
});

test("stays finite in the database too", () => {
  const { sql, put } = open();
  for (let i = 0; i < 3; i++) put({ k: MAX_TOTAL });
  expect(table(sql, "SELECT total FROM key_minute")).toEqual([{ total: MAX_TOTAL }]);
});

test("numbers members once and counts those beyond the limit together", () => {
  const { sql, known, put } = open({ maxMembers: 2 });
  const set = (...values: (string | number)[]) => values.map((value) => ({ value, count: 1 }));
  put({ k: set("a", "b", "c") });
  known.forget();
  put({ k: set("d", "b") });
  expect(table(sql, "SELECT value FROM member ORDER BY id")).toEqual([
    { value: '"a"' },
    { value: '"b"' },
  ]);
  expect(table(sql, "SELECT member, total FROM member_minute ORDER BY member")).toEqual([
    { member: 0, total: 2 },
    { member: 1, total: 1 },
    { member: 2, total: 2 },
  ]);
});

test("keeps at least a hundred and at most two hundred items of a list", () => {
  const { sql, put } = open();
  for (let i = 0; i < 60; i++) put({ k: [i, i, i, i, i] });
  const [row] = table(sql, "SELECT count(*) AS n, max(value) AS newest FROM item");
  expect(row?.["n"]).toBeGreaterThanOrEqual(100);
  expect(row?.["n"]).toBeLessThanOrEqual(200);
  expect(row?.["newest"]).toBe("59");
});

test("moves the epoch that was heard before to its own table", () => {
  const { sql, known, app, written } = open();
  const hear = (epoch: string, runs: number[]) => {
    const batch = emptyBatch();
    const instance = known.instance("i");
    instance.epochs.set(epoch, { ...newEpoch(), runs });
    const additions = instanceIn(batch, instance, app(), NOW_MS);
    additions.epochs.add(epoch);
    additions.epoch = epoch;
    write(sql, batch, written());
  };
  hear("one", [1, 1]);
  hear("two", [1, 5]);
  hear("one", [1, 2]);
  expect(table(sql, "SELECT epoch, runs FROM instance")).toEqual([{ epoch: "one", runs: "[1,2]" }]);
  expect(table(sql, "SELECT epoch, runs FROM epoch ORDER BY epoch")).toContainEqual({
    epoch: "two",
    runs: "[1,5]",
  });
});

test("writes the newest kind of a key", () => {
  const { sql, put } = open();
  put({ k: 1 });
  put({ k: "text" });
  expect(table(sql, "SELECT kind FROM key")).toEqual([{ kind: "value" }]);
});

test("counts what was refused", () => {
  const { sql, put } = open();
  put({ ["x".repeat(2_000)]: 1 });
  put({ ["y".repeat(2_000)]: 1, k: 1 });
  expect(table(sql, "SELECT * FROM refused")).toEqual([{ app: 1, reason: "key-length", count: 2 }]);
});

test("counts members of an app beyond its limit together, whichever key they are of", () => {
  const { sql, known, put } = open({ maxAppMembers: 2 });
  const set = (value: string) => [{ value, count: 1 }];
  put({ a: set("x"), b: set("y") });
  put({ a: set("z"), b: set("y") });
  known.forget();
  put({ c: set("x"), a: set("x") });
  expect(table(sql, "SELECT members FROM app")).toEqual([{ members: 2 }]);
  expect(table(sql, "SELECT key, member, total FROM member_minute ORDER BY key, member")).toEqual([
    { key: 1, member: 0, total: 1 },
    { key: 1, member: 1, total: 2 },
    { key: 2, member: 2, total: 2 },
    { key: 3, member: 0, total: 1 },
  ]);
});

test("notes when a member came last, but not what comes late", () => {
  const { sql, put } = open();
  const minute = Math.floor(NOW_MS / 60_000);
  const put1 = (atMs: number) => put({ a: [{ value: "x", count: 1 }] }, atMs);
  const last = () => table(sql, "SELECT last_minute FROM member")[0]?.["last_minute"];
  put1(NOW_MS);
  put1(NOW_MS - 120_000);
  expect(last()).toBe(minute);
  put1(NOW_MS + 60_000);
  expect(last()).toBe(minute + 1);
});

test("adds what comes late to each level that has that minute already, and to no other", () => {
  const { sql, marks, put } = open();
  const minute = Math.floor(NOW_MS / 60_000);
  const five = Math.floor(minute / 5) * 5;
  put({ k: 1, s: [{ value: "x", count: 2 }] });
  marks.put(1, { rolled: five + 5, kept: 0 });
  put({ k: 1, s: [{ value: "x", count: 2 }] });
  marks.put(0, { rolled: Number.POSITIVE_INFINITY, kept: five + 5 });
  put({ k: 1, s: [{ value: "x", count: 2 }] });
  const of = (name: string) =>
    table(sql, `SELECT minute, total FROM ${name} WHERE key = 1`).map((row) => Object.values(row));
  expect(of("key_minute")).toEqual([[minute, 2]]);
  expect(of("key_5_minutes")).toEqual([[five, 2]]);
  expect(of("key_hour")).toEqual([]);
  expect(table(sql, "SELECT total FROM member_5_minutes")).toEqual([{ total: 4 }]);
});
