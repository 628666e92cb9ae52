// What the user and the server forbid.
import { describe, expect, test } from "vitest";
import { type Controls, refusal } from "../../../src/collector/controls.ts";

const controls = (never: string[] = [], off: string[] = [], stopped = false): Controls => ({
  never,
  off,
  stopped,
  version: 0,
  nextAtMs: 0,
  offsetMs: 0,
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
