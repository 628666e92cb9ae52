// What counts up, and when that began anew.
import { expect, test } from "vitest";
import type { FamilyType } from "../../../src/core/family.ts";
import { isGrowth, isLevel } from "../../../src/core/growth.ts";

test.each<[FamilyType | undefined, boolean]>([
  ["gauge", true],
  ["untyped", true],
  ["counter", false],
  ["summary", false],
  ["histogram", false],
  [undefined, false],
])("whether %s is a level: %s", (type, is) => {
  expect(isLevel(type)).toBe(is);
});

test.each<[readonly number[], boolean]>([
  [[0], true],
  [[2.5], true],
  [[-1], false],
  [[Number.NaN], false],
  [[5, 1, 3], true],
  [[3, 3, 3], true],
  [[2, 3, 2], false],
  [[2, 1, 3], false],
  [[2, -1, 2], false],
])("whether %j more may have been counted: %s", (more, is) => {
  expect(isGrowth(more)).toBe(is);
});
