// The overview, as an operator finds it.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { OverviewView } from "../../../../../src/dashboard/view/overview/overview-view.tsx";
import { NOW_MS, siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = () => h(OverviewView, {});
/** Names of facts, with what they say. */
const facts = (node: HTMLElement) =>
  Object.fromEntries(
    [...node.querySelectorAll('[aria-label="At a glance"] > div')].map((fact) => [
      fact.querySelector("dt")?.textContent,
      [...fact.querySelectorAll("dd")].map((each) => each.textContent).join("; "),
    ]),
  );

test("the first look tells who sends, how much, and what became of it", async () => {
  const { node } = await stage(draw, { server: siteServer().client, hash: "#/?range=30m" });
  expect(facts(node)).toEqual({
    "Active instances": "1; of 2 known",
    Overdue: "1; fell silent within a day",
    "Updates a minute": "30; 30 on average",
    Bytes: "6 kB; 6 kB a minute",
    Errors: "25%; of updates were turned away",
    Keys: "4; known, 1 switch off",
  });
  expect(node.querySelector(".equation")?.textContent).toContain("Dropped14Pending3Unexplained0");
  expect(node.querySelector(".notice")).toBeNull();
  expect(node.querySelector('a[href="#/instances?range=30m&show=overdue"]')).not.toBeNull();
});

test("the request behind each panel can be copied", async () => {
  const { node } = await stage(draw, { server: siteServer().client });
  const panels = [...node.querySelectorAll(".panel")];
  expect(panels.length).toBe(4);
  expect(panels.filter((each) => !each.querySelector('[aria-label="Copy as curl"]'))).toEqual([]);
});

test("how many are overdue is left open where it is not told", async () => {
  const server = siteServer();
  const client = {
    ...server.client,
    instances: async () => ({ now: NOW_MS, instances: [], active: 1, total: 30_000 }),
  };
  const { node } = await stage(draw, { server: client });
  expect(facts(node)["Overdue"]).toMatch(/^–/);
});

test("a range that this view does not have is the usual one", async () => {
  const server = siteServer();
  await stage(draw, { server: server.client, hash: "#/?range=60d" });
  expect(server.asked).toContainEqual(["load", { range: "24h" }]);
});

test("what is wrong stands above everything else", async () => {
  const server = siteServer();
  server.controls = { ...server.controls, stop: true };
  server.silent = { silent: ["shard-2"] };
  server.unexplained = 4;
  const { node } = await stage(draw, { server: server.client });
  expect([...node.querySelectorAll(".notice b")].map((each) => each.textContent)).toEqual([
    "Collection is stopped.",
    "Not all shards answer.",
    "Unexplained calls: 4.",
  ]);
  expect(node.querySelector(".notice a")?.getAttribute("href")).toBe("#/controls");
});

test("while nothing was counted, there is what to paste into a page, until something was", async () => {
  const server = siteServer();
  const { instances, apps } = server;
  server.instances = [];
  server.apps = [{ app: "default", keys: 0, members: 0, instances: 0, refused: {} }];
  const { node, pulse } = await stage(draw, { server: server.client });
  expect(node.querySelector("h2")?.textContent).toBe("Nothing counted yet");
  expect(node.querySelector('[aria-label="At a glance"]')).toBeNull();
  Object.assign(server, { instances, apps });
  await pulse();
  expect(node.querySelector('[aria-label="At a glance"]')).not.toBeNull();
});

test("what one request does not tell leaves the rest standing", async () => {
  const server = siteServer();
  server.refused.set("load", "no history here");
  const { node } = await stage(draw, { server: server.client });
  expect(facts(node)["Updates a minute"]).toBe("–");
  expect(facts(node)["Active instances"]).toBe("1; of 2 known");
  expect(node.querySelector('[role="alert"]')?.textContent).toContain("no history here");
});
