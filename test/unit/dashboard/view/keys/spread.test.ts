// Where held numbers lie.
import { expect, test } from "vitest";
import type { Json } from "../../../../../src/core/json.ts";
import { spread } from "../../../../../src/dashboard/view/keys/spread.ts";

const held = (...values: readonly (readonly [Json, number])[]) =>
  values.map(([value, instances]) => ({ value, instances, last_at: 0 }));

test("numbers count as often as instances hold them", () => {
  expect(spread(held([10, 1], [2, 3], [4, 1]))).toEqual({
    Lowest: 2,
    Median: 2,
    Mean: 4,
    Highest: 10,
  });
});

test.for([
  ["nothing", held()],
  ["one number", held([3, 5])],
  ["texts among numbers", held([1, 1], ["2", 1], [3, 1])],
] as const)("%s has no spread", ([, values]) => {
  expect(spread(values)).toBeUndefined();
});
