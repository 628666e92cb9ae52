// Making a change: from the address to a preview, and from there to what holds; and all that may go wrong.
import { afterEach, expect, test } from "vitest";
import type { Client } from "../../../../../src/client/client.ts";
import type { ControlsChange } from "../../../../../src/core/controls.ts";
import { useControls } from "../../../../../src/dashboard/control/use-controls.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { ChangeForm } from "../../../../../src/dashboard/view/controls/change-form.tsx";
import { controlsServer, refusal } from "../../../../support/controls.ts";
import { byName, choose, type } from "../../../../support/hands.ts";
import { stage } from "../../../../support/stage.ts";

// Fields are found by their ids.
afterEach(() => document.body.replaceChildren());

async function open(hash: string) {
  const made = controlsServer({ version: 7 });
  const previews: ControlsChange[] = [];
  const failing: { error?: Error } = {};
  const server: { -readonly [N in keyof Client]?: Client[N] } = {
    ...made.server,
    keys: () => new Promise(() => {}),
    preview: async (change) => {
      previews.push(change);
      if (failing.error) throw failing.error;
      return { instances: 12, updates_per_hour: 30, estimated: false };
    },
  };
  function Probe() {
    const controls = useControls();
    return h(ChangeForm, {
      controls,
      changes: made.log,
      apps: ["blog", "shop"],
      instances: ["inst-1"],
    });
  }
  const on = await stage(() => h(Probe, {}), { server, hash });
  const press = async (name: string): Promise<void> => {
    byName(on.node, name).click();
    await on.settled();
  };
  const wrong = (): string[] =>
    [...on.node.querySelectorAll(".wrong")].flatMap(({ textContent }) => textContent || []);
  return { on, made, server, previews, failing, press, wrong };
}

test("a link fills the form, its preview says whom it would touch, and only then it is applied", async () => {
  const { on, made, previews, press } = await open("#/controls?key=cart.add&percent=10");
  await press("Preview");
  expect(previews).toEqual([{ disable: ["cart.add"], percent: 10 }]);
  expect(made.asked).toEqual([]);
  expect(on.node.querySelector(".plan")?.textContent).toContain("Would touch 12 instances");
  type(byName(on.node, "Why"), "too much of it");
  await on.settled();
  await press("Apply");
  expect(made.asked).toEqual([
    { disable: ["cart.add"], percent: 10, reason: "too much of it", version: 7 },
  ]);
  expect(on.said.map(({ text }) => text)).toEqual(["Done. Pages obey at their next flush."]);
  expect(on.hash).toBe("#/controls");
  expect(on.node.querySelector(".plan")).toBeNull();
  on.said[0]?.undo?.();
  await on.settled();
  expect(made.asked[1]).toEqual({ version: 8 });
});

test("a change that changes nothing says so, and has nothing to undo", async () => {
  const { on, made, server, press } = await open("#/controls?do=on&key=a");
  await press("Preview");
  server.change = async () => made.controls;
  await press("Apply");
  expect(on.said).toEqual([
    { text: "Nothing had to be changed: it is so already.", isBad: false, undo: undefined },
  ]);
});

test("what a change is, and for which app, goes into the address", async () => {
  const { on, previews, press } = await open("#/controls?key=a");
  byName(on.node, "Set the interval").click();
  await on.settled();
  expect(on.hash).toBe("#/controls?key=a&do=interval&every=10m");
  choose(byName(on.node, "In"), "shop");
  await on.settled();
  await press("Preview");
  expect(previews).toEqual([{ app: "shop", interval_ms: 600_000 }]);
});

test("a preview is of what it was made for: whoever changes the form previews again", async () => {
  const { on, press } = await open("#/controls?key=a");
  await press("Preview");
  type(byName(on.node, "Key"), "b");
  await on.settled();
  expect(on.node.querySelector(".plan")).toBeNull();
});

test("a key that lacks is told at its field, and the server is not asked", async () => {
  const { previews, press, on } = await open("#/controls?key=");
  await press("Preview");
  expect(on.node.querySelector("input:invalid")).toBe(byName(on.node, "Key"));
  expect(previews).toEqual([]);
});

test("keys are switched off for some by share and name, which go into the address", async () => {
  const { on, previews, press } = await open("#/controls?key=a");
  type(byName(on.node, "Share of instances, %"), "25");
  await on.settled();
  type(byName(on.node, "Instance"), "inst-1");
  await on.settled();
  type(byName(on.node, "Another key"), "b");
  await on.settled();
  expect(on.hash).toBe("#/controls?percent=25&instance=inst-1&key=a&key=b");
  await press("Preview");
  expect(previews).toEqual([{ disable: ["a", "b"], percent: 25, instances: ["inst-1"] }]);
});

test("keys are switched on for all, so that there is nobody to choose", async () => {
  const { on } = await open("#/controls?do=on&key=a&percent=10");
  expect(on.node.textContent).not.toContain("Share of instances");
});

test.each(["often", "5", "m", "1.2.3h"])("an interval of %j is not asked for", async (every) => {
  const { on, previews, press } = await open(`#/controls?do=interval&every=${every}`);
  await press("Preview");
  expect(on.node.querySelector("input:invalid")).toBe(byName(on.node, "Send an update every"));
  expect(previews).toEqual([]);
});

