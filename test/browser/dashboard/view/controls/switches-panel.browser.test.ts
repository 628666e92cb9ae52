// Every switch, and the way back.
import { expect, test } from "vitest";
import type { AllControls, LoggedChange } from "../../../../../src/core/controls.ts";
import { useControls } from "../../../../../src/dashboard/control/use-controls.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { changeLog } from "../../../../../src/dashboard/view/controls/change-log.ts";
import { SwitchesPanel } from "../../../../../src/dashboard/view/controls/switches-panel.tsx";
import { controlsServer, refusal, switchOf } from "../../../../support/controls.ts";
import { byName } from "../../../../support/hands.ts";
import { stage } from "../../../../support/stage.ts";

async function open(controls: Partial<AllControls>, changes: readonly LoggedChange[] = []) {
  const made = controlsServer({ version: 7, ...controls });
  function Probe() {
    return h(SwitchesPanel, { controls: useControls(), log: changeLog(changes) });
  }
  const on = await stage(() => h(Probe, {}), { server: made.server });
  const lines = (): string[] =>
    [...on.node.querySelectorAll("li .soft")].map((each) => each.textContent ?? "");
  return { on, made, lines };
}

test("what is off comes first, the newest before, with whom it is for and by whom it is", async () => {
  const now = Date.now();
  const { on, lines } = await open(
    {
      switches: [
        switchOf("again", { off: false, at: now - 60_000 }),
        switchOf("all", { at: now - 240_000 }),
        switchOf("some", { at: now - 120_000, percent: 10, instances: ["i"], app: "shop" }),
      ],
    },
    [
      {
        version: 1,
        at: now - 120_000,
        author: "ada",
        reason: "too many",
        change: { disable: ["some"], app: "shop" },
      },
    ],
  );
  expect([...on.node.querySelectorAll(".key")].map((each) => each.textContent)).toEqual([
    "some",
    "all",
    "again",
  ]);
  expect(lines()).toEqual([
    "off for 10% and 1 instance in shop · 2 min ago by ada · too many",
    "off for all in every app · 4 min ago",
    "on again in every app · 1 min ago",
  ]);
  expect(on.node.querySelector(".head .soft")?.textContent).toBe("2 off");
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

test("a switch leads to the form with what holds, and to its key", async () => {
  const { on } = await open({
    switches: [switchOf("a", { percent: 10, instances: ["i", "j"], app: "shop" }), switchOf("b")],
  });
  const way = (name: string) => byName(on.node, name).getAttribute("href");
  expect(way("Change for whom a is off")).toBe(
    "#/controls?app=shop&key=a&percent=10&instance=i&instance=j",
  );
  expect(way("Change for whom b is off")).toBe("#/controls?key=b");
  expect(way("a")).toBe("#/keys?key=a&app=shop");
});

test("of many some are shown, and more when they are asked for", async () => {
  const switches = Array.from({ length: 60 }, (_, index) => switchOf(`k${index}`));
  const { on } = await open({ switches });
  expect(on.node.querySelectorAll("li")).toHaveLength(10);
  byName(on.node, "Show more of 60").click();
  await on.settled();
  expect(on.node.querySelectorAll("li")).toHaveLength(50);
});

test("without switches it says where to find one", async () => {
  const { on } = await open({});
  expect(on.node.querySelector(".none")?.textContent).toContain("Every key is collected.");
  expect(byName(on.node, "keys").getAttribute("href")).toBe("#/keys");
});

test("a hostile key is text", async () => {
  const { on } = await open({ switches: [switchOf("<img src=x onerror=alert(1)>\u0007")] });
  expect(on.node.querySelector("img")).toBeNull();
  expect(on.node.querySelector(".key")?.textContent).toBe("<img src=x onerror=alert(1)>·");
});
