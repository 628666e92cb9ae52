// Which texts a SQLite database gives back as they were.
import { expect, test } from "vitest";
import { isStorable } from "../../../src/core/storable.ts";

test.for([
  ["", true],
  ["cart.add", true],
  ["日本語 \u{1f600} \n", true],
  ["\0", false],
  ["a\0b", false],
  ["\ud800", false],
  ["a\udc00b", false],
] as const)("%j: %j", ([text, expected]) => {
  expect(isStorable(text)).toBe(expected);
});
