// Where a line has values.
import { expect, test } from "vitest";
import { runsOf } from "../../../../src/dashboard/chart/runs.ts";

test.for([
  ["nothing", [], [], []],
  ["one value", [0], [1], [[0, 0]]],
  ["all values", [0, 60, 120], [1, 0, 3], [[0, 2]]],
  [
    "an hour out",
    [0, 60, 3_660, 3_720],
    [1, 2, 3, 4],
    [
      [0, 1],
      [2, 3],
    ],
  ],
  [
    "one step out",
    [0, 60, 180],
    [1, 2, 3],
    [
      [0, 1],
      [2, 2],
    ],
  ],
  ["samples that are not on time", [0, 119, 121, 238], [1, 2, 3, 4], [[0, 3]]],
  ["values that others have", [0, 60, 120, 180], [undefined, 1, 2, undefined], [[1, 2]]],
  [
    "a value that only others have",
    [0, 60, 120],
    [1, undefined, 3],
    [
      [0, 0],
      [2, 2],
    ],
  ],
  ["moments of others between", [0, 30, 60, 90], [1, undefined, 2, undefined], [[0, 2]]],
  ["no values", [0, 60], [undefined, undefined], []],
] as const)("of %s", ([_name, times, column, runs]) => {
  expect(runsOf(times, column, 60)).toEqual(runs);
});
