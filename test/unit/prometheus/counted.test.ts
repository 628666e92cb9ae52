// What series count over their lives and over epochs; epochs.test.ts has what becomes of it.
import { describe, expect, test } from "vitest";
import type { FamilyMetric, FamilyType, MetricFamily } from "../../../src/core/family.ts";
import { createCounted, type Series } from "../../../src/prometheus/counted.ts";

const family = (type?: FamilyType): MetricFamily => ({
  name: "n",
  ...(type && { type }),
  metrics: [],
});
const histogram = (...counts: readonly number[]): FamilyMetric => ({
  histogram: {
    count: counts.at(-1) as number,
    sum: 0,
    buckets: counts.slice(0, -1).map((count, upperBound) => ({ upperBound, count })),
  },
});

function counting(type: FamilyType, ...metrics: readonly FamilyMetric[]) {
  const counted = createCounted();
  const all = metrics.map((metric) => counted.count(family(type), metric));
  return { counted, series: all.at(-1) as Series };
}

describe("all that a series counted", () => {
  test.each<[string, FamilyType, FamilyMetric[], number[]]>([
    ["is what it has", "counter", [{ value: 5 }, { value: 7 }], [7]],
    ["is exactly what it has, fractions too", "counter", [{ value: 0.1 }, { value: 0.7 }], [0.7]],
    ["has what it was before it fell", "counter", [{ value: 5 }, { value: 2 }, { value: 3 }], [8]],
    ["is of its lives", "counter", [{ value: 5 }, { value: 2 }, { value: 1 }], [8]],
    ["has buckets and sum", "histogram", [histogram(1, 2, 3)], [3, 1, 2, 0]],
    ["began anew where a bucket fell", "histogram", [histogram(2, 2), histogram(1, 3)], [5, 3, 0]],
    [
      "began anew where a bucket grew more than the next",
      "histogram",
      [histogram(9, 10, 10), histogram(12, 12, 12)],
      [22, 21, 22, 0],
    ],
    ["is of the buckets that it has now", "histogram", [histogram(1, 1), histogram(2)], [2, 0]],
    [
      "has of a summary count and sum, which may fall",
      "summary",
      [
        { summary: { count: 1, sum: 5, quantiles: [] } },
        { summary: { count: 2, sum: 3, quantiles: [] } },
      ],
      [2, 3],
    ],
  ])("%s", (_, type, metrics, total) => {
    const { counted, series } = counting(type, ...metrics);
    expect(counted.totalOf(series)).toEqual(total);
  });

  test("is of its name, its type and its labels, whatever their order", () => {
    const counted = createCounted();
    const labelled = (...labels: [string, string][]) =>
      counted.count(family("counter"), { labels, value: 1 });
    const one = labelled(["a", "1"], ["b", "2"]);
    expect(labelled(["b", "2"], ["a", "1"])).toBe(one);
    expect(labelled(["b", "2"])).not.toBe(one);
    expect(
      counted.count(family(), {
        labels: [
          ["b", "2"],
          ["a", "1"],
        ],
        value: 1,
      }),
    ).toBe(one);
    expect(counted.count({ ...family("counter"), name: "m" }, { value: 1 })?.key).not.toBe(
      one?.key,
    );
  });

  test.each([Number.NaN, Infinity])("is not known of %d", (value) => {
    expect(createCounted().count(family("counter"), { value })).toBeUndefined();
  });
});

test("what was heard is told no more once another epoch begins", () => {
  const { counted, series } = counting("counter", { value: 5, labels: [["l", "x"]] });
  counted.hear(new Map([[series, counted.totalOf(series)]]));
  counted.count(family("counter"), { value: 7, labels: [["l", "x"]] });
  expect(counted.sinceEpoch(series).value).toBe(7);
  counted.beginEpoch();
  expect(counted.sinceEpoch(series)).toEqual({ value: 2, labels: [["l", "x"]] });
  counted.beginEpoch();
  expect(counted.sinceEpoch(series).value).toBe(2);
});
