import { expect, test } from "vitest";
import { parseJson } from "../../../src/server/parse.ts";

test.each(["{}", ' [1, -2.5e-3, "\\u00e9\\n", true, null, {"a": []}] ', '"x"', "0"])(
  "%s is JSON",
  (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  },
);

test.each([
  ["", 0],
  ["   ", 3],
  ['{"a":x}', 5],
  ['{"a" 1}', 5],
  ['{"a":1,}', 7],
  ['{"a":1', 6],
  ["{a:1}", 1],
  ["[1,]", 3],
  ["[1 2]", 3],
  ["[1}", 2],
  ["[01]", 2],
  ["[1.]", 2],
  ["[-]", 1],
  ["nul", 0],
  ["true false", 5],
  ['["a\nb"]', 1],
  ['["\\x"]', 1],
  ['["\\u12"]', 1],
  ['["open]', 1],
  ["\ufeff{}", 0],
  ["[".repeat(100_000), 100_000],
])("%j breaks at position %i", (text, position) => {
  expect(() => parseJson(text)).toThrow(`body: not JSON at position ${position}`);
});

test("the message holds nothing of the input", () => {
  expect(() => parseJson('{"password": hunter2}')).toThrow(/^body: not JSON at position 13$/);
});
