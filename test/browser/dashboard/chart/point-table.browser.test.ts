// The values of a chart as a table.
import { afterEach, expect, test } from "vitest";
import { PointTable, type PointTableProps } from "../../../../src/dashboard/chart/point-table.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";

let shown: Shown | undefined;
afterEach(() => shown?.close());

const line = (id: string, ...totals: readonly number[]) => ({
  id,
  name: id,
  points: totals.map((total, index) => ({ ts: 1_790_000_040 + 60 * index, total })),
});

async function open(props: Partial<PointTableProps>): Promise<HTMLElement> {
  shown = await showPart(h(PointTable, { lines: [], stepSeconds: 60, ...props }));
  expect(shown.node.querySelector("table")).toBeNull();
  shown.node.querySelector("summary")?.click();
  await expect.poll(() => shown?.node.querySelector("table")).toBeTruthy();
  return shown.node;
}
const texts = (node: HTMLElement, what: string): string[] =>
  [...node.querySelectorAll(what)].map(({ textContent }) => textContent);

test("is drawn when it is opened, the newest first", async () => {
  const node = await open({ lines: [line("a", 1, 2), line("b", 3, 4, 5)] });
  expect(texts(node, "thead th")).toEqual(["Time", "a", "b"]);
  expect(texts(node, "td")).toEqual(["–", "5", "2", "4", "1", "3"]);
  expect(texts(node, "button")).toEqual([]);
});

test("has a hundred rows, and more when they are asked for", async () => {
  const totals = Array.from({ length: 112 }, (_, index) => index);
  const node = await open({ lines: [line("a", ...totals)] });
  expect([texts(node, "td").length, texts(node, "td")[0]]).toEqual([100, "111"]);
  node.querySelector<HTMLButtonElement>(".more")?.click();
  await expect.poll(() => texts(node, "td").at(-1)).toBe("0");
});

test("shows what a client sent as text", async () => {
  const node = await open({ lines: [line("<img src=x onerror=alert(1)>", 1)] });
  expect(node.querySelector("img")).toBeNull();
  expect(texts(node, "thead th")).toContain("<img src=x onerror=alert(1)>");
});

test("goes when it is closed", async () => {
  const node = await open({ lines: [line("a", 1)] });
  node.querySelector("summary")?.click();
  await expect.poll(() => node.querySelector("table")).toBeNull();
});
