// Deleting instances and silent epochs.
import { expect, test } from "vitest";
import type { Sql } from "../../../src/core/ports.ts";
import type { Update } from "../../../src/core/update.ts";
import { forgetEpochs, forgetHeld, forgetInstance, forgetOwn } from "../../../src/store/forget.ts";
import { newInstance } from "../../../src/store/instance.ts";
import { createKnown } from "../../../src/store/known.ts";
import { noChange } from "../../../src/store/sums.ts";
import { memorySql, NOW_MS, openStore, updateOf } from "../../support/store.ts";

const TABLES = ["instance", "epoch", "instance_keys", "value", "item"];
const count = (sql: Sql, table: string, instance: string) => {
  const column = table === "instance" ? "id" : "instance";
  return Number(
    sql.all(`SELECT count(*) AS n FROM ${table} WHERE ${column} = ?`, instance)[0]?.["n"],
  );
};
const ITEM = "INSERT INTO item (key, instance, value, at) VALUES (?, ?, '1', 5)";
const rows = (sql: Sql, instance: string) => TABLES.map((table) => count(sql, table, instance));

async function two() {
  const sql = memorySql();
  const { send } = openStore(sql);
  for (const instance_id of ["i", "j"]) {
    for (const epoch of ["one", "two"]) {
      const data = { n: 1, v: "x", list: ["y"] };
      await send(data, { instance_id, epoch, seq: 2, calls: 3, recorded: 5 });
    }
  }
  return sql;
}

test("forgetting an instance deletes all of it, and nothing of another", async () => {
  const sql = await two();
  expect(rows(sql, "i")).toEqual([1, 1, 1, 1, 2]);
  const change = noChange();
  const instance = createKnown(sql).instance("i");
  forgetInstance(sql, change, instance, undefined);
  expect(instance.app?.instances).toBe(1);
  expect(rows(sql, "i")).toEqual([0, 0, 0, 0, 0]);
  expect(rows(sql, "j")).toEqual([1, 1, 1, 1, 2]);
  expect(change).toMatchObject({ pending: -4, missing: -2, dropped: { forgotten: 4 } });
});

test("its own rows and what is held of it are deleted each by themselves", async () => {
  const sql = await two();
  forgetOwn(sql, "i");
  expect(rows(sql, "i")).toEqual([0, 0, 0, 1, 2]);
  forgetHeld(sql, "i", [1, 2, 3]);
  expect(rows(sql, "i")).toEqual([0, 0, 0, 0, 0]);
  expect(rows(sql, "j")).toEqual([1, 1, 1, 1, 2]);
});

test("forgetting an instance deletes what it said for another app, and looks at no key but its own", async () => {
  const sql = memorySql();
  const { store, clock } = openStore(sql);
  const send = (app: string, more?: Partial<Update>) =>
    store.accept(updateOf({ v: "x", list: ["y"] }, more), clock.now(), clock.now(), app);
  await send("shop");
  await Promise.all([send("blog"), send("shop"), send("blog")]);
  expect(rows(sql, "i")).toEqual([1, 0, 1, 1, 2]);
  sql.tx(() => {
    const more = "INSERT INTO key (app, key, kind, last_at) VALUES (1, ?, 'list', 5) RETURNING id";
    for (let i = 0; i < 5_000; i += 1) {
      const id = sql.all(more, `k${i}`)[0]?.["id"] as number;
      for (let n = 0; n < 40; n += 1) sql.all(ITEM, id, "j");
    }
  });
  const before = performance.now();
  for (let i = 0; i < 40; i += 1) {
    await send("blog", { instance_id: `i${i}` });
    await send("blog", { instance_id: `i${i}`, forget: true });
  }
  // To look at 5,000 keys and 200,000 items each time would take a second.
  expect(performance.now() - before).toBeLessThan(250);
  await send("blog", { forget: true });
  expect(rows(sql, "i")).toEqual([0, 0, 0, 0, 0]);
});

test("forgetting an instance that was never there changes nothing", () => {
  const sql = memorySql();
  openStore(sql);
  const change = noChange();
  forgetInstance(sql, change, newInstance("i"), undefined);
  expect(change).toEqual(noChange());
});

test("forgets silent epochs, the most silent first and not too many at a time", () => {
  const sql = memorySql();
  openStore(sql);
  for (let i = 0; i < 1_500; i += 1) {
    sql.all("INSERT INTO epoch VALUES ('i', ?, '[2,2]', ?, NULL)", `e${i}`, 2_000 - i);
  }
  const change = noChange();
  const { forgotten, isMore } = forgetEpochs(sql, change, 1_990);
  expect([forgotten.length, isMore]).toEqual([1_000, true]);
  expect(sql.all("SELECT max(seen_at) AS at, min(seen_at) AS since FROM epoch")[0]).toMatchObject({
    at: 2_000,
    since: 1_501,
  });
  expect(change).toMatchObject({ missing: -1_000, dropped: { expired: 0 } });
  expect(forgetEpochs(sql, change, 1_990)).toMatchObject({ isMore: false });
  expect(sql.all("SELECT count(*) AS n FROM epoch")[0]?.["n"]).toBe(11);
});

test("takes no account of a row that an epoch left behind when it was current again", async () => {
  const sql = memorySql();
  const { send } = openStore(sql);
  for (const [epoch, seq] of [
    ["a", 2],
    ["b", 1],
    ["a", 4],
  ] as const)
    await send({}, { epoch, seq });
  const change = noChange();
  expect(forgetEpochs(sql, change, NOW_MS + 1)).toEqual({
    forgotten: [{ instance: "i", epoch: "b" }],
    isMore: false,
  });
  expect(change.missing).toBe(0);
});
