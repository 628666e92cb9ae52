// Whose calls are unexplained, as somebody looks for the reason.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Unexplained } from "../../../../../src/dashboard/view/overview/unexplained.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { epoch, siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = () => h(Unexplained, {});

test("each instance is named once, with all its calls, and leads to its story", async () => {
  const server = siteServer();
  server.epochs = [
    epoch("edge-ams", { epoch: "e2", unexplained: 3 }),
    epoch("edge-ams", { unexplained: 1 }),
    epoch("edge-fra"),
    epoch(HOSTILE, { unexplained: -2 }),
  ];
  const { node } = await stage(draw, { server: server.client });
  const links = [...node.querySelectorAll("a")];
  expect(links.map((link) => link.textContent)).toEqual(["edge-ams", HOSTILE]);
  expect([...node.querySelectorAll("td")].map((each) => each.textContent)).toEqual(["4", "-2"]);
  expect(links[0]?.getAttribute("href")).toBe("#/instances?id=edge-ams");
  expect(node.querySelector("img")).toBeNull();
});

test("of many a few are named, and the others when they are wanted", async () => {
  const server = siteServer();
  server.epochs = Array.from({ length: 25 }, (_, index) => epoch(`i${index}`, { unexplained: 1 }));
  const { node } = await stage(draw, { server: server.client });
  expect(node.querySelectorAll("a")).toHaveLength(10);
  expect(node.querySelector(".more")?.textContent).toBe("Show more of 25");
});

test("where none of those heard last has any, it says so", async () => {
  const { node } = await stage(draw, { server: siteServer().client });
  expect(node.textContent).toContain("None of those heard last");
});
