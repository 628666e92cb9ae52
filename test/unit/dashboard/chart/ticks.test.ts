// Ticks of values and times.
import { describe, expect, test } from "vitest";
import { timeTicks, valueTicks } from "../../../../src/dashboard/chart/ticks.ts";

describe("value ticks", () => {
  test.for([
    [0, 0, true, [0, 1]],
    [0, 1, true, [0, 1]],
    [0, 3, true, [0, 1, 2, 3]],
    [0, 7, true, [0, 2, 4, 6, 8]],
    [0, 249, true, [0, 100, 200, 300]],
    [0, 1, false, [0, 0.5, 1]],
    [0, 0.3, false, [0, 0.1, 0.2, 0.3]],
    [-3, 5, true, [-4, -2, 0, 2, 4, 6]],
  ] as const)("from %d to %d (whole: %s) are %j", ([low, high, isWhole, ticks]) => {
    expect(valueTicks(low, high, isWhole)).toEqual(ticks);
  });

  test("are as few as there is room for", () => {
    expect(valueTicks(0, 90, true, 2)).toEqual([0, 50, 100]);
    expect(valueTicks(0, 90, true, 1)).toEqual([0, 100]);
  });

  test("cover any range with few steps", () => {
    for (const high of [1e-9, 0.07, 11, 99, 12_345, 1e15, 1e300]) {
      const ticks = valueTicks(0, high, false);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }
  });
});

describe("time ticks", () => {
  const from = new Date(2026, 2, 27, 11, 7, 30).getTime() / 1000;
  const date = (at: number): Date => new Date(at * 1000);

  test.for([
    [60, 10, 10],
    [900, 10, 120],
    [3_600, 8, 600],
    [86_400, 9, 10_800],
  ] as const)("of %i s, %i at most, lie %i s apart on round moments", ([length, most, step]) => {
    const ticks = timeTicks(from, from + length, most);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.length).toBeLessThanOrEqual(most + 1);
    for (const [index, { at }] of ticks.entries()) {
      expect((at - date(0).getTimezoneOffset()) % Math.min(step, 60)).toBe(0);
      if (index > 0) expect(at - (ticks[index - 1]?.at ?? 0)).toBe(step);
    }
  });

  test("of days are midnights of the reader, also when the clocks change", () => {
    const ticks = timeTicks(from, from + 7 * 86_400, 8);
    expect(ticks.map(({ at }) => date(at).getHours())).toEqual(ticks.map(() => 0));
    expect(ticks).toHaveLength(7);
  });

  test("of two months are Mondays", () => {
    const ticks = timeTicks(from, from + 60 * 86_400, 9);
    expect(ticks.map(({ at }) => date(at).getDay())).toEqual(ticks.map(() => 1));
    expect(ticks.length).toBeGreaterThan(7);
  });

  test.for([
    [365, 12, 12],
    [730, 8, 8],
    [3_650, 10, 10],
    [36_500, 10, 10],
  ] as const)("of %i days, %i at most, start months", ([days, most]) => {
    const ticks = timeTicks(from, from + days * 86_400, most);
    expect(ticks.length).toBeGreaterThan(most / 2);
    expect(ticks.length).toBeLessThanOrEqual(most + 1);
    for (const { at } of ticks) expect(date(at).getDate()).toBe(1);
  });

  test.for([3_600, 86_400, 60 * 86_400, 365 * 86_400])(
    "of %i s stay where they are while the range moves on",
    (length) => {
      const before = timeTicks(from, from + length, 8).map(({ at }) => at);
      const after = timeTicks(from + 60, from + 60 + length, 8).map(({ at }) => at);
      expect(after.filter((at) => at <= from + length)).toEqual(
        before.filter((at) => at >= from + 60),
      );
    },
  );

  test("are called by the time, and midnight by its day", () => {
    const evening = new Date(2026, 10, 30, 23, 50).getTime() / 1000;
    const labels = timeTicks(evening, evening + 1_200, 5).map(({ label }) => label);
    const day = { day: "numeric", month: "short" } as const;
    expect(labels).toContain(new Date(2026, 11, 1).toLocaleDateString(undefined, day));
    expect(labels[0]).toMatch(/50/);
  });
});
