// Metric maps in the database of an object.
import { expect, test } from "vitest";
import type { MetricMap } from "../../../../src/core/metric.ts";
import { emptyMap, receive } from "../../../../src/metrics/map.ts";
import { createKeptMaps } from "../../../../src/workers/telemetry/kept-maps.ts";
import { mapOf } from "../../../support/metrics.ts";
import { faultySql, memorySql } from "../../../support/store.ts";

/** One of each kind, with values that JSON lacks. */
function allKinds(name = "n"): MetricMap {
  const map = emptyMap();
  const of = { name, rate: 0.5, tags: ["b:🍇", "a"], source: "h", atMs: 5.25 };
  receive(map, { ...of, type: "counter", values: [3] });
  receive(map, { ...of, type: "gauge", values: [Number.NaN] });
  receive(map, { ...of, type: "timer", values: [1.5, -Infinity] });
  for (const member of ["x", "y"]) receive(map, { ...of, type: "set", values: [], member });
  return map;
}

test.each([2, 7, 1_000])("a map is as it was, in rows of %i characters", (maxChars) => {
  const kept = createKeptMaps(memorySql(), maxChars);
  kept.add(allKinds(), 1);
  kept.add(mapOf("a:1|c"), 2);
  expect(kept.added().maps).toEqual([allKinds(), mapOf("a:1|c")]);
  expect(kept.times()).toEqual([1, 2]);
  const left = { sinceMs: 1, heardAtMs: 2, held: allKinds() };
  kept.settle(kept.added().last, left);
  expect([kept.added().maps, kept.times(), kept.left()]).toEqual([[], undefined, left]);
});

test("what came in while a flush was under way is kept for the next one", () => {
  const sql = memorySql();
  const kept = createKeptMaps(sql);
  kept.add(mapOf("a:1|c"), 1);
  const { last } = kept.added();
  kept.add(mapOf("b:1|c"), 2);
  kept.settle(last, undefined);
  const again = createKeptMaps(sql);
  expect([again.added().maps, again.times(), again.left()]).toEqual([
    [mapOf("b:1|c")],
    [2, 2],
    undefined,
  ]);
});

test("there is nothing at first", () => {
  const kept = createKeptMaps(memorySql());
  expect([kept.times(), kept.left(), kept.added()]).toEqual([
    undefined,
    undefined,
    { maps: [], last: 0 },
  ]);
});

test("a map that could not be kept whole is not kept at all", () => {
  const sql = faultySql(memorySql());
  const kept = createKeptMaps(sql, 10);
  sql.failNext(2);
  expect(() => kept.add(allKinds(), 1)).toThrow("disk full");
  expect([kept.times(), kept.added().maps]).toEqual([undefined, []]);
});
