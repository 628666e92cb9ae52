import { describe, expect, test } from "vitest";
import type { Data } from "../../../../src/core/json.ts";
import { isObject, partsOf } from "../../../../src/workers/tally/parts.ts";
import { updateOf } from "../../../support/store.ts";

/** Parts as `key[name] kind: calls`. */
function apart(data: Data | undefined, calls: number, set_keys: string[] = []) {
  const { parts, loose } = partsOf(updateOf(data, { calls, set_keys }));
  const shown = parts.map(({ key, name, kind, calls }) => `${key}${name} ${kind}: ${calls}`);
  return loose > 0 ? [...shown, `loose: ${loose}`] : shown;
}

describe("partsOf", () => {
  const members = [
    { value: 1, count: 2 },
    { value: "1", count: 3 },
  ];

  test.each<[string, Data | undefined, number, string[], string[]]>([
    ["nothing", undefined, 0, [], []],
    ["nothing but calls", undefined, 3, [], ["loose: 3"]],
    ["nothing in it but calls", { l: [] }, 3, [], ["loose: 3"]],
    ["increments", { a: 5, b: 2 }, 7, [], ["a count: 5", "b count: 2"]],
    ["one addition of five", { a: 5, b: 2 }, 2, [], ["a count: 1", "b count: 1"]],
    ["some of both", { a: 5, b: 2 }, 5, [], ["a count: 4", "b count: 1"]],
    ["more additions than they come to", { a: 0, b: -2 }, 9, [], ["a count: 8", "b count: 1"]],
    ["fractions", { a: 0.5 }, 1, [], ["a count: 1"]],
    ["members", { s: members }, 5, [], ["s1 set: 2", 's"1" set: 3']],
    ["items", { l: [1, { x: 1 }] }, 2, [], ["l list: 1", "l list: 1"]],
    ["fields", { m: { a: 1, b: [] } }, 2, [], ['m"a" value: 1', 'm"b" value: 1']],
    ["a value that was set often", { v: { a: 1 }, n: 2 }, 9, ["v"], ["v value: 7", "n count: 2"]],
    ["a number that was set", { n: 7 }, 1, ["n"], ["n value: 1"]],
    ["text and an empty object", { t: "x", o: {} }, 2, [], ["t value: 1", "o value: 1"]],
    [
      "fewer calls than parts",
      { a: 1, l: [1, 2] },
      2,
      [],
      ["a count: 1", "l list: 1", "l list: 0"],
    ],
    ["no calls at all", { a: 5 }, 0, [], ["a count: 0"]],
    ["names that objects have", { constructor: 1 }, 1, [], ["constructor count: 1"]],
  ])("gives %s its calls", (_, data, calls, setKeys, expected) => {
    expect(apart(data, calls, setKeys)).toEqual(expected);
  });
});

test.each([
  [{}, true],
  [[], false],
  [null, false],
  ["x", false],
])("isObject(%j) is %s", (value, expected) => expect(isObject(value)).toBe(expected));
