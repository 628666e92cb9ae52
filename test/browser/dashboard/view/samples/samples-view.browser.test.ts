// Samples by host, as a reader goes through them.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { SamplesView } from "../../../../../src/dashboard/view/samples/samples-view.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = () => h(SamplesView, {});

test("the first host is looked at, and each is a link", async () => {
  const server = siteServer();
  const { node } = await stage(draw, { server: server.client, hash: "#/samples?range=1h" });
  expect(node.querySelector(".detail h2")?.textContent).toBe("shop.example.com");
  expect(server.asked).toContainEqual([
    "history",
    { host: "shop.example.com", range: "1h", agg: "mean" },
  ]);
  const links = [...node.querySelectorAll(".list a")];
  expect(links.map((link) => link.textContent)).toEqual(["shop.example.com", HOSTILE]);
  expect(new URLSearchParams(links[1]?.getAttribute("href")?.split("?")[1]).get("host")).toBe(
    HOSTILE,
  );
  expect(node.querySelector("img")).toBeNull();
});

test("another one is laid beside it, and taken away again", async () => {
  const server = siteServer();
  const page = await stage(draw, { server: server.client, hash: "#/samples" });
  const compare = () => page.node.querySelector<HTMLElement>(".beside");
  compare()?.click();
  await page.settled();
  expect(new URLSearchParams(page.hash.split("?")[1]).get("with")).toBe(HOSTILE);
  expect(compare()?.getAttribute("aria-pressed")).toBe("true");
  expect(page.node.querySelector(".detail .chip")?.textContent).toContain(HOSTILE);
  page.node.querySelector<HTMLElement>(".detail .chip")?.click();
  await page.settled();
  expect(page.hash).toBe("#/samples?host=shop.example.com");
});

test("how samples become a point is chosen, and kept from host to host", async () => {
  const server = siteServer();
  const page = await stage(draw, { server: server.client, hash: "#/samples" });
  const select = page.node.querySelector("select");
  if (!select) throw new Error("no select");
  select.value = "max";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await page.settled();
  expect(page.hash).toBe("#/samples?agg=max");
  expect(server.asked.at(-1)?.[1]).toMatchObject({ agg: "max" });
  expect(page.node.querySelector(".list a")?.getAttribute("href")).toContain("agg=max");
});

test("without hosts it says where they come from", async () => {
  const server = siteServer();
  server.hosts = {};
  const { node } = await stage(draw, { server: server.client });
  expect(node.querySelector(".none")?.textContent).toContain("No host has sampled anything yet.");
});

test("a server that refuses is quoted", async () => {
  const server = siteServer();
  server.refused.set("hosts", "no history here");
  const { node } = await stage(draw, { server: server.client });
  expect(node.querySelector('[role="alert"]')?.textContent).toContain("no history here");
});
