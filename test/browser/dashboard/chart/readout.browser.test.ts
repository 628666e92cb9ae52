// The box beside the cursor.
import { afterEach, expect, test } from "vitest";
import { type Reading, Readout } from "../../../../src/dashboard/chart/readout.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";

let shown: Shown | undefined;
afterEach(() => shown?.close());

const reading = (name: string, text: string): Reading => ({
  id: name,
  name,
  ink: "plot-1",
  isPast: false,
  text,
});

async function box(readings: readonly Reading[], isNamed: boolean, left = 0): Promise<DOMRect> {
  shown = await showPart(h(Readout, { time: "13:45", readings, isNamed, left }));
  const found = shown.node.querySelector(".chart-readout");
  return found?.getBoundingClientRect() ?? new DOMRect();
}
const texts = (): string[] =>
  [...(shown?.node.querySelectorAll("p") ?? [])].map(({ textContent }) => textContent);

test("names its lines where there are several", async () => {
  await box([reading("a", "1"), reading("b", "–")], true);
  expect(texts()).toEqual(["13:45", "a1", "b–"]);
});

test("does not name the only one", async () => {
  await box([reading("a", "1")], false);
  expect(texts()).toEqual(["13:45", "1"]);
});

test.for([
  ["right of a cursor at the left", 20],
  ["right of one near the middle", 290],
  ["left of one at the right", 580],
] as const)("is %s, and within the chart", async ([_name, left]) => {
  const { left: start, right: end } = await box([reading("a".repeat(20), "1")], true, left);
  const edge = shown?.node.getBoundingClientRect() ?? new DOMRect();
  if (left < 300) expect(start - edge.left).toBeGreaterThan(left);
  else expect(end - edge.left).toBeLessThan(left);
  expect(start).toBeGreaterThanOrEqual(edge.left);
  expect(end).toBeLessThanOrEqual(edge.right);
});
