import { describe, expect, test } from "vitest";
import { readPercentiles } from "../../../../src/metrics/aggregate/percentiles.ts";

describe("thresholds", () => {
  test("have names of their whole part, but for what is disabled", () => {
    const disabled = new Set(["countPct", "sumSquaresPct", "lowerPct"] as const);
    expect(readPercentiles([99.9, -10], disabled)).toEqual([
      { part: 0.9990000000000001, mean: "mean_99", sum: "sum_99", boundary: "upper_99" },
      { part: -0.1, mean: "mean_-10", sum: "sum_-10" },
    ]);
  });

  test.each([[[101]], [[-100.5]], [[Number.NaN]], [[99, 99.9]], [[0.5, -0.5]]])(
    "%j are refused",
    (thresholds) => {
      expect(() => readPercentiles(thresholds, new Set())).toThrow(
        expect.objectContaining({ code: "bad-option" }),
      );
    },
  );
});
