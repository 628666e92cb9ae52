// What all kinds of series have in common.
import { expect, test } from "vitest";
import { countSeries, METRIC_KINDS, seriesOf } from "../../../src/metrics/kinds.ts";
import { emptyMap } from "../../../src/metrics/map.ts";
import { mapOf } from "../../support/metrics.ts";

test("a map has no other kinds", () => {
  expect([...METRIC_KINDS].sort()).toEqual(Object.keys(emptyMap()).sort());
});

test("series of all kinds are counted, and reached", () => {
  const map = mapOf("a:1|c", "a:1|g", "a:1|ms", "a:1|s", "b:1|s");
  expect(countSeries(map)).toBe(5);
  expect(seriesOf(map, "sets")).toBe(map.sets);
  expect(countSeries(emptyMap())).toBe(0);
});
