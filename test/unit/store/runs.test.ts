// Which numbers of an epoch are stored.
import { describe, expect, test } from "vitest";
import {
  ackOf,
  addSeq,
  highestOf,
  missingOf,
  type Runs,
  runsText,
} from "../../../src/store/runs.ts";

describe("addSeq", () => {
  test.each<[string, Runs, number, boolean, Runs]>([
    ["starts a run", [], 1, true, [1, 1]],
    ["starts anywhere", [], 5, true, [5, 5]],
    ["lengthens the last run", [1, 4], 5, true, [1, 5]],
    ["leaves a gap", [1, 4], 6, true, [1, 4, 6, 6]],
    ["closes a gap", [1, 4, 6, 9], 5, true, [1, 9]],
    ["lengthens a run at its start", [5, 6], 4, true, [4, 6]],
    ["comes before the first run", [5, 6], 1, true, [1, 1, 5, 6]],
    ["goes between runs", [1, 2, 9, 9], 5, true, [1, 2, 5, 5, 9, 9]],
    ["knows the ends of a run", [3, 5], 3, false, [3, 5]],
    ["knows the inside of a run", [1, 2, 5, 9], 7, false, [1, 2, 5, 9]],
    ["knows the end of an earlier run", [1, 2, 5, 9], 2, false, [1, 2, 5, 9]],
  ])("%s", (_, runs, seq, fresh, after) => {
    expect(addSeq(runs, seq)).toBe(fresh);
    expect(runs).toEqual(after);
  });

  test("takes the oldest gap as filled when there are too many", () => {
    const runs: Runs = [];
    for (let seq = 1; seq <= 2 * 256 + 1; seq += 2) addSeq(runs, seq);
    expect(runs).toHaveLength(2 * 256);
    expect(runs.slice(0, 4)).toEqual([1, 3, 5, 5]);
  });
});

test.each<[Runs, number]>([
  [[], 0],
  [[1, 1], 1],
  [[1, 7, 9, 9], 7],
  [[2, 7], 0],
])("of %j all are there up to %i", (runs, ack) => {
  expect(ackOf(runs)).toBe(ack);
});

test.each<[Runs, number, number]>([
  [[], 0, 0],
  [[1, 4], 4, 0],
  [[3, 4], 4, 2],
  [[1, 4, 6, 6, 9, 12], 12, 3],
  [[1, 1, 2 ** 53 - 1, 2 ** 53 - 1], 2 ** 53 - 1, 2 ** 53 - 3],
])("of %j the highest is %i, and %i are missing", (runs, highest, missing) => {
  expect([highestOf(runs), missingOf(runs)]).toEqual([highest, missing]);
});

test("are written as JSON", () => {
  for (const runs of [[], [1, 4], [2, 2, 9, 2 ** 53 - 1]]) {
    expect(JSON.parse(runsText(runs))).toEqual(runs);
  }
});
