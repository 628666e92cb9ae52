// Tags for all, and rules for what is dropped.
import { expect, test } from "vitest";
import type { MetricEvent } from "../../../../src/core/metric.ts";
import {
  createFilters,
  type FilterOptions,
} from "../../../../src/metrics/filter/create-filters.ts";
import { mapOf, told } from "../../../support/metrics.ts";

const through = (options: FilterOptions, ...lines: string[]) =>
  told(createFilters(options).map(mapOf(...lines)));

test.each<[string, FilterOptions, string[]]>([
  ["nothing changes by itself", {}, ["counters a.x [k:1,z] h = 1"]],
  ["tags are added once", { tags: ["z", "b", "b", "k:2"] }, ["counters a.x [b,k:1,k:2,z] h = 1"]],
  ["a metric is dropped", { filters: [{ dropMetric: true, matchMetrics: ["a.*"] }] }, []],
  [
    "a name that is excluded is spared",
    { filters: [{ dropMetric: true, matchMetrics: ["a.*"], excludeMetrics: [/x$/] }] },
    ["counters a.x [k:1,z] h = 1"],
  ],
  ["a metric is known by a tag", { filters: [{ dropMetric: true, matchTags: ["k:*"] }] }, []],
  ["a source is forgotten", { filters: [{ dropHost: true }] }, ["counters a.x [k:1,z] = 1"]],
  [
    "later rules see tags that were dropped, too",
    { filters: [{ dropTags: ["z"] }, { dropTags: ["k:*"], matchTags: ["z"] }] },
    ["counters a.x [] h = 1"],
  ],
  [
    "a tag that was dropped does not come back, one that was not there does",
    { filters: [{ dropTags: ["*"] }], tags: ["z", "y"] },
    ["counters a.x [y] h = 1"],
  ],
  [
    "rules do not see what is added",
    { filters: [{ dropMetric: true, matchTags: ["y"] }], tags: ["y"] },
    ["counters a.x [k:1,y,z] h = 1"],
  ],
])("%s", (_, options, expected) => {
  expect(through(options, "a.x:1|c|#z,k:1,z|h")).toEqual(expected);
});

test("a metric without tags is never known by one", () => {
  const filters = [{ dropMetric: true, matchTags: ["!x"] }];
  expect(through({ filters }, "a:1|c")).toEqual(["counters a [] = 1"]);
});

test("series that are the same without a tag are added up", () => {
  expect(through({ filters: [{ dropTags: ["k:*"] }] }, "a:1|c|#k:1", "a:2|c|#k:2,k:3")).toEqual([
    "counters a [] = 3",
  ]);
});

test("nothing is handed on of which nothing is left", () => {
  const { map } = createFilters({ filters: [{ dropMetric: true }] });
  expect(map(mapOf("a:1|c"))).toBeUndefined();
  expect(createFilters({}).map(mapOf())).toBeUndefined();
});

test("events get the tags, and are not dropped", () => {
  const filters = [{ dropMetric: true, dropHost: true, dropTags: ["*"] }];
  const { event } = createFilters({ filters, tags: ["a", "b"] });
  expect(event({ source: "h", tags: ["b", "b", "x"] } as unknown as MetricEvent)).toEqual({
    source: "h",
    tags: ["b", "x", "a"],
  });
});

test("a bad expression is refused when it is made", () => {
  expect(() => createFilters({ filters: [{ dropTags: ["regex:["] }] })).toThrow(/^regex:\[: /);
});
