// Series side by side.
import { expect, test } from "vitest";
import { SeriesTable } from "../../../../src/dashboard/family/series-table.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { HOSTILE, RENDER, REQUESTS } from "../../../support/pushed-fixture.ts";
import { stage } from "../../../support/stage.ts";

const texts = (node: HTMLElement, where: string) =>
  [...node.querySelectorAll(where)].map(({ textContent }) => textContent);
const requests = {
  family: REQUESTS,
  series: REQUESTS.series,
  labels: ["path", "status"],
  lines: [],
  chosen: undefined,
};

test("labels are columns, and counters have their share of the series that came", async () => {
  const { node } = await stage(() => h(SeriesTable, requests));
  expect(texts(node, "thead th")).toEqual(["path", "status", "Value", "Share of these"]);
  expect(texts(node, "tbody tr:first-child > *")).toEqual(["/", "200", "30", "30%"]);
  expect(texts(node, "tbody tr:last-child > *")).toEqual([HOSTILE, "404", "10", "10%"]);
  expect(node.querySelector("img")).toBeNull();
});

test("timers have their mean and their quantiles, and what was sampled its trend", async () => {
  const lines = [{ id: '{route="/"}', name: "/", points: [{ ts: 0, total: 1 }] }];
  const of = { family: RENDER, series: RENDER.series, labels: ["route"], chosen: undefined };
  const { node } = await stage(() => h(SeriesTable, { ...of, lines }));
  expect(texts(node, "thead th")).toEqual([
    ...["route", "Trend", "Count", "Share", "Mean", "p50", "p99"],
  ]);
  expect(texts(node, "tbody tr:first-child > *")).toEqual([
    ...["/", "", "4", "80%", "2.5", "2", "NaN"],
  ]);
  expect(node.querySelectorAll("tbody svg").length).toBe(1);
});

test("a series is chosen by its name, and let go of by the same button", async () => {
  const seen = await stage(() => h(SeriesTable, requests), { hash: "#/pushed" });
  const pick = seen.node.querySelectorAll("button")[1] as HTMLButtonElement;
  expect(pick.getAttribute("aria-label")).toBe('{path="/cart",status="200"}');
  pick.click();
  const words = new URLSearchParams(seen.hash.split("?")[1]);
  expect(words.get("series")).toBe('{path="/cart",status="200"}');

  const chosen = await stage(
    () => h(SeriesTable, { ...requests, chosen: '{path="/cart",status="200"}' }),
    { hash: seen.hash },
  );
  const pressed = chosen.node.querySelector("[aria-pressed=true]") as HTMLButtonElement;
  expect(pressed.textContent).toBe("/cart");
  pressed.click();
  expect(chosen.hash).toBe("#/pushed");
});
