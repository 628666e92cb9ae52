// The chart of the load, as its reader uses it.
import { expect, test } from "vitest";
import type { LoadReply } from "../../../../../src/core/api.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { LoadPanel } from "../../../../../src/dashboard/view/overview/load-panel.tsx";
import { NOW_MS, siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw =
  (problem?: string, load: LoadReply["samples"] = siteServer().load) =>
  () => {
    const data = { now: NOW_MS, range: "1h", samples: load } as const;
    const asked = { data: problem === undefined ? data : undefined, problem, retry: () => {} };
    return h(LoadPanel, { asked, range: "1h" });
  };
const chart = (node: HTMLElement) => node.querySelector('[role="slider"]');

test("updates a minute are charted, and what else is chosen goes into the address", async () => {
  const page = await stage(draw(), { hash: "#/overview?range=1h" });
  expect(chart(page.node)?.getAttribute("aria-label")).toBe("Updates a minute");
  expect(chart(page.node)?.getAttribute("aria-valuetext")).toMatch(/: 30$/);
  page.node.querySelector<HTMLElement>('input[value="bytes"]')?.click();
  await page.settled();
  expect(page.hash).toBe("#/overview?range=1h&of=bytes");
  expect(chart(page.node)?.getAttribute("aria-valuetext")).toMatch(/: 6 kB$/);
  page.node.querySelector<HTMLElement>('input[value="errors"]')?.click();
  await page.settled();
  expect(chart(page.node)?.getAttribute("aria-valuetext")).toMatch(/: 25%$/);
});

test("a range in which nothing came says so", async () => {
  const { node } = await stage(draw(undefined, []));
  expect(node.textContent).toContain("Nothing in this range");
});

test("a server that does not answer is quoted", async () => {
  const { node } = await stage(draw("no history here"));
  expect(node.querySelector('[role="alert"]')?.textContent).toContain("no history here");
});
