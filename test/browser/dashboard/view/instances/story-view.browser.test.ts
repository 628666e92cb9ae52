// The story of one instance, as support reads it out.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { when } from "../../../../../src/dashboard/text/format.ts";
import { StoryView } from "../../../../../src/dashboard/view/instances/story-view.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { epoch, NOW_MS, siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = (id: string) => () => h(StoryView, { id });
const facts = (node: HTMLElement) =>
  Object.fromEntries(
    [...node.querySelectorAll('[aria-label="At a glance"] > div')].map((fact) => [
      fact.querySelector("dt")?.textContent,
      fact.querySelector("dd")?.textContent,
    ]),
  );

test("it is told when it was heard, and what became of all its lives together", async () => {
  const server = siteServer();
  server.epochs = [
    epoch("edge-ams", { epoch: "e2", recorded: 117, dropped: { "buffer-full": 14 }, controls: 5 }),
    epoch("edge-ams", { epoch: "e1", missing: 1, pending: 3 }),
  ];
  const { node } = await stage(draw("edge-ams"), { server: server.client });
  expect(facts(node)).toEqual({
    App: "default",
    "Last seen": "3 min ago",
    "Next update": "in 40 s",
    Updates: "312",
    "First seen": when(NOW_MS - 864_000_000),
  });
  const [all] = node.querySelectorAll(".epoch");
  expect(all?.textContent).toContain("Missing updates1");
  expect(all?.querySelector("tbody")?.textContent).toContain("full buffer14");
  expect([...node.querySelectorAll(".epoch h3")].map((each) => each.textContent)).toEqual([
    "All that are kept, together",
    "Epoch e2 heard 3 min ago",
    "Epoch e1 heard 3 min ago",
  ]);
  expect(node.querySelector(".epoch")?.textContent).toContain("Recorded217");
});

test("what is asked of it is asked for its app", async () => {
  const server = siteServer();
  await stage(draw("edge-ams"), { server: server.client });
  expect(server.asked).toContainEqual(["controlsOf", { instance: "edge-ams", app: "default" }]);
});

test("nothing is overdue of one that is asked to stop", async () => {
  const server = siteServer();
  server.controls = { ...server.controls, stop: true };
  const { node } = await stage(draw(HOSTILE), { server: server.client });
  expect(facts(node)["Next update"]).toBe("none: it is asked to stop");
});

test("of many epochs a few are drawn, and more when they are wanted", async () => {
  const server = siteServer();
  server.epochs = Array.from({ length: 12 }, (_, index) =>
    epoch("edge-ams", { epoch: `e${index}` }),
  );
  const { node, settled } = await stage(draw("edge-ams"), { server: server.client });
  expect(node.querySelectorAll(".epoch")).toHaveLength(6);
  node.querySelector<HTMLElement>(".more")?.click();
  await settled();
  expect(node.querySelectorAll(".epoch")).toHaveLength(13);
});

test("an id that nobody has is no story, and what may be is told", async () => {
  const { node } = await stage(draw("nobody"), { server: siteServer().client });
  expect(node.querySelector(".none")?.textContent).toContain("No instance of this id is known");
  expect(node.textContent).toContain("No epoch of it is kept.");
  expect(node.textContent).not.toContain("Asked of it now");
  expect(node.querySelector("a")?.getAttribute("href")).toBe("#/instances");
});

test("an id that is markup is only text", async () => {
  const { node } = await stage(draw(HOSTILE), { server: siteServer().client });
  expect(node.querySelector("h2")?.textContent).toBe(HOSTILE);
  expect(node.querySelector("img")).toBeNull();
  expect(node.querySelector(".wrong")?.textContent).toBe("overdue, 0 s");
});

test("an id that the server refuses is told", async () => {
  const server = siteServer();
  server.refused.set("instances", "instance: too long");
  const { node } = await stage(draw("x"), { server: server.client });
  expect(node.querySelector('[role="alert"]')?.textContent).toContain("instance: too long");
});
