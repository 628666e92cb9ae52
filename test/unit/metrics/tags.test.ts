// Tags as one text.
import { expect, test } from "vitest";
import { seriesKey, sortTags, tagsKey } from "../../../src/metrics/tags.ts";

test.for([
  [[], []],
  [["a"], ["a"]],
  [
    ["b", "a:1", "B", ""],
    ["", "B", "a:1", "b"],
  ],
  [
    ["b", "a", "b"],
    ["a", "b", "b"],
  ],
  // As UTF-16 the first would be the last.
  [
    ["\u{1f600}", "\uff5a"],
    ["\uff5a", "\u{1f600}"],
  ],
] as const)("%j are sorted by their bytes: %j", ([tags, sorted]) => {
  const given = [...tags];
  expect(sortTags(given)).toEqual(sorted);
  expect(given).toEqual(tags);
});

test.for([
  [[], "", ""],
  [[], "10.0.0.1", ",s:10.0.0.1"],
  [["a:1", "b"], "", "a:1,b"],
  [["a:1", "b"], "h", "a:1,b,s:h"],
] as const)("%j from %j are %j", ([tags, source, key]) => {
  expect(tagsKey(tags, source)).toBe(key);
});

test("a name is told from its tags", () => {
  expect(seriesKey("a", "b,c")).not.toBe(seriesKey("a,b", "c"));
});
