// Bars as paths.
import { describe, expect, test } from "vitest";
import { barsOf, gapOf } from "../../../../src/dashboard/chart/bars.ts";
import type { UPlot } from "../../../../src/dashboard/chart/plot.ts";

describe("the space between bars", () => {
  test.for([
    [40, 2],
    [7, 2],
    [5, 1],
    [3, 0],
    [0.5, 0],
  ] as const)("is, of a slot of %d px, %i px", ([slot, gap]) => expect(gapOf(slot)).toBe(gap));
});

describe("a bar", () => {
  /** 60 s are 40 px, 1,000 are 100 px; the foot is at 200. */
  function drawn(...totals: readonly (number | undefined)[]): (x: number, y: number) => boolean {
    const scales: Record<string, (value: number) => number> = {
      x: (at) => (at / 60) * 40 * devicePixelRatio,
      y: (total) => (200 - total / 10) * devicePixelRatio,
    };
    const data = [totals.map((_, index) => 30 + 60 * index), totals];
    const plot = { data, valToPos: (value: number, scale: string) => scales[scale]?.(value) };
    const paths = barsOf(60)(plot as unknown as UPlot, 1, 0, totals.length - 1);
    const pen = new OffscreenCanvas(400, 400).getContext("2d");
    return (x, y) =>
      pen?.isPointInPath(paths?.fill as Path2D, x * devicePixelRatio, y * devicePixelRatio) ??
      false;
  }

  test("stands on 0, as high as it should, and leaves its neighbour room", () => {
    const isIn = drawn(1_000, 500);
    expect([isIn(20, 199), isIn(20, 101), isIn(20, 99)]).toEqual([true, true, false]);
    expect([isIn(60, 151), isIn(60, 149)]).toEqual([true, false]);
    expect(isIn(40, 199)).toBe(false);
  });

  test("hangs below 0", () => {
    const isIn = drawn(-1_000);
    expect([isIn(20, 299), isIn(20, 301), isIn(20, 199)]).toEqual([true, false, false]);
  });

  test("of anything is to be seen, and of nothing is not", () => {
    const isIn = drawn(0.001, 0, undefined);
    expect([isIn(20, 199), isIn(60, 199), isIn(100, 199)]).toEqual([true, false, false]);
  });
});
