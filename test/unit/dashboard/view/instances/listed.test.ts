// Which instances are listed, and what is said of them.
import { expect, test } from "vitest";
import type { Instance } from "../../../../../src/core/tally.ts";
import {
  clockWords,
  controlsWords,
  dueWords,
  listed,
  shownOf,
} from "../../../../../src/dashboard/view/instances/listed.ts";

const NOW = 1_700_000_000_000;
const one = (id: string, overdue = false): Instance => ({
  id,
  app: "default",
  first_seen: 0,
  last_seen: NOW,
  expect_next: NOW,
  updates: 1,
  duplicates: 0,
  controls: null,
  overdue,
});
const ALL = [one("Edge-AMS"), one("edge-fra", true), one("kiosk")];

test.for([
  ["", "all", ["Edge-AMS", "edge-fra", "kiosk"]],
  [" EDGE ", "all", ["Edge-AMS", "edge-fra"]],
  ["", "active", ["Edge-AMS", "kiosk"]],
  ["edge", "overdue", ["edge-fra"]],
  ["nobody", "all", []],
] as const)("a search for %j among %s finds %j", ([search, shown, ids]) => {
  expect(listed(ALL, search, shown).map(({ id }) => id)).toEqual(ids);
});

test.for([
  ["", "all"],
  ["show=overdue", "overdue"],
  ["show=dead", "all"],
] as const)("%j shows %s", ([words, shown]) => {
  expect(shownOf(new URLSearchParams(words))).toBe(shown);
});

test.for([
  [40_000, false, "in 40 s"],
  [0, false, "due"],
  [-9_000, false, "due"],
  [-7_200_000, true, "overdue, 2 h"],
] as const)("what is expected in %i ms is told", ([leftMs, overdue, words]) => {
  expect(dueWords({ expect_next: NOW + leftMs, overdue }, NOW)).toBe(words);
});

test.for([
  [null, 5, "not told"],
  [undefined, 5, "not told"],
  [4, 5, "older"],
  [5, 5, "current"],
  [6, 5, "current"],
  [5, undefined, "–"],
] as const)("controls of version %s against %s are %s", ([obeyed, version, words]) => {
  expect(controlsWords(obeyed, version)).toBe(words);
});

test.for([
  [undefined, "not told"],
  [-999, "right"],
  [3_000, "3 s behind the server's"],
  [-7_200_000, "2 h ahead of the server's"],
] as const)("a clock that the server's is %s ms ahead of is %s", ([offsetMs, words]) => {
  expect(clockWords(offsetMs)).toBe(words);
});
