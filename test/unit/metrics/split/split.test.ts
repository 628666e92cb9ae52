// Series over shards.
import { expect, test } from "vitest";
import { countSeries } from "../../../../src/metrics/kinds.ts";
import { shardOf, split } from "../../../../src/metrics/split/split.ts";
import { mapOf, told } from "../../../support/metrics.ts";

test("there are as many maps as were asked for, even of nothing", () => {
  expect(split(mapOf(), 3).map(countSeries)).toEqual([0, 0, 0]);
});

test("all kinds of a series are in one shard, that of its name and tags", () => {
  const parts = split(mapOf("a:1|c|#x|h", "a:1|g|#x|h", "a:1|ms|#x|h", "a:1|s|#x|h"), 7);
  expect(parts.map(countSeries)).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((shard) => (shard === shardOf("a", "x,s:h", 7) ? 4 : 0)),
  );
});

test("one shard has all", () => {
  const [all] = split(mapOf("a:1|c", "b:1|c"), 1);
  expect(told(all)).toEqual(["counters a [] = 1", "counters b [] = 1"]);
});
