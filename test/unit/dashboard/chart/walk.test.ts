// The cursor of a chart by keyboard.
import { expect, test } from "vitest";
import { walk } from "../../../../src/dashboard/chart/walk.ts";

test.for([
  ["ArrowLeft", 5, 4],
  ["ArrowDown", 5, 4],
  ["ArrowRight", 5, 6],
  ["ArrowUp", 5, 6],
  ["PageDown", 15, 5],
  ["PageUp", 5, 15],
  ["PageUp", 15, 19],
  ["Home", 5, 0],
  ["End", 5, 19],
  ["ArrowLeft", 0, 0],
  ["ArrowRight", 19, 19],
  ["ArrowLeft", null, 19],
  ["ArrowRight", null, 19],
  ["PageDown", null, 10],
  ["Home", null, 0],
] as const)("%s leads from %j of 20 to %i", ([key, index, next]) => {
  expect(walk(key, index, 20)).toBe(next);
});

test.for(["a", "Escape", "toString"])("%s leads nowhere", (key) => {
  expect(walk(key, 5, 20)).toBeUndefined();
});

test("nothing leads anywhere in an empty chart", () => {
  expect(walk("End", null, 0)).toBeUndefined();
});
