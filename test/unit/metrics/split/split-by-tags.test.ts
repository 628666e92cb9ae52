// Series by some of their tags.
import { expect, test } from "vitest";
import { splitByTags, splitKey } from "../../../../src/metrics/split/split-by-tags.ts";
import { mapOf, told } from "../../../support/metrics.ts";

test.each([
  ["pieces stay in their order", "a:1,b:2,c:3", ["c:", "a:"], "a:1,c:3"],
  ["a prefix without its colon takes longer names, too", "team:x", ["t"], "team:x"],
  ["a name without a value is no match of a name with a colon", "team", ["team:"], ""],
  ["the source is a piece", "a:1,s:h", ["s:"], "s:h"],
  ["a comma cuts a tag", "r:a,b", ["r:", "b"], "r:a,b"],
  ["an empty prefix ends the search", "a:1,b:2", ["", "a:"], ""],
  ["without prefixes there is no piece", "a:1", [], ""],
])("%s", (_, key, prefixes, expected) => expect(splitKey(key, prefixes)).toBe(expected));

test("a map is split by what its series have of the tags", () => {
  const groups = splitByTags(mapOf("a:1|c|#team:x", "a:1|g|#team:y,zone:1", "b:1|c"), ["team:"]);
  expect([...groups.keys()]).toEqual(["team:x", "", "team:y"]);
  expect(told(groups.get(""))).toEqual(["counters b [] = 1"]);
});

test("without prefixes it is the map itself", () => {
  const map = mapOf("a:1|c");
  expect([...splitByTags(map, [])]).toEqual([["", map]]);
});
