// One sample a bucket.
import { describe, expect, test } from "vitest";
import { downsample } from "../../../src/history/downsample.ts";

const at = (...times: number[]) => times.map((ts) => ({ ts, n: ts * 2 }));

describe("downsample", () => {
  test.each([
    ["keeps the first of each bucket", [0, 59, 60, 119, 120], 60, [0, 60, 120]],
    ["aligns buckets to the epoch, not to the first sample", [59, 60, 61], 60, [59, 60]],
    ["leaves gaps", [0, 600], 60, [0, 600]],
    ["cuts a fraction of the resolution", [0, 89, 90], 90.9, [0, 90]],
    ["buckets times before the epoch downwards", [-61, -60, -1, 0], 60, [-61, -60, 0]],
    ["keeps all at a second", [1, 2, 3], 1, [1, 2, 3]],
    ["makes nothing of nothing", [], 60, []],
  ])("%s", (_, times, resolution, expected) => {
    expect(downsample(at(...times), resolution)).toEqual(at(...expected));
  });

  test.each([
    ["first", [30, 50, 70], [30, 70]],
    ["last", [30, 50, 70], [50, 70]],
    ["mean", [30, 50, 70], [0, 60]],
    ["min", [30, 50, 70], [0, 60]],
    ["max", [30, 50, 70], [0, 60]],
    ["sum", [-1, 0, 3_600], [-60, 0, 3_600]],
  ] as const)("stamps the %s of %j with %j", (agg, times, expected) => {
    expect(downsample(at(...times), 60, agg).map(({ ts }) => ts)).toEqual(expected);
  });

  test("makes each bucket of its own samples only", () => {
    const samples = [
      { ts: 50, n: 1 },
      { ts: 60, n: 10 },
      { ts: 119, n: 20 },
      { ts: 240, n: 5 },
    ];
    expect(downsample(samples, 60, "sum")).toEqual([
      { ts: 0, n: 1 },
      { ts: 60, n: 30 },
      { ts: 240, n: 5 },
    ]);
  });

  test("cuts a fraction of the resolution also where a bucket begins", () => {
    expect(downsample(at(89, 90), 90.9, "max")).toEqual([
      { ts: 0, n: 178 },
      { ts: 90, n: 180 },
    ]);
  });

  test.each(["median", "", "constructor", null])("refuses to make the %j of samples", (agg) => {
    const refusal = `agg is "${agg}"; it must be one of first, mean, min, max, last, sum`;
    expect(() => downsample(at(1), 60, agg as never)).toThrow(refusal);
    expect(() => downsample([], 60, agg as never)).toThrow(refusal);
  });

  test.each([0, 0.5, -60, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses %s seconds",
    (resolution) => {
      expect(() => downsample(at(1), resolution)).toThrow(`resolution of ${resolution} s`);
    },
  );
});
