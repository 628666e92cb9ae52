// Patterns for names and tags.
import { expect, test } from "vitest";
import {
  createAnyMatcher,
  createMatcher,
  type Pattern,
} from "../../../../src/metrics/filter/matcher.ts";

test.each<[Pattern, string, boolean]>([
  ["abc", "abc", true],
  ["abc", "ABC", false],
  ["abc*", "abcd", true],
  ["abc*", "ab", false],
  ["a*c", "abc", false],
  ["a*c", "a*c", true],
  ["*abc", "xabc", false],
  ["*", "", true],
  ["", "", true],
  ["", "a", false],
  ["!", "", false],
  ["!abc", "abc", false],
  ["!abc*", "xyz", true],
  ["!!abc", "!abc", false],
  ["!!abc", "abc", true],
  ["regex:b+", "abbc", true],
  ["!regex:b+", "abbc", false],
  ["regex:!b", "b", false],
  ["REGEX:b", "b", false],
  ["regex:", "anything", true],
  [/B/i, "abc", true],
  [/^b/, "abc", false],
])("%s of %j: %s", (pattern, text, expected) => {
  expect(createMatcher(pattern)(text)).toBe(expected);
});

test("an expression that remembers where it was finds the same again", () => {
  const matches = createMatcher(/a/g);
  expect([matches("a"), matches("a")]).toEqual([true, true]);
});

test("a list matches what any of it does, and an empty one nothing", () => {
  expect(createAnyMatcher([])("")).toBe(false);
  expect(createAnyMatcher(["a", "b*"])("bc")).toBe(true);
  expect(createAnyMatcher(["!a", "!b"])("a")).toBe(true);
});

test("a bad expression is refused when it is made", () => {
  expect(() => createAnyMatcher(["a", "!regex:("])).toThrow(/^regex:\(: /);
});
