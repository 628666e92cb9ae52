// Turning keys of an app: what is said of each, what is asked, and what cannot be turned there.
import { expect, test } from "vitest";
import { type Switches, useSwitches } from "../../../../src/dashboard/control/use-switches.ts";
import { h } from "../../../../src/dashboard/preact.ts";
import {
  type ControlsServer,
  controlsServer,
  refusal,
  switchOf,
} from "../../../support/controls.ts";
import { stage } from "../../../support/stage.ts";

async function open(made: ControlsServer, app = "default") {
  let switches = undefined as unknown as Switches;
  function Probe() {
    switches = useSwitches(app);
    return h("p", {}, switches.stateOf("a").state);
  }
  const on = await stage(() => h(Probe, {}), { server: made.server });
  return { on, get: () => switches };
}

test.each([
  ["default", false, { app: "default", disable: ["a"], version: 3 }],
  ["shop", true, { app: "shop", enable: ["a"], version: 3 }],
])("of the app %s, turning on = %s asks the server for it", async (app, isOn, change) => {
  const made = controlsServer({ version: 3, switches: [switchOf("a", { off: isOn, app })] });
  const { on, get } = await open(made, app);
  get().turn("a", isOn);
  await on.settled();
  expect(made.asked).toEqual([change]);
  expect(on.node.textContent).toBe(isOn ? "on" : "off");
  expect(on.said[0]?.text).toBe(
    `a is ${isOn ? "on" : "off"} in ${app}. Pages obey at their next flush.`,
  );
});

test("keys that are turned on and off in haste end as they were meant", async () => {
  const made = controlsServer();
  const { on, get } = await open(made);
  for (const isOn of [false, true, false]) get().turn("a", isOn);
  await on.settled();
  expect(on.node.textContent).toBe("off");
  expect(made.controls.switches).toMatchObject([{ key: "a", off: true }]);
});

test("a refused turn leaves the key as it was", async () => {
  const made = controlsServer({ switches: [switchOf("a", { app: "default", percent: 10 })] });
  const { on, get } = await open(made);
  made.refuse = refusal(400, "disable: at most 1000 keys can be off");
  get().turn("a", false);
  await on.settled();
  expect(on.node.textContent).toBe("partly");
  expect(on.said[0]).toMatchObject({ isBad: true });
});

test.each([
  ["of its family", switchOf("ua"), "default", "ua:1 is off by the switch ua of every app."],
  ["of every app", switchOf("ua:1"), "shop", "ua:1 is off by the switch ua:1 of every app."],
  [
    "of its family in the app",
    switchOf("ua", { app: "shop" }),
    "shop",
    "ua:1 is off by the switch ua of the app shop.",
  ],
])("a key that is off by a switch %s is not turned on by its own", async (_, held, app, text) => {
  const made = controlsServer({ switches: [held] });
  const { on, get } = await open(made, app);
  get().turn("ua:1", true);
  await on.settled();
  expect(made.asked).toEqual([]);
  expect(on.said.map((each) => each.text)).toEqual([`${text} Turn that one on instead.`]);
});
