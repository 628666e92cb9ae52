// The order of families and labels.
import { expect, test } from "vitest";
import { byLabel, byName } from "../../../src/core/family-order.ts";

const named = (name: string, help: string) => ({ name, help, metrics: [] });

test("families go by name, those of one name as they were", () => {
  const families = [named("b", "1"), named("a", "2"), named("B", "3"), named("a", "4")];
  expect(families.sort(byName).map(({ help }) => help)).toEqual(["3", "2", "4", "1"]);
});

test("labels go by name", () => {
  const labels = [
    ["b", "1"],
    ["a", "2"],
    ["b", "0"],
  ] as [string, string][];
  expect(labels.sort(byLabel)).toEqual([
    ["a", "2"],
    ["b", "1"],
    ["b", "0"],
  ]);
});
