// One map as several.
import { expect, test } from "vitest";
import { partition } from "../../../../src/metrics/split/partition.ts";
import { mapOf, told } from "../../../support/metrics.ts";

test("series of all kinds go where they belong", () => {
  const map = mapOf("a:1|c", "b:2|c", "a:3|g", "b:4|ms", "a:5|s");
  const parts = partition(map, ({ name }) => name);
  expect([...parts.keys()]).toEqual(["a", "b"]);
  expect(told(parts.get("a"))).toEqual(["counters a [] = 1", "gauges a [] = 3", "sets a [] = 5"]);
  expect(told(parts.get("b"))).toEqual([
    "counters b [] = 2",
    'timers b [] = {"values":[4],"sampledCount":1}',
  ]);
});

test("a map without series has no parts", () => {
  expect(partition(mapOf(), () => "").size).toBe(0);
});
