// Views in the address, and what is off by what.
import { describe, expect, test } from "vitest";
import type { Scalar } from "../../../../../src/core/json.ts";
import { state } from "../../../../../src/server/dashboard/browser/state.ts";
import { evaluate } from "../../../../support/browser-part.ts";

interface View {
  range: string;
  key: string | null;
  member: Scalar | undefined;
  search: string;
}

const { readView, writeView, offBy, listed } = evaluate<{
  readView(hash: string, ranges: readonly string[]): View;
  writeView(view: View): string;
  offBy(key: string, disabled: readonly string[]): string | null;
  listed(keys: readonly object[], disabled: readonly string[]): object[];
}>([state], ["readView", "writeView", "offBy", "listed"]);

const RANGES = ["15m", "1h", "30d"];
const HOME: View = { range: "1h", key: null, member: undefined, search: "" };

describe("the address", () => {
  test.for<[View]>([
    [HOME],
    [{ ...HOME, range: "30d", search: "cart & co" }],
    [{ ...HOME, key: "" }],
    [{ ...HOME, key: "__proto__", member: "200" }],
    [{ ...HOME, key: "http.status", member: 200 }],
    [{ ...HOME, key: "http.status", member: null }],
    [{ ...HOME, key: "<img src=x>#?&=+% é", member: "a&b" }],
  ])("of %j leads back to it", ([view]) => {
    expect(readView(writeView(view), RANGES)).toEqual(view);
  });

  test("of the first view is empty", () => {
    expect(writeView(HOME)).toBe("#");
  });

  test.for([
    "#range=5y",
    "#member=200",
    "#key",
    "#%",
    "#key=a&member={}",
    "#key=a&member=[",
    "nonsense",
  ])("%s is read as far as it makes sense", (hash) => {
    const view = readView(hash, RANGES);
    expect(view).toMatchObject({ range: "1h", member: undefined, search: "" });
  });
});

test.for([
  ["cart.add", [], null],
  ["cart.add", ["cart.add"], "cart.add"],
  ["ua:9f2c", ["ua"], "ua"],
  ["ua:9f2c", ["ua", "ua:9f2c"], "ua:9f2c"],
  ["ua", ["ua:9f2c"], null],
  ["ua:9f2c:x", ["ua:9f2c"], null],
  [":x", [""], ""],
] as const)("%s with %j off is off by %j", ([key, disabled, by]) => {
  expect(offBy(key, disabled)).toBe(by);
});

test("a key that is off is listed even when it was not counted", () => {
  const counted = { key: "a", kind: "set", total: 3 };
  const waiting = { key: "b", kind: "count", total: 0, pending: 2 };
  expect(listed([counted, waiting], ["a", "__proto__"])).toEqual([
    { ...counted, pending: 0 },
    waiting,
    { key: "__proto__", kind: "", total: 0, pending: 0 },
  ]);
});
