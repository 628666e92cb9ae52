// Series by what is said of them.
import { expect, test } from "vitest";
import { createKnownSeries } from "../../../src/metrics/known-series.ts";

test("a series is one, in whatever order its tags are said, and however", () => {
  const known = createKnownSeries({});
  const { key } = known("a", ["x:1", "y:2"]);
  expect(known("a", ["y:2", "x:1"]).key).toBe(key);
  expect(known("a", { y: 2, x: "1" }).key).toBe(key);
  expect(known("a", ["x:1", "y:2"])).toBe(known("a", ["x:1", "y:2"]));
});

test.each<[string, readonly string[] | Record<string, string>, readonly string[]]>([
  ["a list is no record", ["a", "b"], ["a", "b"]],
  ["a record is no list", { a: "b" }, ["a:b"]],
  ["a tag that comes twice is one", ["a", "a"], ["a"]],
  ["of nothing there is nothing", {}, []],
])("%s", (_, tags, all) => {
  const known = createKnownSeries({});
  known("n", { a: "b" });
  known("n", ["a", "b"]);
  expect(known("n", tags).tags).toEqual(all);
});

test("more than it can remember are worked out again", () => {
  const known = createKnownSeries({ namespace: "shop", tags: ["env:prod"] });
  const first = known("first", []);
  for (let i = 0; i < 10_000; i += 1) known(`n${i}`, []);
  expect(known("first", [])).not.toBe(first);
  expect(known("first", [])).toEqual(first);
  expect(first).toEqual({
    key: "shop.first\nenv:prod",
    name: "shop.first",
    tags: ["env:prod"],
    source: "",
  });
});
