// What was ever counted; test/property/levels.test.ts has it over years.
import { expect, test } from "vitest";
import { openStore } from "../../support/store.ts";

const DAY_MS = 86_400_000;
const set = (...members: string[]) => members.map((value) => ({ value, count: 1 }));
const many = (prefix: string, count: number) =>
  set(...Array.from({ length: count }, (_, i) => `${prefix}${i}`));

test("is told of every key of every app, in the order in which they came", async () => {
  const { store, send, clock } = openStore();
  await send({ b: 2, a: set("x", "y") });
  await send({ b: 3, a: set("x"), lang: "en" });
  const now = clock.now();
  const update = { instance_id: "s", timestamp: new Date(now).toISOString(), data: { b: 7 } };
  await store.accept(update, now, now, "shop");
  expect(store.totals()).toEqual([
    { app: "default", key: "b", total: 5, members: [] },
    {
      app: "default",
      key: "a",
      total: 3,
      members: [
        { value: "x", total: 2 },
        { value: "y", total: 1 },
      ],
    },
    { app: "default", key: "lang", total: 1, members: [] },
    { app: "shop", key: "b", total: 7, members: [] },
  ]);
});

test("stays when days are removed, for keys that are still there", async () => {
  const keep = { minute: 3_600, fiveMinutes: 86_400, hour: 864_000, day: 3_000_000 };
  const { store, send, clock, sql } = openStore(undefined, { keep });
  await send({ n: 2, s: set("x"), old: 1 });
  for (let day = 0; day < 50; day += 1) {
    clock.advance(DAY_MS);
    await send({ n: 1, s: set("x", "y") });
    while (store.compact());
  }
  expect(sql.all("SELECT total(total) AS sum FROM key_day")[0]?.["sum"]).toBeLessThan(150);
  expect(store.totals()).toEqual([
    { app: "default", key: "n", total: 52, members: [] },
    {
      app: "default",
      key: "s",
      total: 101,
      members: [
        { value: "x", total: 51 },
        { value: "y", total: 50 },
      ],
    },
  ]);
});

test("tells members apart where they are few, and as many as fit in all", async () => {
  const { store, send } = openStore();
  await send({ many: many("m", 101) });
  for (let i = 0; i < 25; i += 1) await send({ [`few${i}`]: many("m", 90) });
  await send({ last: many("m", 20) });
  const counts = new Map(store.totals().map(({ key, members }) => [key, members.length]));
  expect([counts.get("many"), counts.get("few0"), counts.get("few21")]).toEqual([0, 90, 90]);
  expect([counts.get("few22"), counts.get("last")]).toEqual([0, 20]);
});

test("of fractions does not fall as they are rolled up and removed, nor after a new start", async () => {
  const keep = { minute: 3_600, fiveMinutes: 86_400, hour: 864_000, day: 3_000_000 };
  const { store, send, clock, sql } = openStore(undefined, { keep });
  let before = 0;
  for (let i = 0; i < 1_000; i += 1) {
    clock.advance(i % 50 === 49 ? DAY_MS : 60_000);
    if (i % 3 === 0) await send({ n: 0.1 + ((i * 37) % 101) / 10 });
    while (store.compact());
    for (const each of i % 20 === 0 ? [store, openStore(sql, { keep, clock }).store] : [store]) {
      const now = each.totals()[0]?.total as number;
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  }
});

test("has what comes late for a day that is over some minutes later, and never less than it had", async () => {
  const { store, send, clock } = openStore();
  const timestamp = new Date(clock.now()).toISOString();
  await send({ n: 2 });
  clock.advance(3 * DAY_MS);
  while (store.compact());
  const total = () => store.totals()[0]?.total;
  expect(total()).toBe(2);
  await send({ n: 1 }, { timestamp });
  expect(total()).toBe(2);
  await send({ n: 4 });
  expect(total()).toBe(6);
  clock.advance(300_000);
  expect(total()).toBe(7);
});
