// One install, as the store remembers it.
import { expect, test } from "vitest";
import { newEpoch } from "../../../src/store/epoch.ts";
import { newInstance, trimEpochs, weigh } from "../../../src/store/instance.ts";

test("is known to be new, or to be forgotten", () => {
  expect(newInstance("i")).toMatchObject({ id: "i", receipt: undefined, minute: -1 });
  expect(newInstance("i", "9f").receipt).toBe("9f");
});

test("keeps few of many epochs, the current one and the newest among them", () => {
  const known = { ...newInstance("i"), epoch: "e0" };
  for (let i = 0; i < 1_000; i += 1) {
    known.epochs.set(`e${i}`, newEpoch());
    trimEpochs(known);
  }
  expect(known.epochs.size).toBe(16);
  expect(known.epochs.has("e0")).toBe(true);
  expect(known.epochs.has("e999")).toBe(true);
});

test("weighs what it holds, long runs too", () => {
  const known = newInstance("i");
  const before = weigh(known);
  known.epochs.set("e", { ...newEpoch(), runs: Array(512).fill(1) });
  expect(weigh(known) - before).toBeGreaterThan(40);
});
