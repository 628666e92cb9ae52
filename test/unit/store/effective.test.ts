// What switches and wishes come to.
import { expect, test } from "vitest";
import { effectiveOf, groupOf, isHit, isOff, shareOf } from "../../../src/store/effective.ts";

const all = { off: true, percent: 100, instances: [], at: 0 };

test("off wins, and every other key that was switched is told to be on", () => {
  const switches = [
    { ...all, key: "b" },
    { ...all, key: "a", app: "shop" },
    { ...all, key: "c", app: "blog" },
    { ...all, key: "b", app: "shop", off: false },
    { ...all, key: "d", percent: 5 },
  ];
  const { all: found, partial } = effectiveOf("shop", switches, [], 7, 1_000);
  expect(found).toEqual({
    interval_ms: 1_000,
    stop: false,
    disabled_keys: ["a", "b"],
    enabled_keys: ["d"],
    version: 7,
  });
  expect(partial).toMatchObject([{ key: "d" }]);
});

test("an instance is hit by its share or its name", () => {
  const share = shareOf("i");
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(100);
  const some = groupOf({ ...all, key: "k", instances: ["j"] });
  expect(isHit({ ...some, percent: share }, "i")).toBe(false);
  expect(isHit({ ...some, percent: share + 0.001 }, "i")).toBe(true);
  expect(isHit({ ...some, percent: 0 }, "j")).toBe(true);
});

test.each([
  ["ua", true],
  ["ua:9f2c", true],
  ["uaa", false],
  ["x:y", true],
  ["x", false],
  ["x:y:z", false],
  ["", false],
])("with ua and x:y off, %j is off: %s", (key, off) => {
  expect(isOff(new Set(["ua", "x:y"]), key)).toBe(off);
});

test("an empty switch is for the empty key and those that start with a colon", () => {
  expect([isOff(new Set([""]), ""), isOff(new Set([""]), ":a"), isOff(new Set([""]), "a")]).toEqual(
    [true, true, false],
  );
});
