import { expect, test } from "vitest";
import { batches } from "../../../../src/metrics/backend/batches.ts";

test.each([
  [1, ["a", "bc", "d"]],
  [2, ["abc", "d"]],
  [3, ["abc", "d"]],
  [4, ["abcd"]],
  [-19, ["a", "bc", "d"]],
])("a batch is closed by the group with which it holds %i", (max, wanted) => {
  const groups = [["a"], [], ["b", "c"], ["d"], []];
  const came: string[] = [];
  for (const { series } of batches(groups, max, (batch) => {
    came.push(batch.join(""));
    return { series: batch.length, pack: () => () => {} };
  })) {
    expect(series).toBe(came.at(-1)?.length);
  }
  expect(came).toEqual(wanted);
});

test("a group may be very large", () => {
  const group = Array.from({ length: 300_000 }, (_, i) => i);
  const sizes: number[] = [];
  const wrap = (batch: readonly number[]) => {
    sizes.push(batch.length);
    return { series: batch.length, pack: () => () => {} };
  };
  expect([...batches([group], 1_000, wrap)]).toHaveLength(1);
  expect(sizes).toEqual([300_000]);
});
