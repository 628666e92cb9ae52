// Expressions of RE2.
import { expect, test } from "vitest";
import { re2 } from "../../../../src/metrics/filter/re2.ts";

test.each([
  ["b", "abc", "axc"],
  ["^a.c$", "axc", "a\nc"],
  ["a.c", "a\rc", "a\nc"],
  ["(?s)a.c", "a\nc", "ac"],
  ["(?i)ABC", "xabcx", "ab"],
  ["(?im)^B$", "a\nb", "ab"],
  ["\\Ab\\z", "b", "b\n"],
  ["(?m)\\Ab", "b", "a\nb"],
  ["[[:alpha:]]+\\d", "key2", "2key"],
  ["^[[:alpha:][:digit:]_-]+$", "a-1_", "a.1"],
  ["^[^[:space:]]+$", "ab", "a b"],
  ["^[[:punct:]]$", "[", "a"],
  ["^\\pL$", "é", "1"],
  ["^\\PL$", "1", "é"],
  ["^[\\pL_]+$", "é_", "1"],
  ["^\\p{Lu}$", "É", "é"],
  ["^.$", "😀", "ab"],
  ["a{2,}", "aa", "a"],
  ["^a{,2}$", "a{,2}", "aa"],
  ["^{}]$", "{}]", "{}"],
  ["^[]a]+$", "]a", "b"],
  ["^[^]a]$", "b", "]"],
  ["^[a[]+$", "[a", "b"],
  ["^[\\]\\-\\[]+$", "]-[", "\\"],
  ["\\_\\-\\/\\:", "_-/:", "\\"],
  ["(?P<n>a)(?P<P>b)(?:c)", "abc", "ab"],
  ["\\ba\\b", "x.a.y", "xay"],
  ["\\a", "\x07", "a"],
])("%s finds something in %j, and nothing in %j", (expression, found, other) => {
  expect([re2(expression).test(found), re2(expression).test(other)]).toEqual([true, false]);
});

test.each([
  "(",
  "[a",
  "a**",
  "(?=a)",
  "(?!a)",
  "(?<=a)",
  "(?<!a)",
  "(a)\\1",
  "(?P<n>a)\\k<n>",
  "\\q",
  "(?U)a",
  "[[:^alpha:]]",
  "[[:alphas:]]",
  "\\",
  "[b-a]",
])("%s is refused, and named", (expression) => {
  const read = () => re2(expression);
  expect(read).toThrow(expect.objectContaining({ code: "bad-option" }));
  expect(read).toThrow(`regex:${expression}: `);
});
