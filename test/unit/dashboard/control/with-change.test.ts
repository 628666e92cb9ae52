// What a change would leave, beside what the store made of it.
import { expect, test } from "vitest";
import type { ControlsChange } from "../../../../src/core/controls.ts";
import { withChange } from "../../../../src/dashboard/control/with-change.ts";
import { openStore, updateOf } from "../../../support/store.ts";

const CHANGES: readonly ControlsChange[] = [
  { disable: ["a", "b", "a"] },
  { disable: ["a"], app: "shop" },
  { enable: ["a"], app: "shop" },
  { disable: ["b"], percent: 10 },
  { disable: ["c"], instances: ["j", "i", "j"] },
  { disable: ["c"], percent: 5, instances: ["i"] },
  { enable: ["c", "never"] },
  { enable: ["b"], disable: ["b", "c"] },
  { interval_ms: 5_000 },
];

test("is what the store made of it", async () => {
  const { store, clock } = openStore();
  await store.accept(updateOf({ a: 1 }), clock.now(), clock.now(), "shop");
  for (const change of CHANGES) {
    clock.advance(1_000);
    const { switches } = store.allControls();
    const expected = withChange(switches, change, clock.now());
    const { switches: made } = store.control(change);
    expect(made).toHaveLength(expected.length);
    expect(expected).toEqual(expect.arrayContaining([...made]));
  }
});

test("touches no switch of another app", () => {
  const one = { app: "shop", key: "a", off: true, percent: 100, instances: [], at: 1 };
  expect(withChange([one], { enable: ["a"] }, 2)).toEqual([one]);
});
