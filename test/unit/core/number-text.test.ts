// Numbers as text.
import { expect, test } from "vitest";
import { fixed6, formatNumber, general, shortestFixed } from "../../../src/core/number-text.ts";

test.each([
  [0, "0", "0", "0.000000"],
  [-0, "-0", "-0", "-0.000000"],
  [1, "1", "1", "1.000000"],
  [-2.5, "-2.5", "-2.5", "-2.500000"],
  [999_999, "999999", "999999", "999999.000000"],
  [1e6, "1e+06", "1000000", "1000000.000000"],
  [-1_234_567, "-1.234567e+06", "-1234567", "-1234567.000000"],
  [1e-4, "0.0001", "0.0001", "0.000100"],
  [0.000012, "1.2e-05", "0.000012", "0.000012"],
  [1e-7, "1e-07", "0.0000001", "0.000000"],
  [-1.5e-9, "-1.5e-09", "-0.0000000015", "-0.000000"],
  [0.9999996, "0.9999996", "0.9999996", "1.000000"],
  [1e21, "1e+21", "1000000000000000000000", "1000000000000000000000.000000"],
  [1.25e22, "1.25e+22", "12500000000000000000000", "12499999999999998951424.000000"],
  [5e-324, "5e-324", `0.${"0".repeat(323)}5`, "0.000000"],
  [Infinity, "+Inf", "+Inf", "+Inf"],
  [-Infinity, "-Inf", "-Inf", "-Inf"],
  [Number.NaN, "NaN", "NaN", "NaN"],
])("%d is %s, without an exponent %s, with six decimals %s", (value, short, plain, decimals) => {
  expect(general(value)).toBe(short);
  expect(formatNumber(value)).toBe(value === 0 ? "0" : short);
  expect(shortestFixed(value)).toBe(plain);
  expect(fixed6(value)).toBe(decimals);
});

test("what is large has all its digits with six decimals, the shortest and zeros without an exponent", () => {
  expect(fixed6(1e23)).toBe("99999999999999991611392.000000");
  expect(shortestFixed(1e23)).toBe("100000000000000000000000");
});
