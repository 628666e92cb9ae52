// Numbers of the text formats.
import { expect, test } from "vitest";
import { formatNumber } from "../../../src/core/number-text.ts";
import { isCount, parseNumber } from "../../../src/prometheus/number.ts";

test.each([
  [0, "0"],
  [-0, "0"],
  [-2.5, "-2.5"],
  [-1_234_567, "-1.234567e+06"],
  [0.000012, "1.2e-05"],
  [-Infinity, "-Inf"],
  [Number.NaN, "NaN"],
])("%d is written %s, and read back", (value, text) => {
  expect(formatNumber(value)).toBe(text);
  expect(parseNumber(text)).toBe(value === 0 ? 0 : value);
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
