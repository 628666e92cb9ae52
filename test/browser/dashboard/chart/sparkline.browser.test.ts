// A line in a row.
import { afterEach, expect, test } from "vitest";
import { Sparkline } from "../../../../src/dashboard/chart/sparkline.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";

let shown: Shown | undefined;
afterEach(() => shown?.close());

async function path(...totals: readonly number[]): Promise<string> {
  shown = await showPart(h(Sparkline, { points: totals }));
  return shown.node.querySelector("path")?.getAttribute("d") ?? "";
}

test.for([
  ["nothing", [], "M"],
  ["zeros", [0, 0], "M1.0 23.0L95.0 23.0"],
  ["a rise", [0, 5, 10], "M1.0 23.0L48.0 12.0L95.0 1.0"],
  ["one point", [7], "M1.0 1.0L95.0 1.0"],
  ["what falls below 0", [10, -10], "M1.0 1.0L95.0 23.0"],
] as const)("%s is a path", async ([_name, totals, expected]) => {
  expect(await path(...totals)).toBe(expected);
});

test("a peak among thousands is seen", async () => {
  const d = await path(...Array.from({ length: 10_000 }, (_, index) => Number(index === 5_003)));
  expect(d.split("L").length).toBeLessThanOrEqual(48);
  expect(d).toMatch(/ 1\.0L/);
});
