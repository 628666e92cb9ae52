// Which of its two faces the view shows.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { InstancesView } from "../../../../../src/dashboard/view/instances/instances-view.tsx";
import { siteServer } from "../../../../support/site-server.ts";
import { stage } from "../../../../support/stage.ts";

test.for([
  ["#/instances", "Instances"],
  ["#/instances?id=edge-ams", "edge-ams"],
] as const)("%s is headed %s", async ([hash, title]) => {
  const { node } = await stage(() => h(InstancesView, {}), { server: siteServer().client, hash });
  expect(node.querySelector("h2")?.textContent).toBe(title);
});
