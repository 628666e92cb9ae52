// All that one host sampled, as a reader finds it.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { HostPanel } from "../../../../../src/dashboard/view/samples/host-panel.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = (host: string, other?: string) => () =>
  h(HostPanel, { host, other, range: "1h", agg: "mean" });
const titles = (node: HTMLElement) =>
  [...node.querySelectorAll("h3")].map((each) => each.textContent);

test("each field has its chart", async () => {
  const { node } = await stage(draw("shop.example.com"), { server: siteServer().client });
  expect(titles(node)).toEqual(["Requests a second", "heap_mb"]);
  expect(node.querySelectorAll('[role="slider"]')).toHaveLength(2);
});

test("beside another host there are the fields of both, which are only text", async () => {
  const { node } = await stage(draw("shop.example.com", HOSTILE), { server: siteServer().client });
  expect(titles(node)).toEqual(["Requests a second", HOSTILE, "heap_mb"]);
  expect(node.querySelector("img")).toBeNull();
});

test("of hundreds of fields a few are drawn, and more when they are wanted", async () => {
  const server = siteServer();
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`field_${at}`, at]));
  server.hosts = { many: [{ ts: 1_700_000_040, ...many }] };
  const { node, settled } = await stage(draw("many"), { server: server.client });
  expect(titles(node)).toHaveLength(8);
  node.querySelector<HTMLElement>(".more")?.click();
  await settled();
  expect(titles(node)).toHaveLength(40);
});

test("a host that sampled nothing in the range says so", async () => {
  const { node } = await stage(draw("nobody"), { server: siteServer().client });
  expect(node.querySelector(".none")?.textContent).toContain(
    "It has sampled nothing in the last 1 hour.",
  );
});

test("a host that the server refuses is told", async () => {
  const server = siteServer();
  server.refused.set("history", "host: too long");
  const { node } = await stage(draw("x"), { server: server.client });
  expect(node.querySelector('[role="alert"]')?.textContent).toContain("host: too long");
});

test("a host beside it that the server refuses can be taken away", async () => {
  const server = siteServer();
  server.refused.set("history", "host: too long");
  const page = await stage(draw("shop.example.com", "x"), {
    server: server.client,
    hash: "#/samples?with=x",
  });
  expect(page.node.querySelector('[role="alert"]')).not.toBeNull();
  page.node.querySelector<HTMLElement>(".chip")?.click();
  await page.settled();
  expect(page.hash).toBe("#/samples");
});
