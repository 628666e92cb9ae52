// How to begin, where nothing was counted yet.
import { expect, test } from "vitest";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Start } from "../../../../../src/dashboard/view/overview/start.tsx";
import { stage } from "../../../../support/stage.ts";

test("a script tag has the addresses of this server, and can be copied", async () => {
  const { node, said } = await stage(() => h(Start, {}));
  const text = node.querySelector("pre")?.textContent;
  expect(text).toContain('src="https://tally.example/tallybeacon.js"');
  expect(text).toContain('data-endpoint="https://tally.example/v1/update"');
  expect(node.querySelector("script")).toBeNull();
  node.querySelector<HTMLElement>("button.go")?.click();
  await expect.poll(() => said).toHaveLength(1);
});
