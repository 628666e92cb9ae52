// How far a change has got.
import { expect, test } from "vitest";
import type { InstancesReply } from "../../../../../src/core/api.ts";
import type { Instance } from "../../../../../src/core/tally.ts";
import { h } from "../../../../../src/dashboard/preact.ts";
import { Obedience } from "../../../../../src/dashboard/view/controls/obedience.tsx";
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
  return stage(() => h(Obedience, { asked, version }));
}

const counts = (node: HTMLElement): string[] =>
  [...node.querySelectorAll("tbody tr")].map(({ textContent }) => textContent ?? "");

test("instances are counted by the version they obeyed, but for those that are late", async () => {
  const late = { overdue: true };
  const { node } = await open(
    [
      instance(7),
      instance(8),
      instance(6),
      instance(1, { expect_next: NOW_MS + 120_000 }),
      instance(null),
      instance(7, late),
      instance(null, late),
    ],
    7,
  );
  expect(counts(node)).toEqual(["current240%", "older240%", "none told120%"]);
  expect(node.textContent).toContain("The last is due in 2 min. 2 overdue instances left out.");
});

test("those that are due are so now", async () => {
  const { node } = await open([instance(6, { expect_next: NOW_MS - 5 })], 7);
  expect(node.textContent).toContain("The last is due in 0 s.");
});

test("it is told of how many, and where none is older nobody is waited for", async () => {
  const { node } = await open([instance(7)], 7, 1_240);
  expect(node.querySelector(".head .soft")?.textContent).toBe("of the 1 instance heard last");
  expect(node.textContent).not.toContain("due");
});

test("without anybody all of them are none", async () => {
  const { node } = await open([], 7);
  expect(counts(node)).toEqual(["current0", "older0", "none told0"]);
});

test("it waits for the controls that are to be obeyed", async () => {
  const { node } = await open([instance(7)], undefined);
  expect(node.querySelector(".bones")).not.toBeNull();
});
