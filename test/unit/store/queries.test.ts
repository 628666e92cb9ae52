// What the dashboard asks.
import { describe, expect, test } from "vitest";
import { SERIES_CELLS } from "../../../src/core/store-limits.ts";
import { HOUR, memorySql, NOW_MS, openStore } from "../../support/store.ts";

const set = (members: Record<string, number>) =>
  Object.entries(members).map(([value, count]) => ({ value, count }));

describe("keys", () => {
  test("sum up each kind over the window, in order of their names", async () => {
    const { store, send, clock } = openStore();
    await send({ old: 1 });
    clock.advance(3_600_000);
    const at = clock.now();
    await send({ n: 2, s: set({ a: 1, b: 2 }), l: [1, 2], v: "x" });
    await send({ n: 0.5, s: set({ a: 4 }) }, { instance_id: "j" });
    const base = { members: 0, instances: 1, last_at: at, state: "on" };
    expect(store.keys(HOUR)).toEqual([
      { ...base, key: "l", kind: "list", total: 2 },
      { ...base, key: "n", kind: "count", total: 2.5, instances: 2 },
      { ...base, key: "s", kind: "set", total: 7, members: 2, instances: 2 },
      { ...base, key: "v", kind: "value", total: 1 },
    ]);
  });

  test("count instances that sent the key in the window, not before", async () => {
    const { store, send, clock } = openStore();
    await send({ k: 1 }, { instance_id: "gone" });
    await send({ k: 1 }, { instance_id: "here" });
    clock.advance(3_600_000);
    await send({ k: 1 }, { instance_id: "here" });
    await send({ other: 1 }, { instance_id: "gone" });
    expect(store.keys(HOUR).map(({ key, instances }) => [key, instances])).toEqual([
      ["k", 1],
      ["other", 1],
    ]);
  });

  test("say which are off, and keep those listed that are silent therefore", async () => {
    const { store, send, clock } = openStore();
    await send({ "ua:1": 1, ua: 1, "http.ua": 1 });
    store.control({ disable: ["ua", "unheard of"] });
    clock.advance(7_200_000);
    await send({ "http.ua": 1 });
    expect(store.keys(HOUR).map(({ key, total, state }) => [key, total, state])).toEqual([
      ["http.ua", 1, "on"],
      ["ua", 0, "off"],
      ["ua:1", 0, "off"],
    ]);
    expect(store.keys(HOUR)[1]?.last_at).toBe(NOW_MS);
  });
});

describe("series", () => {
  test("has a point for every bucket, empty ones included", async () => {
    const { store, send, clock } = openStore();
    await send({ k: 1 });
    clock.advance(120_000);
    await send({ k: 2 });
    await send({ k: 3 });
    const minute = Math.floor(NOW_MS / 60_000) * 60;
    expect(store.series("k", undefined, { seconds: 240, step: 60 })).toEqual({
      step: 60,
      points: [
        { ts: minute - 60, total: 0 },
        { ts: minute, total: 1 },
        { ts: minute + 60, total: 0 },
        { ts: minute + 120, total: 5 },
      ],
    });
  });

  test("adds minutes up to wider buckets, and agrees with the totals of keys", async () => {
    const { store, send, clock } = openStore();
    for (let i = 0; i < 50; i++) {
      await send({ k: 1 });
      clock.advance(60_000);
    }
    const window = { seconds: 1_800, step: 300 };
    const { points } = store.series("k", undefined, window);
    expect(points).toHaveLength(6);
    expect(points.slice(0, 5).map(({ total }) => total)).toEqual([5, 5, 5, 5, 5]);
    const sum = points.reduce((all, { total }) => all + total, 0);
    expect(store.keys(window)[0]?.total).toBe(sum);
  });

  test("follows one member, by its type too", async () => {
    const { store, send } = openStore();
    await send({
      k: [
        { value: 200, count: 3 },
        { value: "200", count: 5 },
      ],
    });
    const total = (member: string | number | null) =>
      store.series("k", member, HOUR).points.at(-1)?.total;
    expect([total(200), total("200"), total(null)]).toEqual([3, 5, 0]);
  });

  test("of sixty days has each of their minutes, to the last digit", () => {
    const { store, sql } = openStore();
    const count = 60 * 1_440;
    const end = Math.floor(NOW_MS / 60_000) + 1;
    const totals = [1, -2, 0.1 + 0.2, 1 / 3, 2 ** 53 - 1, 1e300, 5e-324];
    const totalAt = (i: number) => totals[i % totals.length] as number;
    sql.all("INSERT INTO key VALUES (1, 1, 'k', 'count', 0, 0, 0, 0)");
    sql.tx(() => {
      // But for the first and the last of each row that is read, all is found by its place.
      for (let i = 0; i < count; i += i % SERIES_CELLS < 50 ? 1 : 997) {
        sql.all("INSERT INTO key_minute VALUES (?, 1, ?, 0)", end - count + i, totalAt(i));
      }
    });
    const { points } = store.series("k", undefined, { seconds: count * 60, step: 60 });
    expect(points).toHaveLength(count);
    for (const [i, { ts, total }] of points.entries()) {
      if (ts !== (end - count + i) * 60) throw new Error(`${ts} is not the time of point ${i}`);
      if (total !== 0 && total !== totalAt(i)) throw new Error(`${total} is not point ${i}`);
    }
    const found = sql.all("SELECT count(*) AS n FROM key_minute")[0]?.["n"];
    expect(points.filter(({ total }) => total !== 0)).toHaveLength(Number(found));
  });

  test("is flat for a key that never came", () => {
    const { points } = openStore().store.series("nobody", undefined, HOUR);
    expect(points).toHaveLength(60);
    expect(points.every(({ total }) => total === 0)).toBe(true);
  });
});

test("series and members of half a century are looked for where there is something", async () => {
  const { store, send } = openStore();
  await send({ k: set({ a: 1 }) });
  const window = { seconds: 20_000 * 86_400, step: 3 * 86_400 };
  const before = performance.now();
  expect(store.series("k", "a", window).points.at(-1)).toMatchObject({ total: 1 });
  expect(store.members("k", window, 9).members).toHaveLength(1);
  // A seek for each minute since 1970 takes seconds.
  expect(performance.now() - before).toBeLessThan(500);
});

test("series and members seek their rows, however many others there are", async () => {
  const inner = memorySql();
  const plans: string[] = [];
  const { store, send, clock } = openStore({
    tx: inner.tx,
    all(statement, ...values) {
      if (/^WITH RECURSIVE/.test(statement)) {
        const plan = inner.all(`EXPLAIN QUERY PLAN ${statement}`, ...values);
        plans.push(plan.map((row) => row["detail"]).join("; "));
      }
      return inner.all(statement, ...values);
    },
  });
  await send({ k: set({ a: 1 }) });
  clock.advance(2 * 86_400_000);
  while (store.compact());
  const window = { seconds: 3 * 86_400, step: 3_600 };
  store.series("k", undefined, window);
  store.series("k", "a", window);
  store.members("k", window, 9, "default", 9);
  expect(plans.length).toBeGreaterThan(8);
  expect(plans.filter((plan) => !plan.includes("SEARCH m USING PRIMARY KEY"))).toEqual([]);
  expect(plans.filter((plan) => /SCAN m|AUTOMATIC/.test(plan))).toEqual([]);
});
