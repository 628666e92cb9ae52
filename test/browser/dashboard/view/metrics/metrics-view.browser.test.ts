// The view of tagged metrics.
import { expect, test } from "vitest";
import type { Client } from "../../../../../src/client/client.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { MetricsView } from "../../../../../src/dashboard/view/metrics/metrics-view.tsx";
import { HISTORY, NOW, RENDER, SHOP } from "../../../../support/pushed-fixture.ts";
import { stage } from "../../../../support/stage.ts";

const STATSD = {
  ...{ host: "sum/statsd", grouping: { job: "statsd" }, at: NOW, families: [RENDER] },
  summed: { epochs: 0, since: NOW - 3_600_000 },
};
const missing = () => Promise.reject(Object.assign(new Error("none"), { status: 404 }));
const server: Partial<Client> = {
  stats: async () => ({ now: NOW, stats: [] }),
  pushed: async () => ({ now: NOW, more: false, pushed: [SHOP, STATSD] }),
  history: async () => HISTORY,
};
const show = (of: Partial<Client>, hash = "#/metrics?range=1h") =>
  stage(() => h(MetricsView, {}), { server: { ...server, ...of }, hash });
const titles = (node: HTMLElement) =>
  [...node.querySelectorAll("h2")].map(({ textContent }) => textContent);

test("tagged metrics stand above their pipeline, those that were pushed elsewhere", async () => {
  const { node } = await show({});
  expect(titles(node)).toEqual(["Metrics", "render", "Series", "Pipeline"]);
  expect([...node.querySelectorAll(".list .name")].map(({ textContent }) => textContent)).toEqual([
    "render",
  ]);
  expect(node.querySelector(".list a")?.getAttribute("href")).toMatch(/^#\/metrics\?/);
});

test("where nothing was aggregated yet, it is said how to begin", async () => {
  const { node } = await show({ pushed: async () => ({ now: NOW, more: false, pushed: [SHOP] }) });
  expect(titles(node)).toEqual(["Metrics", "Pipeline"]);
  expect(node.querySelector("pre")?.textContent).toBe(
    "curl --data-binary 'cart.add:1|c|#plan:pro' 'https://tally.example/v1/statsd'",
  );
});

test("a server that takes none says how that is turned on", async () => {
  const { node, troubles } = await show({ stats: missing, pushed: missing });
  expect(titles(node)).toEqual(["This server takes no tagged metrics"]);
  expect(node.textContent).toContain("--statsd 127.0.0.1:8125");
  expect(troubles).toEqual([]);
});

test("what was aggregated before is there without a pipeline", async () => {
  const { node } = await show({ stats: missing });
  expect(titles(node)).toEqual(["Metrics", "render", "Series"]);
});

test("a refusal is said where its answer would stand", async () => {
  const stats = () =>
    Promise.reject(Object.assign(new Error("not for you"), { status: 400, wantsToken: false }));
  const { node } = await show({ stats });
  expect(node.querySelector("[role=alert]")?.textContent).toContain("not for you");
  expect(titles(node)).toContain("render");
});
