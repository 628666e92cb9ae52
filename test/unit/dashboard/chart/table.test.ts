// Lines as columns.
import { expect, test } from "vitest";
import { isAll, tabulate } from "../../../../src/dashboard/chart/table.ts";

const line = (id: string, ...points: readonly (readonly [ts: number, total: number])[]) => ({
  id,
  name: id,
  points: points.map(([ts, total]) => ({ ts, total })),
});

test("lines of the same times share them", () => {
  const table = tabulate([line("a", [60, 1], [120, 2]), line("b", [60, 3], [120, 4])]);
  expect(table.times).toEqual([60, 120]);
  expect(table.columns).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test("other lines are joined, with nothing where one has nothing", () => {
  const table = tabulate([line("a", [60, 1], [180, 2]), line("b", [120, 3], [180, 0])]);
  expect(table.times).toEqual([60, 120, 180]);
  expect(table.columns).toEqual([
    [1, undefined, 2],
    [undefined, 3, 0],
  ]);
});

test.for([
  ["nothing", [], true, true],
  ["no points", [line("a")], true, true],
  ["zeros", [line("a", [60, 0])], true, true],
  ["counts", [line("a", [60, 0]), line("b", [60, -3])], true, false],
  ["a fraction", [line("a", [60, 1]), line("b", [60, 0.5])], false, false],
] as const)("%s: whole %j, empty %j", ([_name, lines, isWhole, isEmpty]) => {
  const table = tabulate(lines);
  expect(isAll(table, Number.isInteger)).toBe(isWhole);
  expect(isAll(table, (value) => value === 0)).toBe(isEmpty);
});
