// Changing controls: in order, shown at once, taken back when refused, undone by version.
import { expect, test } from "vitest";
import type { Client } from "../../../../src/client/client.ts";
import {
  type ControlsInHand,
  failureOf,
  useControls,
} from "../../../../src/dashboard/control/use-controls.ts";
import { h } from "../../../../src/dashboard/preact.ts";
import { type ControlsServer, controlsServer, refusal } from "../../../support/controls.ts";
import { type Stage, type StageOptions, stage } from "../../../support/stage.ts";

async function open(made: ControlsServer, more: StageOptions = {}) {
  let controls = undefined as unknown as ControlsInHand;
  function Probe() {
    controls = useControls();
    const off = controls.asked.data?.switches.filter((each) => each.off);
    return h("p", {}, off?.map(({ key }) => key).join(" "));
  }
  const on: Stage = await stage(() => h(Probe, {}), { server: made.server, ...more });
  return { on, get: () => controls };
}

test("a change shows before it is answered, and again after", async () => {
  const made = controlsServer({ version: 7 });
  let release = (): void => {};
  made.hold = new Promise((resolve) => {
    release = resolve;
  });
  const { on, get } = await open(made);
  get().change({ disable: ["a"] }, "a is off.");
  await on.settled();
  expect(on.node.textContent).toBe("a");
  expect(on.said).toEqual([]);
  release();
  await on.settled();
  expect(on.node.textContent).toBe("a");
  expect(on.said).toMatchObject([
    { text: "a is off. Pages obey at their next flush.", isBad: false },
  ]);
  expect(made.asked).toEqual([{ disable: ["a"], version: 7 }]);
});

test("changes arrive one after the other, each over the answer to the one before", async () => {
  const made = controlsServer({ version: 7 });
  const { on, get } = await open(made);
  get().change({ disable: ["a"] }, "off");
  get().change({ enable: ["a"] }, "on");
  get().change({ disable: ["b"] }, "off");
  await on.settled();
  expect(made.asked).toEqual([
    { disable: ["a"], version: 7 },
    { enable: ["a"], version: 8 },
    { disable: ["b"], version: 9 },
  ]);
  expect(on.node.textContent).toBe("b");
});

test.each([
  [
    "400",
    refusal(400, "disable: at most 1000 keys can be off"),
    "disable: at most 1000 keys can be off. Nothing was changed.",
  ],
  ["403", refusal(403, "eve may only read"), "eve may only read. Nothing was changed."],
  [
    "500",
    refusal(500, "the controls could not be written"),
    "the controls could not be written. Nothing was changed.",
  ],
  [
    "409",
    refusal(409, "version: the controls have been changed since; it is 9 now"),
    "there were other changes since. Nothing was changed.",
  ],
  [
    "no answer",
    refusal(0, "the server does not answer"),
    "the server does not answer. Whether it was changed shows once the server answers.",
  ],
  [
    "502",
    refusal(502, "the server answered 502"),
    "the server answered 502. Whether it was changed shows once the server answers.",
  ],
])("a change that meets %s is taken back, and it says why", async (_, error, reason) => {
  const made = controlsServer();
  const { on, get } = await open(made);
  made.refuse = error;
  get().change({ disable: ["a"] }, "a is off.", "Could not switch a off");
  await on.settled();
  expect(on.node.textContent).toBe("");
  expect(on.said).toEqual([
    { text: `Could not switch a off: ${reason}`, isBad: true, undo: undefined },
  ]);
  expect(failureOf(error)).toBe(reason);
});

test("after a refusal what holds is asked again, and the next change is made over that", async () => {
  const made = controlsServer({ version: 7 });
  const { on, get } = await open(made);
  made.switched({ disable: ["x"] });
  get().change({ disable: ["a"] }, "off");
  await on.settled();
  expect(on.node.textContent).toBe("x");
  get().change({ disable: ["a"] }, "off");
  await on.settled();
  expect(on.node.textContent).toBe("x a");
  expect(made.asked.map(({ version }) => version)).toEqual([7, 8]);
});

test("a change is undone by the version that it made", async () => {
  const made = controlsServer({ version: 7 });
  const { on, get } = await open(made);
  get().change({ disable: ["a"] }, "off");
  await on.settled();
  on.said[0]?.undo?.();
  await on.settled();
  expect(made.asked[1]).toEqual({ version: 8 });
  expect(on.said[1]).toMatchObject({ text: "Taken back. Pages obey at their next flush." });
});

test.each([
  [
    refusal(409, "version: what 7 changed has been changed again since"),
    "Could not change it: there were other changes since. Nothing was changed. Do so.",
  ],
  [
    refusal(0, "the server does not answer"),
    "Could not change it: the server does not answer. Whether it was changed shows once the server answers.",
  ],
])("an undo that fails says so: %s", async (error, text) => {
  const made = controlsServer({ version: 7 });
  const { on, get } = await open(made);
  made.refuse = error;
  get().undo(7, "Do so.");
  await on.settled();
  expect(on.said).toMatchObject([{ text, isBad: true }]);
});

test("a change that changed nothing cannot be undone, as the newest version is that of another", async () => {
  const made = controlsServer({ version: 7 });
  let count = 0;
  const change: Client["change"] = (wanted) => {
    count += 1;
    return count === 1 ? made.server.change(wanted) : Promise.resolve(made.controls);
  };
  const { on, get } = await open(made, { server: { ...made.server, change } });
  get().change({ disable: ["a"] }, "off");
  get().change({ disable: ["a"] }, "off again");
  await on.settled();
  expect(on.said.map(({ text }) => text)).toEqual([
    "off Pages obey at their next flush.",
    "Nothing had to be changed: it is so already.",
  ]);
  expect(on.said[1]?.undo).toBeUndefined();
});

test("an answer that was overtaken by a change is not shown", async () => {
  const made = controlsServer({ version: 7 });
  const { on, get } = await open(made);
  const old = made.controls;
  get().change({ disable: ["a"] }, "off");
  await on.settled();
  made.controls = old;
  await on.pulse();
  expect(on.node.textContent).toBe("a");
});

test("a token that is wanted locks the page", async () => {
  const made = controlsServer();
  const { on, get } = await open(made);
  made.refuse = refusal(401, "a token is wanted", true);
  await expect(get().make({ disable: ["a"] }, "off")).rejects.toThrow("a token is wanted");
  expect(on.troubles).toEqual(["locked"]);
});

test("a reader is told, and the server is not asked", async () => {
  const made = controlsServer();
  const { on, get } = await open(made, { session: { name: "eve", role: "reader" } });
  get().change({ disable: ["a"] }, "off");
  expect(on.said).toMatchObject([{ text: "Your token reads only. Changes take an operator's." }]);
  expect(made.asked).toEqual([]);
});
