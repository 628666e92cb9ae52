// Families of many, put together so that a scrape takes them.
import { expect, test } from "vitest";
import type { FamilyType, Labels, MetricFamily } from "../../../src/core/family.ts";
import { expositionOf } from "../../../src/prometheus/exposition.ts";

const A: Labels = [["job", "a"]];
const B: Labels = [["job", "b"]];
const family = (name: string, type: FamilyType, value = 1, labels: Labels = []): MetricFamily => ({
  name,
  type,
  metrics: [
    type === "summary" || type === "histogram"
      ? { labels, [type]: { count: value, sum: 1, quantiles: [], buckets: [] } }
      : { labels, value },
  ],
});

test("series get the labels of their source, and families of one name are one", () => {
  const help = { ...family("n", "counter"), help: "First." };
  const found = expositionOf([
    { labels: A, families: [help, family("m", "gauge")] },
    { labels: B, families: [{ ...family("n", "counter", 2, [["l", "x"]]), help: "Second." }] },
  ]);
  expect(found).toEqual({
    families: [
      {
        name: "n",
        type: "counter",
        help: "First.",
        metrics: [
          { labels: A, value: 1 },
          { labels: [...B, ["l", "x"]], value: 2 },
        ],
      },
      { name: "m", type: "gauge", metrics: [{ labels: A, value: 1 }] },
    ],
    hidden: 0,
  });
});

test("a series that is there already is hidden, in whatever order its labels come", () => {
  const found = expositionOf([
    { labels: [...A, ["l", "x"]], families: [family("n", "gauge", 1)] },
    { labels: A, families: [family("n", "gauge", 2, [["l", "x"]])] },
  ]);
  expect(found.families[0]?.metrics).toEqual([{ labels: [...A, ["l", "x"]], value: 1 }]);
  expect(found.hidden).toBe(1);
});

test.for<[string, FamilyType, string, FamilyType, number]>([
  ["n", "counter", "n", "gauge", 1],
  ["n", "histogram", "n_count", "counter", 1],
  ["n", "histogram", "n_bucket", "gauge", 1],
  ["n", "summary", "n_bucket", "gauge", 0],
  ["n_sum", "gauge", "n", "summary", 1],
  ["n_sum", "gauge", "n", "summary", 1],
  // They are one in OpenMetrics.
  ["n", "counter", "n_total", "counter", 1],
  ["n_total", "counter", "n", "gauge", 1],
  ["n", "gauge", "n_total", "gauge", 0],
  ["n", "untyped", "n_total", "counter", 1],
])("%s, a %s, and %s, a %s, hide %i", ([first, type, second, otherType, hidden]) => {
  const found = expositionOf([
    { labels: A, families: [family(first, type)] },
    { labels: B, families: [family(second, otherType)] },
  ]);
  expect(found.hidden).toBe(hidden);
  expect(found.families.map(({ name }) => name)).toEqual(hidden ? [first] : [first, second]);
});
