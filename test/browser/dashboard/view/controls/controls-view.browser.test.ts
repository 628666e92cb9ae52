// The view of controls as a whole.
import { afterEach, expect, test } from "vitest";
import type { Client } from "../../../../../src/client/client.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { ControlsView } from "../../../../../src/dashboard/view/controls/controls-view.tsx";
import { controlsServer, refusal } from "../../../../support/controls.ts";
import { byName } from "../../../../support/hands.ts";
import { type StageOptions, stage } from "../../../../support/stage.ts";

// Fields are found by their ids.
afterEach(() => document.body.replaceChildren());

async function open(options: StageOptions = {}) {
  const made = controlsServer();
  const limits: unknown[] = [];
  const server: Partial<Client> = {
    ...made.server,
    apps: async () => ({ now: 0, apps: [] }),
    keys: async () => ({ range: "7d", now: 0, keys: [] }),
    instances: async () => ({ now: 0, instances: [], active: 0, total: 0 }),
    preview: async () => ({ instances: 3, updates_per_hour: 6, estimated: false }),
    changes: async (asked) => {
      limits.push(asked?.limit);
      return { changes: made.log.slice(0, asked?.limit) };
    },
    ...options.server,
  };
  const on = await stage(() => h(ControlsView, {}), { ...options, server });
  return { on, made, limits };
}

const titles = (node: HTMLElement): string[] =>
  [...node.querySelectorAll("h2")].map((each) => each.textContent ?? "");

test("a change that is made shows among what holds and in the log, and is undone from there", async () => {
  const { on, made } = await open({ hash: "#/controls?key=cart.add&percent=10" });
  expect(titles(on.node)).toEqual(["Make a change", "Obedience", "What holds", "Changes"]);
  byName(on.node, "Preview").click();
  await on.settled();
  byName(on.node, "Apply").click();
  await on.pulse();
  expect(byName(on.node, "cart.add in every app").className).toBe("switch partly");
  on.node.querySelector<HTMLElement>("[aria-label^=Undo]")?.click();
  await on.settled();
  expect(made.asked.at(-1)).toEqual({ version: 1 });
});

test("a reader sees all of it, and why nothing can be changed", async () => {
  const { on } = await open({ session: { name: "eve", role: "reader" } });
  expect(on.node.querySelector("form")).toBeNull();
  expect(on.node.textContent).toContain("Your token reads only. Changes take an operator's.");
});

test("older changes are shown when they are wanted", async () => {
  const { on, made, limits } = await open();
  for (let count = 0; count < 60; count += 1) made.switched({ disable: [`k${count}`] });
  await on.pulse();
  const log = on.node.querySelectorAll(".panel")[3] as HTMLElement;
  expect(log.querySelectorAll("tbody tr")).toHaveLength(10);
  byName(log, "Show more of 60").click();
  await on.settled();
  expect(new Set(limits)).toEqual(new Set([200]));
  expect(log.querySelectorAll("tbody tr")).toHaveLength(50);
});

test("while the server is away nothing can be previewed, and the page is told", async () => {
  const away = () => Promise.reject(refusal(0, "the server cannot be reached"));
  const { on } = await open({ server: { controls: away, changes: away, instances: away } });
  expect((byName(on.node, "Preview") as HTMLButtonElement).disabled).toBe(true);
  expect(on.troubles).toContain("the server cannot be reached");
});
