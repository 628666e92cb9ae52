import { describe, expect, test } from "vitest";
import { readPercentiles } from "../../../../src/metrics/aggregate/percentiles.ts";
import {
  histogramStats,
  perSecond,
  timerStats,
} from "../../../../src/metrics/aggregate/timer-stats.ts";

const stats = (values: number[], thresholds: number[] = [], sampledCount = values.length) =>
  timerStats({ values, sampledCount }, readPercentiles(thresholds, new Set()), 10_000);

describe("a timer", () => {
  test("says what it was told", () => {
    expect(stats([12, 2, 4], [90])).toEqual({
      count: 3,
      countPerSecond: 0.3,
      lower: 2,
      upper: 12,
      mean: 6,
      median: 4,
      stdDev: 4.320493798938574,
      sum: 18,
      sumSquares: 164,
      percentiles: { count_90: 3, mean_90: 6, sum_90: 18, sum_squares_90: 164, upper_90: 12 },
      values: [2, 4, 12],
    });
  });

  test("counts what its values stand for, and its percentiles the values themselves", () => {
    const { count, countPerSecond, percentiles } = stats([1, 2, 3], [90], 30);
    expect([count, countPerSecond, percentiles["count_90"]]).toEqual([30, 3, 3]);
  });

  test("that was told nothing says 0, and no percentiles", () => {
    expect(stats([], [90], 1)).toMatchObject({ count: 0, countPerSecond: 0, percentiles: {} });
  });

  test.each([
    ["the lowest nine", 90, { count_90: 9, mean_90: 5, upper_90: 9 }],
    ["the highest nine", -90, { "count_-90": 9, "mean_-90": 6, "lower_-90": 2 }],
    ["all from above", -100, { "count_-100": 10, "sum_-100": 55, "lower_-100": 1 }],
  ])("says percentiles of %s of ten", (_, threshold, expected) => {
    const ten = Array.from({ length: 10 }, (_, index) => index + 1);
    expect(stats(ten, [threshold]).percentiles).toMatchObject(expected);
  });

  test("says nothing of a percentile that holds no value", () => {
    expect(stats([1, 2], [1, -2]).percentiles).toEqual({});
  });
});

test("a histogram counts what is not above each bound, and says nothing else", () => {
  const { histogram, count, sum } = histogramStats({ values: [5, 10, 50], sampledCount: 30 }, [
    10,
    Infinity,
  ]);
  expect([[...(histogram ?? [])], count, sum]).toEqual([
    [
      [10, 2],
      [Infinity, 3],
    ],
    0,
    0,
  ]);
});

test("where no time has passed there is no rate", () => {
  expect(perSecond(5, 0)).toBe(0);
});

test("a histogram counts no value that is no number, in whatever order they come", () => {
  const values = [7, Number.NaN, -Infinity, 3, Infinity, 3];
  const { histogram } = histogramStats({ values, sampledCount: 6 }, [-Infinity, 3, 5, Infinity]);
  expect([...(histogram ?? []).values()]).toEqual([1, 3, 3, 5]);
  expect(values[0]).toBe(7);
});

test("a histogram of many values has many bounds", () => {
  const numbers = Array.from({ length: 200_000 }, (_, i) => i);
  const { histogram } = histogramStats({ values: numbers, sampledCount: 1 }, numbers);
  expect(histogram?.get(199_999)).toBe(200_000);
});
