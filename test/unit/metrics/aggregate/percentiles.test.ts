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

  test.each([
    [[101], "101 is not from -100 to 100"],
    [[-100.5], "-100.5 is not from -100 to 100"],
    [[Number.NaN], "NaN is not from -100 to 100"],
    [[99, 99.9], "99.9 has the name of another, which is 99"],
    [[0.5, -0.5], "-0.5 has the name of another, which is 0"],
  ])("%j are refused", (thresholds, why) => {
    expect(() => readPercentiles(thresholds, new Set())).toThrow(
      expect.objectContaining({ code: "bad-option", message: `percentiles: ${why}` }),
    );
  });
});
