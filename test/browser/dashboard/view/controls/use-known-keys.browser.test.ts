// Which keys are suggested.
import { expect, test } from "vitest";
import type { Client } from "../../../../../src/client/client.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { useKnownKeys } from "../../../../../src/dashboard/view/controls/use-known-keys.ts";
import { stage } from "../../../../support/stage.ts";

const BY_APP: Readonly<Record<string, readonly string[]>> = {
  shop: ["page.view", "ua:1", "ua:2"],
  blog: ["page.view", ":odd", "read"],
};

async function open(apps: readonly string[]) {
  const asked: unknown[] = [];
  const keys = (async (wanted: { app: string }) => {
    asked.push(wanted);
    if (!BY_APP[wanted.app]) throw new Error("away");
    return { keys: BY_APP[wanted.app]?.map((key) => ({ key })) };
  }) as unknown as Client["keys"];
  function Probe() {
    return h("p", {}, useKnownKeys(apps).join(" | "));
  }
  return { on: await stage(() => h(Probe, {}), { server: { keys } }), asked };
}

test("keys of all apps are suggested once, with their families", async () => {
  const { on, asked } = await open(["shop", "blog"]);
  expect(on.node.textContent).toBe(" | :odd | page.view | read | ua | ua:1 | ua:2");
  await on.pulse();
  expect(asked).toEqual([
    { app: "shop", range: "7d" },
    { app: "blog", range: "7d" },
  ]);
});

test("an app that does not answer has none to suggest, and the others have", async () => {
  const { on } = await open(["gone", "blog"]);
  expect(on.node.textContent).toContain("read");
});

test("of many apps the first few are asked", async () => {
  const { asked } = await open(["a", "b", "c", "d", "e", "f", "g"]);
  expect(asked).toHaveLength(5);
});
