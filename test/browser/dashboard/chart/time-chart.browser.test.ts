// A chart in a real page.
import { afterEach, expect, test } from "vitest";
import { TimeChart, type TimeChartProps } from "../../../../src/dashboard/chart/time-chart.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";

const FROM = 1_790_000_040;
const line = (id: string, ...totals: readonly number[]) => ({
  id,
  name: id,
  points: totals.map((total, index) => ({ ts: FROM + 60 * index, total })),
});

let shown: Shown | undefined;
async function chart(props: Partial<TimeChartProps>): Promise<HTMLElement> {
  const all: TimeChartProps = { label: "cart.add", lines: [], stepSeconds: 60, ...props };
  shown = await showPart(h(TimeChart, all));
  await expect.poll(() => shown?.node.querySelector(".u-over")?.clientWidth).toBeGreaterThan(0);
  return shown.node;
}
afterEach(() => shown?.close());

test("is as wide as it may be, and draws", async () => {
  const node = await chart({ lines: [line("a", 1, 2, 3)] });
  const canvas = node.querySelector("canvas");
  expect(canvas?.clientWidth).toBe(600);
});
