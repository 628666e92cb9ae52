// How often apps are asked to send, and whether at all.
import { expect, test } from "vitest";
import type { AllControls, LoggedChange } from "../../../../../src/core/controls.ts";
import { useControls } from "../../../../../src/dashboard/control/use-controls.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { changeLog } from "../../../../../src/dashboard/view/controls/change-log.ts";
import { SendingPanel } from "../../../../../src/dashboard/view/controls/sending-panel.tsx";
import { controlsServer } from "../../../../support/controls.ts";
import { byName } from "../../../../support/hands.ts";
import { stage } from "../../../../support/stage.ts";

async function open(controls: Partial<AllControls>, changes: readonly LoggedChange[] = []) {
  const made = controlsServer({ version: 7, ...controls });
  function Probe() {
    return h(SendingPanel, { controls: useControls(), log: changeLog(changes) });
  }
  const on = await stage(() => h(Probe, {}), { server: made.server, hash: "#/controls" });
  const lines = (): string[] =>
    [...on.node.querySelectorAll("li .what")].map((each) => each.textContent ?? "");
  return { on, made, lines };
}

test("every app comes first, then those of which something is asked alone", async () => {
  const { lines } = await open(
    {
      interval_ms: 600_000,
      wishes: [
        { interval_ms: 600_000, stop: false },
        { app: "blog", interval_ms: null, stop: true },
        { app: "shop", interval_ms: 60_000, stop: false },
      ],
    },
    [
      {
        version: 1,
        at: Date.now() - 120_000,
        author: "ada",
        reason: "sale",
        change: { app: "shop", interval_ms: 60_000 },
      },
    ],
  );
  expect(lines()).toEqual([
    "every appan update every 10 min",
    "blogstopped",
    "shopan update every 1 min · 2 min ago by ada · sale",
  ]);
});

test("collection is stopped by the form, not at once", async () => {
  const { on, made } = await open({ wishes: [{ app: "shop", interval_ms: 60_000, stop: false }] });
  byName(on.node, "Collection in shop").click();
  await on.settled();
  expect(on.hash).toBe("#/controls?do=stop&app=shop");
  expect(made.asked).toEqual([]);
});

test("a stop is lifted at once, and what that cannot do is said", async () => {
  const { on, made } = await open({ stop: true });
  byName(on.node, "Collection in every app").click();
  await on.settled();
  expect(made.asked).toEqual([{ stop: false, version: 7 }]);
  expect(on.said[0]?.text).toBe("The stop is lifted. Who heard it stays silent; all others go on.");
});

test("an interval is changed by the form, which starts from what holds", async () => {
  const { on } = await open({
    interval_ms: 600_000,
    wishes: [{ app: "shop", interval_ms: null, stop: true }],
  });
  const way = (name: string) => byName(on.node, name).getAttribute("href");
  expect(way("Change the interval of every app")).toBe("#/controls?do=interval&every=10m");
  expect(way("Change the interval of shop")).toBe("#/controls?do=interval&app=shop&every=10m");
});
