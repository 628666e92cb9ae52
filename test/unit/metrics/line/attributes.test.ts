// What stands behind the bars of a line.
import { expect, test } from "vitest";
import { eachAttribute, nextBar, readTags } from "../../../../src/metrics/line/attributes.ts";

test.each([
  ["", []],
  ["|", [""]],
  ["||a", ["|"]],
  ["|a1|b", ["a", "b"]],
  ["|||a", ["|", "a"]],
  ["\0|a", []],
  ["|\0a|b", ["\0", "b"]],
])("the letters of %j are %j", (text, expected) => {
  const letters: string[] = [];
  const complaint = eachAttribute(text, 0, "other", (letter, from) => {
    letters.push(letter);
    return nextBar(text, from);
  });
  expect([complaint, ...letters]).toEqual([undefined, ...expected]);
});

test("what is not behind a bar, and what the reader refuses, ends it", () => {
  const read = (letter: string, from: number) => (letter === "x" ? "refused" : from);
  expect(eachAttribute("|ab", 0, "other", read)).toBe("other");
  expect(eachAttribute("|a|x", 0, "other", read)).toBe("refused");
});

test.each([
  ["", [], 0],
  ["a,b", ["a", "b"], 3],
  [",a,,b,|c", ["a", "b"], 6],
  [" a ,b:c:d,#,@0.5", [" a ", "b:c:d", "#", "@0.5"], 16],
  ["a\r", ["a\r"], 2],
  ["a\0b|c", ["a\0"], 2],
  ["a|b\0", ["a"], 1],
  ["日本:x", ["日本:x"], 4],
])("the tags of %j are %j, up to %d", (text, expected, end) => {
  const tags: string[] = [];
  expect(readTags(text, 0, tags)).toBe(end);
  expect(tags).toEqual(expected);
});

test("a line of nothing but bars is read in one go", () => {
  const text = "|#".repeat(1_500_000);
  const read = (_: string, from: number) => readTags(text, from, []);
  expect(eachAttribute(text, 0, "other", read)).toBeUndefined();
});
