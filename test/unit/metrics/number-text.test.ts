import { describe, expect, test } from "vitest";
import { fixed6, general, shortestFixed } from "../../../src/metrics/number-text.ts";

describe("a number as text backends write it", () => {
  test.each([
    [-0, "-0.000000", "-0", "-0"],
    [123_456, "123456.000000", "123456", "123456"],
    [1_234_567, "1234567.000000", "1.234567e+06", "1234567"],
    [1.5e-5, "0.000015", "1.5e-05", "0.000015"],
    [1e22, "10000000000000000000000.000000", "1e+22", "10000000000000000000000"],
    [-Infinity, "-Inf", "-Inf", "-Inf"],
    [Number.NaN, "NaN", "NaN", "NaN"],
  ])("%d has six decimals, a shortest form and one without exponent", (value, ...texts) => {
    expect([fixed6(value), general(value), shortestFixed(value)]).toEqual(texts);
  });
});
