// What holds of sending and of keys, and the way back.
import { expect, test } from "vitest";
import type { AllControls } from "../../../../../src/core/controls.ts";
import { useControls } from "../../../../../src/dashboard/control/use-controls.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { HoldingPanel } from "../../../../../src/dashboard/view/controls/holding-panel.tsx";
import { controlsServer, refusal, switchOf } from "../../../../support/controls.ts";
import { byName } from "../../../../support/hands.ts";
import { type StageOptions, stage } from "../../../../support/stage.ts";

async function open(controls: Partial<AllControls>, options: StageOptions = {}) {
  const made = controlsServer({ version: 7, ...controls });
  function Probe() {
    return h(HoldingPanel, { controls: useControls() });
  }
  const on = await stage(() => h(Probe, {}), {
    server: made.server,
    hash: "#/controls",
    ...options,
  });
  const lines = (): string[] =>
    [...on.node.querySelectorAll("tbody tr")].map((row) =>
      [...row.children]
        .slice(0, 3)
        .map((each) => each.textContent)
        .join(" | "),
    );
  const way = (row: number) =>
    on.node.querySelector(`tbody tr:nth-child(${row}) td a`)?.getAttribute("href");
  return { on, made, lines, way };
}

test("sending of every app comes first, then of those of which something is asked alone", async () => {
  const { lines } = await open({
    interval_ms: 600_000,
    wishes: [
      { interval_ms: 600_000, stop: false },
      { app: "blog", interval_ms: null, stop: true },
      { app: "news", interval_ms: null, stop: false },
      { app: "shop", interval_ms: 60_000, stop: false },
    ],
  });
  expect(lines()).toEqual([
    "sending | every app | an update every 10 min",
    "sending | blog | stopped",
    "sending | news | an update every 10 min",
    "sending | shop | an update every 1 min",
  ]);
});

test("of switches what is off comes first, the newest before, with whom it is for", async () => {
  const { on, lines } = await open({
    switches: [
      switchOf("again", { off: false, at: 4_000 }),
      switchOf("all", { at: 1_000 }),
      switchOf("some", { at: 2_000, percent: 10, instances: ["i"], app: "shop" }),
    ],
  });
  expect(lines().slice(1)).toEqual([
    "some | shop | off for 10% and 1 instance",
    "all | every app | off for all",
    "again | every app | on again",
  ]);
  expect(on.node.querySelector("tr:nth-child(2) td:nth-child(4)")?.textContent).toMatch(
    /\d\d:\d\d/,
  );
  expect(byName(on.node, "some in shop").className).toBe("switch partly");
});

test("a switch is turned back, and taken back from there", async () => {
  const { on, made } = await open({ switches: [switchOf("a", { app: "shop" })] });
  byName(on.node, "a in shop").click();
  await on.settled();
  expect(made.asked).toEqual([{ app: "shop", enable: ["a"], version: 7 }]);
  expect(byName(on.node, "a in shop").getAttribute("aria-checked")).toBe("true");
  on.said[0]?.undo?.();
  await on.settled();
  expect(made.asked[1]).toEqual({ version: 8 });
});

test("a switch that the server refuses to turn stays, and why is said", async () => {
  const { on, made } = await open({ switches: [switchOf("a")] });
  made.refuse = refusal(500, "the controls could not be written");
  byName(on.node, "a in every app").click();
  await on.settled();
  expect(byName(on.node, "a in every app").getAttribute("aria-checked")).toBe("false");
  expect(on.said).toMatchObject([{ isBad: true }]);
});

test("collection is stopped by the form, not at once", async () => {
  const { on, made } = await open({ wishes: [{ app: "shop", interval_ms: 60_000, stop: false }] });
  byName(on.node, "Sending in shop").click();
  await on.settled();
  expect(on.hash).toBe("#/controls?do=stop&app=shop");
  expect(made.asked).toEqual([]);
});

test("a stop is lifted at once, and what that cannot do is said", async () => {
  const { on, made } = await open({ stop: true });
  byName(on.node, "Sending in every app").click();
  await on.settled();
  expect(made.asked).toEqual([{ stop: false, version: 7 }]);
  expect(on.said[0]?.text).toBe(
    "The stop is lifted. Who heard it stays silent. Pages obey at their next flush.",
  );
});

test("each leads to the form with what holds, and a switch to its key", async () => {
  const { on, way } = await open({
    interval_ms: 600_000,
    wishes: [{ app: "shop", interval_ms: null, stop: true }],
    switches: [
      switchOf("a", { at: 2, percent: 10, instances: ["i", "j"], app: "shop" }),
      switchOf("b"),
    ],
  });
  expect([1, 2, 3, 4].map(way)).toEqual([
    "#/controls?do=interval&every=10m",
    "#/controls?do=interval&every=10m&app=shop",
    "#/controls?key=b",
    "#/controls?key=a&percent=10&instance=i&instance=j&app=shop",
  ]);
  expect(byName(on.node, "a").getAttribute("href")).toBe("#/keys?key=a&app=shop");
});

test("of many some are shown, and more when they are asked for", async () => {
  const switches = Array.from({ length: 60 }, (_, index) => switchOf(`k${index}`));
  const { on } = await open({ switches });
  expect(on.node.querySelectorAll("tbody tr")).toHaveLength(10);
  byName(on.node, "Show more of 61").click();
  await on.settled();
  expect(on.node.querySelectorAll("tbody tr")).toHaveLength(50);
});

test("without switches it says where to find one", async () => {
  const { on } = await open({});
  expect(on.node.querySelector(".none")?.textContent).toContain("Every key is collected.");
});

test("a reader sees its switch, and cannot turn it", async () => {
  const session = { name: "eve", role: "reader" } as const;
  const { on, made } = await open({ switches: [switchOf("a")] }, { session });
  const turn = byName(on.node, "a in every app");
  turn.click();
  await on.settled();
  expect(turn.getAttribute("aria-disabled")).toBe("true");
  expect(on.said[0]?.text).toBe("Your token reads only. Changes take an operator's.");
  expect(made.asked).toEqual([]);
});

test("hostile keys and apps are text", async () => {
  const hostile = "<img src=x onerror=alert(1)>\u0007";
  const { on } = await open({ switches: [switchOf(hostile, { app: hostile })] });
  expect(on.node.querySelector("img")).toBeNull();
  expect([...on.node.querySelectorAll("bdi")].map((each) => each.textContent)).toEqual([
    "<img src=x onerror=alert(1)>·",
    "<img src=x onerror=alert(1)>·",
  ]);
});
