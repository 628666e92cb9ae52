// The members of one key.
import { describe, expect, test } from "vitest";
import { MAX_CELLS } from "../../../src/core/store-limits.ts";
import { membersOf } from "../../../src/store/members.ts";
import { HOUR, memorySql, NOW_MS, openStore } from "../../support/store.ts";

const set = (members: Record<string, number>) =>
  Object.entries(members).map(([value, count]) => ({ value, count }));

test("come most counted first, the rest summed up", async () => {
  const { store, send } = openStore();
  await send({ k: set({ a: 1, b: 5, c: 3, d: 2 }) });
  await send({ k: set({ a: 6, [`long ${"x".repeat(2_000)}`]: 9 }) });
  expect(store.members("k", HOUR, 2)).toEqual({
    members: [
      { value: "a", total: 7 },
      { value: "b", total: 5 },
    ],
    other: 14,
  });
});

test("keep their type", async () => {
  const { store, send } = openStore();
  const values = [1, "1", true, null];
  await send({ k: values.map((value, i) => ({ value, count: 9 - i })) });
  expect(store.members("k", HOUR, 9).members.map(({ value }) => value)).toEqual(values);
});

test("are none outside the window and of other keys", async () => {
  const { store, send, clock } = openStore();
  await send({ k: set({ a: 1 }), n: 1 });
  expect(store.members("n", HOUR, 9)).toEqual({ members: [], other: 0 });
  expect(store.members("none", HOUR, 9)).toEqual({ members: [], other: 0 });
  clock.advance(3_600_000);
  expect(store.members("k", HOUR, 9)).toEqual({ members: [], other: 0 });
});

describe("points of members", () => {
  const MINUTE = Math.floor(NOW_MS / 60_000);

  test("are what came of each in equal parts of the window, oldest first", async () => {
    const { store, send, clock } = openStore();
    await send({ k: set({ a: 1, b: 9, rare: 1 }) });
    clock.advance(60_000);
    await send({ k: set({ a: 2 }) });
    clock.advance(240_000);
    await send({ k: set({ a: 40 }), other: set({ a: 5 }) });
    const found = store.members("k", { seconds: 360, step: 60 }, 2, "default", 3);
    expect(found).toEqual({
      members: [
        { value: "a", total: 43, points: [3, 0, 40] },
        { value: "b", total: 9, points: [9, 0, 0] },
      ],
      other: 1,
      from: MINUTE * 60,
      step: 120,
    });
  });

  test.each([
    ["as many as steps, where that is fewer", 5, 200, 5, 60],
    ["fewer, where steps do not come out even: the last is of what is left", 5, 4, 3, 120],
    ["one", 5, 1, 1, 300],
  ])("are %s", async (_, steps, points, count, step) => {
    const { store, send, clock } = openStore();
    for (let i = 0; i < steps; i += 1) {
      await send({ k: set({ a: 1 }) });
      if (i < steps - 1) clock.advance(60_000);
    }
    const found = store.members("k", { seconds: steps * 60, step: 60 }, 9, "default", points);
    expect(found.step).toBe(step);
    const told = found.members[0]?.points ?? [];
    expect(told).toHaveLength(count);
    expect(told.every((each, i) => each === step / 60 || i === count - 1)).toBe(true);
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(steps);
  });

  test("are as wide as what is kept, where minutes are not any more", async () => {
    const { store, send, clock } = openStore(memorySql(), { keep: { minute: 3_600 } });
    await send({ k: set({ a: 1 }) });
    clock.advance(2 * 86_400_000);
    while (store.compact());
    await send({ k: set({ a: 2 }) });
    const found = store.members("k", { seconds: 3 * 86_400, step: 60 }, 9, "default", 200);
    expect(found.step).toBe(1_500);
    const told = found.members[0]?.points ?? [];
    expect(told.filter((each) => each > 0)).toEqual([1, 2]);
  });

  test("are none where no member came", () => {
    const found = openStore().store.members("none", HOUR, 9, "default", 9);
    expect(found).toEqual({ members: [], other: 0, from: MINUTE * 60 - 3_540, step: 420 });
  });

  test("are refused where too much would have to be looked for", () => {
    const sql = memorySql();
    openStore(sql);
    const count = 1_000;
    for (let id = 1; id <= count; id += 1) {
      sql.all("INSERT INTO member VALUES (?, 1, ?, 0, 0)", id, String(id));
      sql.all("INSERT INTO member_minute VALUES (?, 1, ?, 1)", MINUTE, id);
    }
    const steps = MAX_CELLS / count + 1;
    const from = MINUTE + 1 - steps;
    const starts = Array.from({ length: steps }, (_, i) => (from + i) * 60);
    const span = { from, to: MINUTE + 1, starts, step: 60 };
    const marks = [Number.POSITIVE_INFINITY, 0, 0, 0].map((rolled) => ({ rolled, kept: 0 }));
    const since = (minute: number) =>
      sql.all("INSERT INTO key_minute VALUES (?, 1, 1000, 0)", minute);
    const ask = (limit: number, points?: number) =>
      membersOf(sql, marks, { key: 1, span, limit, points });
    since(from + 1);
    expect(ask(count, 10).members).toHaveLength(count);
    since(from);
    expect(ask(count - 1, 10).members).toHaveLength(count - 1);
    expect(ask(count).members).toHaveLength(count);
    expect(() => ask(count, 10)).toThrow("1001000 totals are too many to add up");
  });
});
