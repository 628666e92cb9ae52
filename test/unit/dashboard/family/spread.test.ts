// How the values of histograms are spread.
import { expect, test } from "vitest";
import type { PushedSeries } from "../../../../src/core/pushed.ts";
import { spreadOf } from "../../../../src/dashboard/family/spread.ts";

const series = (count: number, ...below: [le: number | "+Inf", count: number][]): PushedSeries => ({
  labels: {},
  count,
  sum: 0,
  buckets: below.map(([le, of]) => ({ le, count: of })),
});

test.each([
  ["nothing has no slices", [], []],
  ["a series without buckets has none", [series(3)], []],
  [
    "what lies between two bounds, and beyond the last one",
    [series(10, [0.1, 2], [1, 9])],
    [
      ["≤ 0.1", 2],
      ["0.1 – 1", 7],
      ["> 1", 1],
    ],
  ],
  [
    "the infinite bound is what the count tells",
    [series(9, [1, 4], ["+Inf", 9])],
    [
      ["≤ 1", 4],
      ["> 1", 5],
    ],
  ],
  [
    "series with the same bounds are one",
    [series(3, [1, 3]), series(4, [1, 2])],
    [
      ["≤ 1", 5],
      ["> 1", 2],
    ],
  ],
  ["those with other bounds are none", [series(3, [1, 3]), series(4, [2, 2])], []],
])("%s", (_, all, slices) => {
  expect(spreadOf(all).map(({ name, total }) => [name, total])).toEqual(slices);
});
