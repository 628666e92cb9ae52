// Numbers of the text formats.
import { expect, test } from "vitest";
import { formatNumber, isCount, parseNumber, plainNumber } from "../../../src/prometheus/number.ts";

test.each([
  [0, "0", "0"],
  [-0, "0", "-0"],
  [1, "1", "1"],
  [-2.5, "-2.5", "-2.5"],
  [999_999, "999999", "999999"],
  [1e6, "1e+06", "1000000"],
  [-1_234_567, "-1.234567e+06", "-1234567"],
  [1e-4, "0.0001", "0.0001"],
  [0.000012, "1.2e-05", "0.000012"],
  [1e-7, "1e-07", "0.0000001"],
  [-1.5e-9, "-1.5e-09", "-0.0000000015"],
  [1e21, "1e+21", "1000000000000000000000"],
  [1.25e22, "1.25e+22", "12500000000000000000000"],
  [5e-324, "5e-324", `0.${"0".repeat(323)}5`],
  [1e100, "1e+100", `1${"0".repeat(100)}`],
  [Infinity, "+Inf", "+Inf"],
  [-Infinity, "-Inf", "-Inf"],
  [Number.NaN, "NaN", "NaN"],
])("%d is written %s, and without an exponent %s", (value, text, plain) => {
  expect(formatNumber(value)).toBe(text);
  expect(plainNumber(value)).toBe(plain);
  expect(parseNumber(text)).toBe(value === 0 ? 0 : value);
  expect(parseNumber(plain)).toBe(value);
});

test.each([
  ["+1", 1],
  [".5", 0.5],
  ["5.", 5],
  ["1E3", 1000],
  ["inf", Infinity],
  ["+INF", Infinity],
  ["-Infinity", -Infinity],
  ["nan", Number.NaN],
  ["1e-999", 0],
])("%s is read", (text, value) => expect(parseNumber(text)).toBe(value));

test.each([
  "",
  " ",
  "-",
  "+",
  ".",
  "e5",
  "1e",
  "1 ",
  "1\r",
  "1_000",
  "0x1p-2",
  "0x10",
  "0b1",
  "1e999",
  "--1",
  "1e5.5",
  "+nan",
  "infin",
  "١",
  `${"1".repeat(100_000)}x`,
])("%j is no number", (text) => expect(parseNumber(text)).toBeUndefined());

test.each([
  [0, true],
  [1.5, true],
  [2 ** 64 - 2 ** 11, true],
  [2 ** 64, false],
  [-1, false],
  [Infinity, false],
  [Number.NaN, false],
])("whether %d is a count: %s", (value, expected) => expect(isCount(value)).toBe(expected));
