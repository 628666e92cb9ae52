// Reasons and faults as people read them.
import { expect, test } from "vitest";
import { dropWords, faultWords, ranked, sumOf } from "../../../../src/dashboard/text/reasons.ts";

test.for([
  ["disabled", "their keys were off"],
  ["buffer-full", "the buffer was full"],
  ["unsent", "what counted them ended before it sent them"],
  ["moon-phase", "“moon-phase”"],
  ["__proto__", "“__proto__”"],
  ["constructor", "“constructor”"],
] as const)("calls that were dropped as %s were so because %s", ([reason, words]) => {
  expect(dropWords(reason)).toBe(words);
});

test.for([
  ["network", "no connection"],
  ["blocked", "blocked on the way, as by an ad-blocker"],
  ["toString", "“toString”"],
] as const)("the fault %s is %s", ([code, words]) => {
  expect(faultWords(code)).toBe(words);
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
