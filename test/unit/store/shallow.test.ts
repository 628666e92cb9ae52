// How deep a value goes.
import { expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { isShallow } from "../../../src/store/shallow.ts";

const nested = (depth: number): Json => JSON.parse("[".repeat(depth) + "]".repeat(depth));

test.each<[Json, number, boolean]>([
  [1, 0, true],
  [null, 0, true],
  [[], 0, false],
  [[], 1, true],
  [[[1]], 2, true],
  [[1, { a: [2] }], 2, false],
  [{ a: { b: 1 } }, 1, false],
  [nested(1_000), 1_000, true],
  [nested(1_001), 1_000, false],
  [nested(300_000), 1_000, false],
])("a value %#", (value, depth, isIt) => {
  expect(isShallow(value, depth)).toBe(isIt);
});
