// Totals and members for an export.
import { describe, expect, test } from "vitest";
import { EXPORT_CELLS } from "../../../src/core/store-limits.ts";
import type { Window } from "../../../src/core/tally.ts";
import { HOUR, NOW_MS, type OpenStore, openStore, updateOf } from "../../support/store.ts";

const MINUTE = Math.floor(NOW_MS / 60_000) * 60;
const all = ({ store }: OpenStore, window: Window = HOUR, more: object = {}) =>
  [...store.rows("totals", { window, ...more })].flat();
const allMembers = ({ store }: OpenStore, window: Window = HOUR, more: object = {}) =>
  [...store.rows("members", { window, ...more })].flat();

/** Two days of a key that comes every ten minutes, and of a set that comes with it. */
async function filled(): Promise<OpenStore> {
  const open = openStore(undefined, {
    keep: { minute: 3_600, fiveMinutes: 86_400, hour: 864_000, day: 0 },
  });
  for (let i = 0; i < 288; i += 1) {
    const members = [{ value: i % 3, count: 2 }];
    if (i % 5 === 0)
      members.push({ value: `x${"y".repeat(2_000)}` as unknown as number, count: 1 });
    await open.send({ n: 0.25, s: members });
    open.clock.advance(600_000);
  }
  return open;
}

const WINDOWS: Window[] = [
  { seconds: 600, step: 60 },
  { seconds: 7_200, step: 300 },
  { seconds: 86_400, step: 3_600 },
  { seconds: 86_400, step: 40_000 },
  { seconds: 5 * 86_400, step: 86_400 },
  { seconds: 86_400, step: 3_600, to: Math.floor(NOW_MS / 1_000) + 86_400 },
];

describe("rows of totals", () => {
  test("are one for each key and bucket that has something, oldest first", async () => {
    const open = openStore();
    await open.send({ b: 1, a: [1, 2] });
    open.clock.advance(120_000);
    await open.send({ b: 2.5 });
    const now = open.clock.now();
    await open.store.accept(updateOf({ b: 7 }, { instance_id: "j" }), now, now, "shop");
    const head = { app: "default", step: 60 };
    expect(all(open)).toEqual([
      { ...head, key: "a", kind: "list", ts: MINUTE, total: 2 },
      { ...head, key: "b", kind: "count", ts: MINUTE, total: 1 },
      { ...head, app: "shop", key: "b", kind: "count", ts: MINUTE, total: 7 },
      { ...head, key: "b", kind: "count", ts: MINUTE + 120, total: 2.5 },
    ]);
    expect(all(open, HOUR, { app: "shop" })).toHaveLength(1);
    expect(all(open, HOUR, { app: "default", key: "b" }).map(({ total }) => total)).toEqual([
      1, 2.5,
    ]);
    expect(all(open, { seconds: 60, step: 60 }, { key: "a" })).toEqual([]);
  });

  test("add up to the totals of keys, before they are rolled up and after", async () => {
    const open = await filled();
    const sums = (window: Window) => {
      const byKey = new Map<string, number>();
      for (const { key, total } of all(open, window)) {
        byKey.set(key, (byKey.get(key) ?? 0) + total);
      }
      return [...byKey];
    };
    for (let age = 0; age < 3; age += 1) {
      for (const window of WINDOWS) {
        const keys = open.store.keys(window);
        expect(sums(window)).toEqual(keys.map(({ key, total }) => [key, total]));
        const { points, step } = open.store.series("n", undefined, window);
        const there = points.filter(({ total }) => total > 0);
        expect(all(open, window, { key: "n" })).toEqual(
          there.map((point) => ({ app: "default", key: "n", kind: "count", step, ...point })),
        );
      }
      while (open.store.compact());
      open.clock.advance(7_200_000);
    }
  });

  test("come in small pages, however many keys there are", async () => {
    const open = openStore();
    const keys = Array.from({ length: 3_000 }, (_, i) => [`k${i}`, 1]);
    await open.send(Object.fromEntries(keys));
    const pages = [...open.store.rows("totals", { window: { seconds: 60, step: 60 } })];
    expect(pages.map((page) => page.length)).toEqual([EXPORT_CELLS, 3_000 - EXPORT_CELLS]);
    const wide = [...open.store.rows("totals", { window: { seconds: 3_600, step: 3_600 } })];
    expect(Math.max(...wide.map((page) => page.length))).toBeLessThan(EXPORT_CELLS / 10);
    expect(wide.flat()).toHaveLength(3_000);
  });

  test("break off when their minutes are rolled up and removed while they are read", async () => {
    const open = await filled();
    const window = { seconds: 2 * 86_400, step: 300 };
    const rows = open.store.rows("totals", { window });
    rows.next();
    while (open.store.compact());
    expect(() => [...rows]).toThrow(
      /^totals of \d+ are not kept in steps of 300 seconds any more: they were rolled up while/,
    );
  });
});

describe("rows of members", () => {
  test("keep the type of a member, and mark those that are not told apart", async () => {
    const open = openStore();
    const long = "x".repeat(2_000);
    const values = [1, "1", true, null, long];
    await open.send({ s: values.map((value, i) => ({ value, count: i + 1 })), n: 1 });
    const row = { app: "default", key: "s", kind: "set", ts: MINUTE, step: 60, other: false };
    expect(allMembers(open)).toEqual([
      { ...row, member: null, other: true, total: 5 },
      { ...row, member: 1, total: 1 },
      { ...row, member: "1", total: 2 },
      { ...row, member: true, total: 3 },
      { ...row, member: null, total: 4 },
    ]);
  });

  test("add up to the members of a key, before they are rolled up and after", async () => {
    const open = await filled();
    for (let age = 0; age < 3; age += 1) {
      for (const window of WINDOWS) {
        const rows = allMembers(open, window, { app: "default" });
        const { members, other } = open.store.members("s", window, 9);
        const sums = members.map(({ value }) =>
          rows.reduce(
            (sum, each) => sum + (!each.other && each.member === value ? each.total : 0),
            0,
          ),
        );
        expect(sums).toEqual(members.map(({ total }) => total));
        const rest = rows.filter((each) => each.other);
        expect(rest.reduce((sum, { total }) => sum + total, 0)).toBe(other);
      }
      while (open.store.compact());
      open.clock.advance(7_200_000);
    }
  });

  test("of a key with many come in parts, each member once", async () => {
    const open = openStore();
    const many = Array.from({ length: 7_000 }, (_, value) => ({ value, count: 1 }));
    await open.send({ a: [{ value: 1, count: 1 }], many, z: [{ value: 1, count: 1 }] });
    const pages = [...open.store.rows("members", { window: { seconds: 60, step: 60 } })];
    expect(pages.length).toBeGreaterThan(2);
    const ofMany = pages.flat().filter(({ key }) => key === "many");
    expect(new Set(ofMany.map(({ member }) => member)).size).toBe(7_000);
    expect(ofMany).toHaveLength(7_000);
    expect(pages.flat()).toHaveLength(7_002);
  });
});
