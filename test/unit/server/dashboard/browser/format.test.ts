// Numbers, times and values as text.
import { describe, expect, test } from "vitest";
import type { Json } from "../../../../../src/core/json.ts";
import { format } from "../../../../../src/server/dashboard/browser/format.ts";
import { evaluate } from "../../../../support/browser-part.ts";

const { span, ago, oneLine, readable, plural } = evaluate<{
  span(ms: number): string;
  ago(atMs: number, nowMs: number): string;
  oneLine(text: string, max?: number): string;
  readable(value: Json): string;
  plural(count: number, noun: string): string;
}>([format], ["span", "ago", "oneLine", "readable", "plural"]);

describe("a span", () => {
  test.for([
    [-5, "0 s"],
    [1_400, "1 s"],
    [59_000, "59 s"],
    [60_000, "1 min"],
    [3_600_000, "1 h"],
    [86_400_000, "24 h"],
    [172_800_000, "2 d"],
  ] as const)("of %i ms reads %s", ([ms, text]) => {
    expect(span(ms)).toBe(text);
  });

  test("that has just passed is now, and so is one that a fast clock puts ahead", () => {
    expect([ago(1_000, 2_500), ago(9_000, 1_000), ago(1_000, 4_000)]).toEqual([
      "now",
      "now",
      "3 s ago",
    ]);
  });
});

describe("text of a client", () => {
  test.for([
    ["page.view", "page.view"],
    ["", "(empty)"],
    ["a\nb\u0000c\u009bd", "a·b·c·d"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["قهوة ☕ 🧋", "قهوة ☕ 🧋"],
  ] as const)("%j becomes the line %j", ([text, line]) => {
    expect(oneLine(text)).toBe(line);
  });

  test("is cut where it is too long", () => {
    expect(oneLine("x".repeat(2_000))).toBe(`${"x".repeat(160)}…`);
  });
});

test.for([
  ["filter", "filter"],
  ["1440×900", "1440×900"],
  ["200", '"200"'],
  [200, "200"],
  ["-1.5e3", '"-1.5e3"'],
  ["true", '"true"'],
  [true, "true"],
  ["null", '"null"'],
  [null, "null"],
  [{ a: [1] }, '{"a":[1]}'],
] as const)("the value %j reads %s, like no other value", ([value, text]) => {
  expect(readable(value)).toBe(text);
});

test("one is not several", () => {
  expect([plural(1, "key"), plural(0, "key"), plural(2, "key")]).toEqual([
    "1 key",
    "0 keys",
    "2 keys",
  ]);
});
