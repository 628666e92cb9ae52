// Values at the door.
import { describe, expect, test } from "vitest";
import { copyJson, isPart } from "../../../src/core/copy-json.ts";
import { hostileValues } from "../../support/hostile.ts";

const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce((inner) => [inner], 0 as unknown);

describe("takes", () => {
  test.for<[string, unknown, unknown]>([
    ["null", null, null],
    ["false", false, false],
    ["a number", -1.5e-7, -1.5e-7],
    ["a text", "ü\u0000😀", "ü\u0000😀"],
    ["the empty text", "", ""],
    ["an empty list and an empty object", [[], {}], [[], {}]],
    ["a Date by its toJSON", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["whatever toJSON says", { toJSON: () => ({ a: 1 }) }, { a: 1 }],
    ["members but those that are undefined", { a: undefined, b: 1 }, { b: 1 }],
    ["undefined elements as null", [undefined, 1], [null, 1]],
    ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ["what nests deep", nested(100), nested(100)],
    ["a boxed text, as JSON has it", Object("a"), "a"],
    ["the same part twice, which is no cycle", ((part) => [part, part])([1]), [[1], [1]]],
  ])("%s", ([, value, copy]) => {
    expect(copyJson(value)).toStrictEqual(copy);
  });
});

describe("refuses", () => {
  test.for(hostileValues())("%s", ([, value]) => {
    expect(copyJson(value)).toBeUndefined();
  });
  test.for(hostileValues())("%s inside of something", ([name, value]) => {
    const isMember = name === "undefined";
    expect(copyJson({ ok: 1, odd: [value] })).toEqual(
      isMember ? { ok: 1, odd: [null] } : undefined,
    );
  });
});

test("copies, so that later changes of the caller do not show", () => {
  const mine = { list: [1], deep: { n: 1 } };
  const copy = copyJson(mine);
  mine.list.push(2);
  mine.deep.n = 2;
  expect(copy).toEqual({ list: [1], deep: { n: 1 } });
});

test("takes frozen values and leaves them frozen", () => {
  const frozen = Object.freeze({ list: Object.freeze([1]) });
  expect(copyJson(frozen)).toEqual({ list: [1] });
});

test("keeps members that are named like those of every object", () => {
  const text = '{"__proto__":{"n":1},"constructor":2}';
  expect(JSON.stringify(copyJson(JSON.parse(text)))).toBe(text);
});

test.for<[unknown, boolean]>([
  [{}, true],
  [[], true],
  [() => {}, true],
  [null, false],
  [undefined, false],
  ["text", false],
  [Symbol("s"), false],
  [1n, false],
])("%o has parts of its own: %j", ([value, expected]) => {
  expect(isPart(value)).toBe(expected);
});
