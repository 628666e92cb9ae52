// How far a change has got.
import { expect, test } from "vitest";
import type { InstancesReply } from "../../../../../src/core/api.ts";
import type { Instance } from "../../../../../src/core/tally.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Obedience, obeying } from "../../../../../src/dashboard/view/controls/obedience.tsx";
import { stage } from "../../../../support/stage.ts";

const NOW_MS = 1_000_000;
const instance = (controls: number | null, more: Partial<Instance> = {}): Instance => ({
  id: "i",
  app: "default",
  first_seen: 0,
  last_seen: 0,
  expect_next: NOW_MS + 60_000,
  updates: 1,
  duplicates: 0,
  controls,
  overdue: false,
  ...more,
});

async function open(
  instances: readonly Instance[],
  version: number | undefined,
  total = instances.length,
) {
  const data: InstancesReply = { now: NOW_MS, instances, active: 0, total };
  const asked = { data, problem: undefined, retry: () => {} };
  return stage(() => h(Obedience, { asked, path: "instances?limit=200", version }));
}

test("instances are counted by the version they obeyed, but for those that are late", () => {
  const late = { overdue: true };
  const instances = [
    instance(7),
    instance(8),
    instance(6),
    instance(1, { expect_next: NOW_MS + 120_000 }),
    instance(0),
    instance(null),
    instance(7, late),
    instance(null, late),
  ];
  expect(obeying(instances, 7)).toEqual({
    current: 2,
    older: 3,
    none: 1,
    overdue: 2,
    dueAt: NOW_MS + 120_000,
  });
});

test("an operator sees how many obey, and when the others are due", async () => {
  const { node } = await open([instance(7), instance(7), instance(6), instance(null)], 7);
  expect([...node.querySelectorAll("dl > div")].map((each) => each.textContent)).toEqual([
    "Current250%",
    "Older1last due in 1 min",
    "None told125%",
  ]);
});

test("of many it is told that these are those heard last, and which were left out", async () => {
  const { node } = await open([instance(7), instance(7, { overdue: true })], 7, 1_240);
  expect(node.querySelector(".head .soft")?.textContent).toBe("of the 2 instances heard last");
  expect(node.textContent).toContain("1 overdue instance left out.");
});

test.each([
  ["before any change", [instance(null)], 0, "Nothing was changed yet"],
  ["without anybody", [], 7, "No instance keeps to its schedule"],
  ["with nobody in time", [instance(7, { overdue: true })], 7, "No instance keeps to its schedule"],
])("%s it says so", async (_, instances, version, text) => {
  const { node } = await open(instances, version);
  expect(node.querySelector(".none")?.textContent).toContain(text);
});

test("it waits for the controls that are to be obeyed", async () => {
  const { node } = await open([instance(7)], undefined);
  expect(node.querySelector(".bones")).not.toBeNull();
});
