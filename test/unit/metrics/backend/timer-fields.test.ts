import { describe, expect, test } from "vitest";
import type { SubMetric, TimerStats } from "../../../../src/core/metric.ts";
import { buckets, TIMER_NAMES, timerFields } from "../../../../src/metrics/backend/timer-fields.ts";
import { flushOf } from "../../../support/backend.ts";

const timer = (tags: string[] = []): TimerStats => {
  const [series] = flushOf([{ type: "timer", values: [4], tags }]).timers;
  if (!series) throw new Error("no timer");
  return series.value;
};

describe("what is said of a timer", () => {
  test("has its order and its names, and percentiles after it", () => {
    expect(timerFields(timer()).map(([name]) => name)).toEqual([
      ...Object.values(TIMER_NAMES),
      ...["count_90", "mean_90", "sum_90", "sum_squares_90", "upper_90"],
    ]);
  });

  test("is not what is disabled, nor what a backend has no name for", () => {
    const names = { lower: "min", mean: "avg" };
    const disabled = new Set<SubMetric>(["lower"]);
    expect(timerFields({ ...timer(), percentiles: {} }, disabled, names)).toEqual([["avg", 4]]);
  });

  test("is nothing but buckets of a histogram", () => {
    const stats = timer(["gsd_histogram:2_1e21"]);
    expect(timerFields(stats)).toEqual([]);
    expect(buckets(stats)).toEqual([
      ["2", 0],
      ["1000000000000000000000", 1],
      ["+Inf", 1],
    ]);
    expect(buckets(timer())).toEqual([]);
  });
});
