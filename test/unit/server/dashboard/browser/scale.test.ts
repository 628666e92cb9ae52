// Ticks and sums.
import { describe, expect, test } from "vitest";
import type { Point } from "../../../../../src/core/tally.ts";
import { format } from "../../../../../src/server/dashboard/browser/format.ts";
import { scale } from "../../../../../src/server/dashboard/browser/scale.ts";
import { evaluate } from "../../../../support/browser-part.ts";

const { valueTicks, timeTicks, summary, pace, column } = evaluate<{
  valueTicks(low: number, high: number, whole: boolean): number[];
  timeTicks(fromMs: number, toMs: number, most: number): { at: number; label: string }[];
  summary(points: readonly Point[]): { total: number; peak: Point | null };
  pace(total: number, seconds: number): string;
  column(x: number, y: number, wide: number, tall: number): string;
}>([format, scale], ["valueTicks", "timeTicks", "summary", "pace", "column"]);

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
  ] as const)("from %d to %d (whole: %s) are %j", ([low, high, whole, ticks]) => {
    expect(valueTicks(low, high, whole)).toEqual(ticks);
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
  const at = new Date(2026, 2, 27, 11, 7, 30).getTime();

  test.for([
    [900_000, 10, 120_000],
    [3_600_000, 8, 600_000],
    [86_400_000, 9, 10_800_000],
  ] as const)("of %i ms, %i at most, lie %i ms apart on round moments", ([length, most, step]) => {
    const ticks = timeTicks(at, at + length, most);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.length).toBeLessThanOrEqual(most + 1);
    for (const [i, tick] of ticks.entries()) {
      expect(new Date(tick.at).getSeconds()).toBe(0);
      if (i > 0) expect(tick.at - (ticks[i - 1]?.at ?? 0)).toBe(step);
    }
  });

  test("of a week are midnights of the reader, also when the clocks change", () => {
    const ticks = timeTicks(at, at + 7 * 86_400_000, 8);
    expect(ticks.map((tick) => new Date(tick.at).getHours())).toEqual(ticks.map(() => 0));
    expect(ticks).toHaveLength(7);
  });
});

test("a series comes to its sum and its highest bucket", () => {
  const points = [3, 9, 9, 0].map((total, ts) => ({ ts, total }));
  expect(summary(points)).toEqual({ total: 21, peak: { ts: 1, total: 9 } });
  expect(summary([])).toEqual({ total: 0, peak: null });
});

test("an average is told by the unit that suits the range", () => {
  expect([pace(90, 3_600), pace(48, 86_400), pace(14, 604_800)]).toEqual([
    "1.5 / min",
    "2 / h",
    "2 / day",
  ]);
});

test.for([
  [8, 20, "M10 100 v-18 q0 -2 2 -2 h4 q2 0 2 2 v18 z"],
  [8, -20, "M10 100 v20 q0 0 0 0 h8 q0 0 0 0 v-20 z"],
] as const)(
  "a column %d wide and %d tall stands on its line, or hangs from it",
  ([wide, tall, path]) => {
    expect(column(10, 100, wide, tall).replaceAll("-0", "0")).toBe(path);
  },
);
