// When an instance last sent which keys.
import { expect, test } from "vitest";
import { keysByMinute, keysText } from "../../../src/store/instance-keys.ts";

test("are read by their minutes", () => {
  expect(keysByMinute('{"7":[1,2],"8":[3]}')).toEqual([
    [7, [1, 2]],
    [8, [3]],
  ]);
});

test("are written by their minutes, those without a number left out", () => {
  const numbers: Record<string, number> = { a: 1, b: 2, c: 3 };
  const keys = new Map([
    ["c", 8],
    ["a", 7],
    ["new", 8],
    ["b", 7],
  ]);
  expect(keysText(keys, (name) => numbers[name])).toBe('{"7":[1,2],"8":[3]}');
});
