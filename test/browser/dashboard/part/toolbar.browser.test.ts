// Which app, and how far back.
import { expect, test } from "vitest";
import type { AppsReply } from "../../../../src/core/api.ts";
import { Apps, ofApp, Toolbar } from "../../../../src/dashboard/part/toolbar.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { stage } from "../../../support/stage.ts";

const apps = (...names: string[]) => ({
  apps: async () => ({ apps: names.map((app) => ({ app })) }) as unknown as AppsReply,
});
const barred = (names: readonly string[], hash = "#/keys") =>
  stage(() => h(Toolbar, { hasApps: true, ranges: ["15m", "24h"], children: "more" }), {
    hash,
    server: apps(...names),
  });

test("offers the ranges of a view, and puts the chosen one into the address", async () => {
  const { node, hash, ...page } = await barred(["default"]);
  const inputs = [...node.querySelectorAll("input")];
  expect(inputs.map(({ value, ariaLabel, checked }) => [value, ariaLabel, checked])).toEqual([
    ["15m", "Last 15 minutes", false],
    ["24h", "Last 24 hours", true],
  ]);
  expect([hash, node.textContent?.startsWith("more")]).toEqual(["#/keys", true]);
  inputs[0]?.click();
  await page.settled();
  expect(node.querySelector<HTMLInputElement>(":checked")?.value).toBe("15m");
});

test("a range that is chosen takes the place of what was zoomed into", async () => {
  const page = await barred([], "#/keys?range=24h&from=60&to=600&key=a");
  page.node.querySelector("input")?.click();
  await page.settled();
  expect(page.hash).toBe("#/keys?key=a&range=15m");
});

test("offers apps where there are several, and puts the chosen one into the address", async () => {
  const page = await barred(["default", "<i>shop</i>"], "#/keys?app=gone&key=a");
  const select = page.node.querySelector("select") as HTMLSelectElement;
  expect([...select.options].map((option) => option.text)).toEqual([
    "<i>shop</i>",
    "default",
    "gone",
  ]);
  expect(select.value).toBe("gone");
  select.value = "<i>shop</i>";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await page.settled();
  expect(page.hash).toBe("#/keys?key=a&app=%3Ci%3Eshop%3C%2Fi%3E");
  select.value = "default";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  await page.settled();
  expect(page.hash).toBe("#/keys?key=a");
});

test("offers no apps where there is one", async () => {
  expect((await barred(["default"])).node.querySelector("select")).toBeNull();
  expect((await barred([])).node.querySelector("select")).toBeNull();
});

test("offers nothing that a view does not want", async () => {
  const { node } = await stage(() => h(Toolbar, {}), { server: apps("a", "b") });
  expect(node.querySelector("select, input")).toBeNull();
});

test("a view of all apps has a choice between them once there are two, and none of them is all", async () => {
  const of = (...names: string[]) =>
    stage(() => h(Apps, { isOfAll: true }), { hash: "#/keys", server: apps(...names) });
  expect((await of("default")).node.querySelector("select")).toBeNull();
  const page = await of("default", "shop");
  const select = page.node.querySelector("select") as HTMLSelectElement;
  expect([...select.options].map((option) => option.text)).toEqual(["All apps", "default", "shop"]);
  expect(select.selectedIndex).toBe(0);
  for (const [value, hash] of [
    ["default", "#/keys?app=default"],
    ["", "#/keys"],
  ] as const) {
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await page.settled();
    expect(page.hash).toBe(hash);
  }
});

test("an address without an app asks for the default one", () => {
  expect(ofApp(new URLSearchParams("app=shop"))).toEqual({ app: "shop" });
  expect(ofApp(new URLSearchParams(""))).toEqual({});
});
