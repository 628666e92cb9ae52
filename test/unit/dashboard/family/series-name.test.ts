// Names of series and of what was pushed together.
import { expect, test } from "vitest";
import type { PushedFamily } from "../../../../src/core/pushed.ts";
import {
  familyId,
  isSampled,
  seriesName,
  sourceName,
} from "../../../../src/dashboard/family/series-name.ts";
import { sampleOf } from "../../../../src/server/push/history-store.ts";

test.each([
  ["hits", {}, "hits"],
  ["hits", { path: "/", status: "200" }, 'hits{path="/",status="200"}'],
  ["", { path: "/" }, '{path="/"}'],
  ["hits", { path: 'a"b\\c\nd' }, 'hits{path="a\\"b\\\\c\\nd"}'],
])("%s with %o is called as a history has it", (name, labels, text) => {
  expect(seriesName(name, labels)).toBe(text);
  const metrics = [{ labels: Object.entries(labels), value: 1 }];
  expect(Object.keys(sampleOf([{ name, metrics }], [], 0))).toContain(text);
});

test("a source is its job with the rest of its grouping", () => {
  expect(sourceName({ grouping: { job: "shop" } })).toBe("shop");
  expect(sourceName({ grouping: { job: "shop", instance: "a" } })).toBe('shop{instance="a"}');
});

test("of two types under one name the second is told apart, and not sampled", () => {
  const family = (type: PushedFamily["type"]): PushedFamily => ({
    name: "hits",
    type,
    total: 0,
    series: [],
  });
  const both = [family("counter"), family("gauge")] as const;
  expect(both.map((one) => familyId(both, one))).toEqual(["hits", "hits gauge"]);
  expect(both.map((one) => isSampled(both, one))).toEqual([true, false]);
});
