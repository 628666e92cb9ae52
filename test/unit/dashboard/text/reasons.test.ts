// Reasons and faults as people read them.
import { expect, test } from "vitest";
import { ranked, reasonWords, sumOf } from "../../../../src/dashboard/text/reasons.ts";

test.for([
  ["disabled", "key off"],
  ["buffer-full", "full buffer"],
  ["network", "no connection"],
  ["moon-phase", "“moon-phase”"],
  ["__proto__", "“__proto__”"],
  ["constructor", "“constructor”"],
] as const)("the reason %s is %s", ([reason, words]) => {
  expect(reasonWords(reason)).toBe(words);
});

test("counts are ranked by how many there are, then by name, without what is nothing", () => {
  expect(ranked({ b: 2, none: 0, a: 2, most: 9 })).toEqual([
    ["most", 9],
    ["a", 2],
    ["b", 2],
  ]);
  expect(ranked({})).toEqual([]);
});

test("counts add up", () => {
  expect(sumOf({ a: 2, b: 3 })).toBe(5);
  expect(sumOf({})).toBe(0);
});
