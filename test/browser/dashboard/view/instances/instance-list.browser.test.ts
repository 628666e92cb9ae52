// The list of instances, as somebody looks for one.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { InstanceList } from "../../../../../src/dashboard/view/instances/instance-list.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { instance, siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = () => h(InstanceList, {});
const names = (node: HTMLElement) =>
  [...node.querySelectorAll("tbody th")].map((each) => each.textContent);
const type = (node: HTMLElement, text: string) => {
  const field = node.querySelector<HTMLInputElement>('input[type="search"]');
  if (!field) throw new Error("no field");
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

test("each row tells when it was heard, and leads to its story", async () => {
  const { node } = await stage(draw, { server: siteServer().client });
  const cells = [...node.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map((each) => each.textContent).slice(0, 6),
  );
  expect(cells).toEqual([
    ["edge-ams", "3 min ago", "in 40 s", "312", "3", "current"],
    [HOSTILE, "3 min ago", "overdue, 0 s", "312", "3", "older"],
  ]);
  expect(node.querySelector("tbody a")?.getAttribute("href")).toBe("#/instances?id=edge-ams");
  expect(node.querySelector("img")).toBeNull();
});

test("a search looks through all that can be had, and is in the address", async () => {
  const server = siteServer();
  const page = await stage(draw, { server: server.client, hash: "#/instances" });
  expect(server.asked).toContainEqual(["instances", { limit: 100 }]);
  type(page.node, "EDGE");
  await page.settled();
  expect(page.hash).toBe("#/instances?search=EDGE");
  expect(server.asked.at(-1)).toEqual(["instances", { limit: 1_000 }]);
  expect(names(page.node)).toEqual(["edge-ams"]);
  expect(document.activeElement).toBe(page.node.querySelector("input"));
});

test("those that are late can be looked at alone", async () => {
  const page = await stage(draw, { server: siteServer().client, hash: "#/instances" });
  page.node.querySelector<HTMLElement>('input[value="overdue"]')?.click();
  await page.settled();
  expect(page.hash).toBe("#/instances?show=overdue");
  expect(names(page.node)).toEqual([HOSTILE]);
  expect([...page.node.querySelectorAll(".choice span")].map((each) => each.textContent)).toEqual([
    "All 2",
    "On time 1",
    "Overdue 1",
  ]);
  expect(page.node.querySelector(".head .soft")?.textContent).toBe("1 of 2");
});

test("what is left out is told, and asked for when it is wanted", async () => {
  const server = siteServer();
  server.instances = Array.from({ length: 150 }, (_, index) => instance(`edge-${index}`));
  server.total = 12_345;
  const { node, settled } = await stage(draw, { server: server.client });
  expect(node.querySelector(".head")?.textContent).toContain("the newest 100 of 12,345");
  const more = node.querySelector<HTMLElement>(".more");
  expect(more?.textContent).toBe("Look at the newest 1,000");
  more?.click();
  await settled();
  expect(names(node)).toHaveLength(150);
});

test("an app of several can be chosen, and without one there are all of them", async () => {
  const server = siteServer();
  server.apps = ["default", "shop"].map((app) => ({
    app,
    keys: 1,
    members: 0,
    instances: 1,
    refused: {},
  }));
  server.instances = [instance("a"), instance("b", { app: "shop" })];
  const page = await stage(draw, { server: server.client, hash: "#/instances" });
  expect(names(page.node)).toEqual(["a", "b"]);
  expect(page.node.querySelector("thead")?.textContent).toContain("App");
  const select = page.node.querySelector("select");
  if (!select) throw new Error("no select");
  expect([...select.options].map(({ text }) => text)).toEqual(["All apps", "default", "shop"]);
  select.value = "shop";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await page.settled();
  expect(page.hash).toBe("#/instances?app=shop");
  expect(names(page.node)).toEqual(["b"]);
});

test.for([
  ["nobody", 2, "None found."],
  ["nobody", 5_000, "None found among the newest 1,000. Open the one of this id"],
] as const)("a search for %s of %i that finds none says so", async ([text, total, words]) => {
  const server = siteServer();
  server.total = total;
  const { node } = await stage(draw, {
    server: server.client,
    hash: `#/instances?search=${text}`,
  });
  expect(node.querySelector(".none")?.textContent).toContain(words);
});

test("before anybody has reported there is a way to begin", async () => {
  const server = siteServer();
  server.instances = [];
  const { node } = await stage(draw, { server: server.client });
  expect(node.querySelector(".none")?.textContent).toContain("No instance has reported yet.");
  expect(node.querySelector(".none a")?.getAttribute("href")).toBe("#/overview");
});

test("a server that refuses is quoted", async () => {
  const server = siteServer();
  server.refused.set("instances", "limit: too many");
  const { node } = await stage(draw, { server: server.client });
  expect(node.querySelector('[role="alert"]')?.textContent).toContain("limit: too many");
});