test("an interval is typed, or taken back by none", async () => {
  const { on, previews, press } = await open("#/controls?do=interval&every=10m");
  type(byName(on.node, "Send an update every"), "2h");
  await on.settled();
  expect(on.hash).toBe("#/controls?do=interval&every=2h");
  await press("Preview");
  type(byName(on.node, "Send an update every"), "");
  await on.settled();
  await press("Preview");
  expect(previews).toEqual([{ interval_ms: 7_200_000 }, { interval_ms: null }]);
});

test.each([
  ["percent: must be a number from 0 to 100", "Share of instances, %"],
  ["disable[0]: must be a string of 1 to 1024 characters", "Key"],
  ["instances: must be at most 1000 instances", "Instance"],
  ["reason: must be at most 500 characters", "Why"],
  ['app: nothing has come from "x" yet', "In"],
])("a preview that is refused with %j says so at the field %s", async (message, label) => {
  const { on, failing, press, wrong } = await open("#/controls?key=a&percent=250");
  failing.error = refusal(400, message);
  await press("Preview");
  expect(wrong()).toEqual([message.replace(/^\S+: /, "")]);
  expect(byName(on.node, label).getAttribute("aria-invalid")).toBe("true");
  expect(on.node.querySelector(".plan")).toBeNull();
});

test("a preview that the server does not answer can be asked for again", async () => {
  const { on, failing, press, wrong } = await open("#/controls?key=a");
  failing.error = refusal(0, "the server cannot be reached");
  await press("Preview");
  expect(wrong()).toEqual(["No preview: the server cannot be reached."]);
  failing.error = undefined as never;
  await press("Preview");
  expect(wrong()).toEqual([]);
  expect(on.node.querySelector(".plan")).not.toBeNull();
});

test.each([
  [refusal(403, "eve may only read"), "eve may only read. Nothing was changed."],
  [
    refusal(0, "the server does not answer"),
    "the server does not answer. Whether it was changed shows once the server answers.",
  ],
])("a change that is refused leaves the form as it is, and says why: %s", async (error, text) => {
  const { on, made, press, wrong } = await open("#/controls?key=a");
  await press("Preview");
  made.refuse = error;
  await press("Apply");
  expect(wrong()).toEqual([text]);
  expect(on.said).toEqual([]);
  expect(on.hash).toBe("#/controls?key=a");
});

test("what the store refuses is told at its field", async () => {
  const { made, press, wrong, on } = await open("#/controls?key=a&app=x");
  await press("Preview");
  made.refuse = refusal(400, 'app: nothing has come from "x" yet');
  await press("Apply");
  expect(wrong()).toEqual(['nothing has come from "x" yet']);
  expect(byName(on.node, "In").getAttribute("aria-invalid")).toBe("true");
});

test("a token that is wanted locks the page", async () => {
  const { on, failing, press } = await open("#/controls?key=a");
  failing.error = refusal(401, "a token is wanted", true);
  await press("Preview");
  expect(on.troubles).toEqual(["locked"]);
});

test("who comes too late sees what came between, changes nothing, and previews again", async () => {
  const { on, made, press, wrong } = await open("#/controls?key=a");
  await press("Preview");
  // Nobody has told the page yet.
  made.switched({ disable: ["b"], percent: 5, author: "grace" });
  await press("Apply");
  expect(made.controls.switches.map(({ key }) => key)).toEqual(["b"]);
  expect(wrong()).toEqual(["there were other changes since. Nothing was changed."]);
  const alert = on.node.querySelector(".plan");
  expect(alert?.textContent).toContain("Something was changed since this preview.");
  expect(alert?.querySelector("li")?.textContent).toBe("grace turned b off for 5%");
  await press("Preview");
  await press("Apply");
  expect(made.asked.map(({ version }) => version)).toEqual([7, 8]);
  expect(on.said).toHaveLength(1);
});

test("a change that the page is told of makes a preview late before it is applied", async () => {
  const { on, made, press } = await open("#/controls?key=a");
  await press("Preview");
  made.switched({ disable: ["b"] });
  await on.pulse();
  expect(on.node.querySelector(".plan li")).not.toBeNull();
  expect(on.node.querySelector(".plan button")).toBeNull();
  expect(made.asked).toEqual([]);
});

test("a change that is on its way is not applied again", async () => {
  const { on, made, press } = await open("#/controls?key=a");
  await press("Preview");
  made.hold = new Promise(() => {});
  await press("Apply");
  expect(on.node.querySelector(".plan")).toBeNull();
  expect(byName(on.node, "Preview").getAttribute("aria-disabled")).toBe("true");
  await press("Preview");
  expect(on.node.querySelector(".plan")).toBeNull();
});

test("hostile keys of a link are text", async () => {
  const key = "<img src=x onerror=alert(1)>";
  const { on, press } = await open(
    `#/controls?key=${encodeURIComponent(`${key}\n`)}&key=${encodeURIComponent(key)}`,
  );
  await press("Preview");
  await press("Apply");
  expect(on.node.querySelector("img")).toBeNull();
  expect(on.said[0]?.isBad).toBe(false);
});
