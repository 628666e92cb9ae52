import { describe, expect, test } from "vitest";
import { boundsOf } from "../../../../src/metrics/aggregate/bounds.ts";

describe("bounds of a timer", () => {
  test.each([
    ["ascend, and none is there twice", "gsd_histogram:50_10_1e1", 9, [10, 50, Infinity]],
    ["leave out what is no number", "gsd_histogram:x__5_nan", 9, [5, Infinity]],
    ["may be below all values", "gsd_histogram:-inf_1", 9, [-Infinity, 1, Infinity]],
    ["are as many as may be asked for", "gsd_histogram:30_10_20", 2, [10, 30, Infinity]],
    ["are none where none may be asked for", "gsd_histogram:10", 0, []],
    ["are infinite alone where none is given", "gsd_histogram:", 9, [Infinity]],
  ])("%s", (_, tag, limit, bounds) => expect(boundsOf(["a", tag], limit)).toEqual(bounds));

  test("are not there without the very tag", () => {
    expect(boundsOf(["gsd_histogram", "GSD_histogram:1"], 9)).toBeUndefined();
  });
});
