// Numbers that were pushed, as text and for sums.
import { expect, test } from "vitest";
import {
  finite,
  meanOf,
  measured,
  quantileName,
  totalOf,
} from "../../../../src/dashboard/family/measured.ts";

test.each([
  [1_234_567, "1,234,567"],
  [0.001234567, "0.00123457"],
  ["NaN", "NaN"],
  ["+Inf", "+Inf"],
  [undefined, "–"],
] as const)("%s is told as %s", (value, text) => {
  expect(measured(value)).toBe(text);
});

test("what is not finite counts as nothing", () => {
  expect([3, "NaN", "-Inf", undefined].map((value) => finite(value as number))).toEqual([
    3, 0, 0, 0,
  ]);
});

test("a series comes to its value, or to how often it was observed", () => {
  expect(totalOf({ labels: {}, value: 3 })).toBe(3);
  expect(totalOf({ labels: {}, count: 4, sum: 9 })).toBe(4);
});

test.each([
  [
    "of all series together",
    [
      [2, 3],
      [2, 5],
    ],
    2,
  ],
  ["none where nothing was observed", [[0, 0]], undefined],
  ["none where a sum is no number", [[2, "NaN"]], undefined],
])("the mean is %s", (_, pairs, mean) => {
  const series = pairs.map(([count, sum]) => ({ labels: {}, count, sum }));
  expect(meanOf(series as Parameters<typeof meanOf>[0])).toBe(mean);
});

test("quantiles are called by their percent", () => {
  expect([0.5, 0.999, "NaN"].map((each) => quantileName(each as number))).toEqual([
    "p50",
    "p99.9",
    "quantile NaN",
  ]);
});
