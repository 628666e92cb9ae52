// Which series of a family are looked at.
import { describe, expect, test } from "vitest";
import type { PushedFamily } from "../../../../src/core/pushed.ts";
import {
  labelValue,
  labelWord,
  shownSeries,
  tellingLabels,
} from "../../../../src/dashboard/family/shown-series.ts";

const FAMILY: PushedFamily = {
  name: "hits_total",
  type: "counter",
  total: 4,
  series: [
    { labels: { env: "live", path: "/" }, value: 1 },
    { labels: { env: "live", path: "/cart" }, value: 3 },
    { labels: { env: "live", path: "/cart", plan: "pro" }, value: 2 },
    { labels: { env: "live" }, value: "NaN" },
  ],
};
const shown = (words: string) =>
  shownSeries(FAMILY, new URLSearchParams(words)).map(({ value }) => value);

describe("series", () => {
  test.each([
    ["", [3, 2, 1, "NaN"]],
    ["label.path=/cart", [3, 2]],
    ["label.path=/cart&label.plan=", [3]],
    ["label.plan=pro&label.path=/", []],
    ["search=CART", [3, 2]],
    ["search=pro+hits", [2]],
    ["search=elsewhere", [3, 2, 1, "NaN"]],
    ["label.__proto__=", [3, 2, 1, "NaN"]],
  ])("of %o are those that fit, most first", (words, values) => {
    expect(shown(words)).toEqual(values);
  });
});

test("a label has a word of its own", () => {
  expect(labelWord("series")).toBe("label.series");
});

test("labels that are the same everywhere tell nothing", () => {
  expect([...tellingLabels(FAMILY)]).toEqual([
    ["path", ["", "/", "/cart"]],
    ["plan", ["", "pro"]],
  ]);
});

test("a label that only objects have is none", () => {
  expect(labelValue({}, "constructor")).toBe("");
  expect(labelValue({ a: "b" }, "a")).toBe("b");
});
