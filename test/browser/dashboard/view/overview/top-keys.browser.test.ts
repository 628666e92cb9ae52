// The keys that most came of, as ways into the explorer.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { TopKeys } from "../../../../../src/dashboard/view/overview/top-keys.tsx";
import { HOSTILE } from "../../../../support/key-server.ts";
import { siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

const draw = () => h(TopKeys, { range: "1h" });

test("each key leads to the explorer, for the same app and range", async () => {
  const server = siteServer();
  const { node } = await stage(draw, {
    server: server.client,
    hash: "#/overview?range=1h&app=shop",
  });
  expect(server.asked).toContainEqual(["keys", { app: "shop", range: "1h", step: 60 }]);
  const links = [...node.querySelectorAll<HTMLAnchorElement>("a.pick")];
  expect(links.map((link) => link.textContent)).toEqual(["page.view", "cart.add", HOSTILE]);
  expect(links[0]?.getAttribute("href")).toBe("#/keys?range=1h&app=shop&key=page.view");
  expect(node.querySelector("img")).toBeNull();
});

test("where nothing was counted there is a way further back", async () => {
  const client = {
    ...siteServer().client,
    keys: async () => ({ range: "1h", now: 0, keys: [] }),
  };
  const { node } = await stage(draw, { server: client, hash: "#/overview?range=1h" });
  expect(node.querySelector(".none")?.textContent).toContain("Nothing was counted in this time.");
  expect(node.querySelector(".none a")?.getAttribute("href")).toBe("#/keys?range=30d");
});
