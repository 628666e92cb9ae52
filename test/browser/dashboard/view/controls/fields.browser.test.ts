// Fields that only some changes have; what is put there goes into the address.
import { expect, test } from "vitest";
import { usePage } from "../../../../../src/dashboard/app/page.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { draftOf } from "../../../../../src/dashboard/view/controls/draft.ts";
import { IntervalFields, KeyFields } from "../../../../../src/dashboard/view/controls/fields.tsx";
import { byName, choose, type } from "../../../../support/hands.ts";
import { stage } from "../../../../support/stage.ts";

const wrong = () => undefined;

async function keys(hash: string) {
  function Probe() {
    const draft = draftOf(usePage().address.words);
    return h(KeyFields, { draft, apps: [], instances: ["inst-1"], wrong });
  }
  return stage(() => h(Probe, {}), { hash });
}

async function interval(hash: string) {
  function Probe() {
    return h(IntervalFields, { draft: draftOf(usePage().address.words), wrong });
  }
  return stage(() => h(Probe, {}), { hash });
}

test("keys are for all at first, and for some by share and name", async () => {
  const on = await keys("#/controls?key=a");
  expect(on.node.querySelector("#change-percent")).toBeNull();
  byName(on.node, "For some instances").click();
  await on.settled();
  expect(on.hash).toBe("#/controls?key=a&percent=10");
  type(on.node.querySelector("#change-percent"), "25");
  type(on.node.querySelector("#change-instances"), "inst-1");
  expect(on.hash).toBe("#/controls?key=a&instance=inst-1&percent=25");
  byName(on.node, "For all instances").click();
  expect(on.hash).toBe("#/controls?key=a");
});

test("an instance that a link names is the only one it is for, until a share is given", async () => {
  const on = await keys("#/controls?key=a&instance=inst-1");
  expect(on.node.querySelector<HTMLInputElement>("#change-percent")?.value).toBe("0");
});

test("keys are switched on for all, so that there is nobody to choose", async () => {
  const on = await keys("#/controls?do=on&key=a&percent=10");
  expect(on.node.querySelectorAll("fieldset")).toHaveLength(0);
});

test("an interval has a number and a unit, or is none", async () => {
  const on = await interval("#/controls?do=interval&every=10m");
  type(on.node.querySelector("#change-every"), "2");
  await on.settled();
  choose(byName(on.node, "Unit"), "h");
  expect(on.hash).toBe("#/controls?do=interval&every=2h");
  await on.settled();
  byName(on.node, "None: that of every app holds, or the server's default").click();
  await on.settled();
  expect(on.hash).toBe("#/controls?do=interval");
  expect(on.node.querySelector("#change-every")).toBeNull();
  byName(on.node, "An interval of its own").click();
  expect(on.hash).toBe("#/controls?do=interval&every=10m");
});
