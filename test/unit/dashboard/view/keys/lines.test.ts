// What lines of a chart come to.
import { describe, expect, test } from "vitest";
import {
  change,
  pace,
  seriesRows,
  shifted,
  summed,
} from "../../../../../src/dashboard/view/keys/lines.ts";

const points = [
  { ts: 60, total: 3 },
  { ts: 120, total: 9 },
  { ts: 180, total: 9 },
];

describe("a line", () => {
  test("comes to its sum and the first of its highest buckets", () => {
    expect(summed(points)).toEqual({ total: 21, peak: { ts: 120, total: 9 } });
    expect(summed([])).toEqual({ total: 0, peak: undefined });
    expect(summed([{ ts: 60, total: -2 }])).toEqual({ total: -2, peak: undefined });
  });

  test("is drawn later, and stays as it is", () => {
    expect(shifted(points, 600)[0]).toEqual({ ts: 660, total: 3 });
    expect(points[0]).toEqual({ ts: 60, total: 3 });
  });

  test("is rows of a file, in ISO time", () => {
    const lines = [{ id: "a", name: "=cmd", points: points.slice(0, 1) }];
    expect(seriesRows(lines)).toEqual([
      { series: "=cmd", time: "1970-01-01T00:01:00.000Z", total: 3 },
    ]);
  });
});

describe("a pace", () => {
  test.for([
    [120, 3_600, [2, "min"]],
    [240, 86_400, [10, "h"]],
    [3, 604_800, [0.4, "day"]],
    [0, 900, [0, "min"]],
    [3, 7_200, [1.5, "h"]],
    [3, 86_400 * 0.9, [0.1, "h"]],
    [1, 21_600, [0.2, "h"]],
    [1, 86_400, [1, "day"]],
  ] as const)("of %i in %i seconds is %o", ([total, seconds, expected]) => {
    expect(pace(total, seconds)).toEqual(expected);
  });
});

describe("a change", () => {
  test.for([
    [150, 100, 0.5],
    [50, 100, -0.5],
    [7, 0, undefined],
  ] as const)("from %i to %i is %s", ([total, before, expected]) => {
    expect(change(total, before)).toBe(expected);
  });
});
