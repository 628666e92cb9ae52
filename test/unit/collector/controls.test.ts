// What the user and the server forbid.
import { describe, expect, test } from "vitest";
import { type Controls, offAfter, refusal } from "../../../src/collector/controls.ts";

const controls = (never: string[] = [], off: string[] = [], stopped = false): Controls => ({
  never: new Set(never),
  wishes: { off, stopped, version: 0, nextAtMs: 0, offsetMs: 0 },
});

describe("when `ua` and `a:b` are off,", () => {
  test.for([
    ["ua", "disabled"],
    ["ua:9f2c", "disabled"],
    ["ua:", "disabled"],
    ["ua:x:y", "disabled"],
    ["a:b", "disabled"],
    ["a", undefined],
    ["a:c", undefined],
    ["a:b:c", undefined],
    ["UA", undefined],
    [" ua", undefined],
    ["uax", undefined],
    ["", undefined],
    [":ua", undefined],
  ] as const)("%j is %s", ([key, reason]) => {
    expect(refusal(controls(["ua", "a:b"]), key)).toBe(reason);
    expect(refusal(controls([], ["ua", "a:b"]), key)).toBe(reason);
  });
});

test("the empty key, when off, silences all that starts with a colon", () => {
  expect(["", ":x", "x"].map((key) => refusal(controls([""]), key))).toEqual([
    "disabled",
    "disabled",
    undefined,
  ]);
});

test("once stopped, everything is refused", () => {
  expect(refusal(controls([], [], true), "any")).toBe("stopped");
});

test("enables, then disables, so that disabling wins", () => {
  const held = controls([], ["a", "b"]);
  const off = offAfter(held, { enable_keys: ["a", "b", "never off"], disable_keys: ["b", "c"] });
  expect(off.sort()).toEqual(["b", "c"]);
});

test("the user's keys are not the server's to enable, even after it disabled them too", () => {
  const held = controls(["mine"]);
  held.wishes.off = offAfter(held, { disable_keys: ["mine"] });
  held.wishes.off = offAfter(held, { enable_keys: ["mine"] });
  expect(refusal(held, "mine")).toBe("disabled");
});

test("a reply without lists changes nothing", () => {
  const held = controls([], ["a"]);
  expect(offAfter(held, { next_update: 1 })).toEqual(["a"]);
});
