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

  test.each([0, 0.5, -60, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses %s seconds",
    (resolution) => {
      expect(() => downsample(at(1), resolution)).toThrow(`resolution of ${resolution} s`);
    },
  );
});
