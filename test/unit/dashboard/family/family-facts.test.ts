// What series come to, and their rows.
import { expect, test } from "vitest";
import type { PushedFamily } from "../../../../src/core/pushed.ts";
import {
  familyFacts,
  linesSheet,
  seriesSheet,
} from "../../../../src/dashboard/family/family-facts.ts";
import { DEPTH, RENDER, REQUESTS, TOOK } from "../../../support/pushed-fixture.ts";

test.each<[string, PushedFamily, number, object]>([
  ["counters add up", REQUESTS, 3, { Series: "3", Total: "100" }],
  ["one counter is its total", REQUESTS, 1, { Total: "30" }],
  ["a gauge is its value", DEPTH, 1, { Value: "7" }],
  [
    "timers add up, but for their quantiles",
    RENDER,
    2,
    { Series: "2", Count: "5", Sum: "30", Mean: "6" },
  ],
  ["one timer has them", RENDER, 1, { Count: "4", Sum: "10", Mean: "2.5", p50: "2", p99: "NaN" }],
  ["a histogram has its mean", TOOK, 1, { Count: "10", Sum: "5", Mean: "0.5" }],
])("%s", (_, family, count, facts) => {
  const found = familyFacts(family, family.series.slice(0, count));
  expect(Object.fromEntries(found.map(({ name, value }) => [name, value]))).toEqual(facts);
});

test("of how many series a sum is where only some came is said", () => {
  const notes = familyFacts(REQUESTS, REQUESTS.series).map(({ note }) => note);
  expect(notes).toEqual(["of 4", "of 3 series"]);
  const all = { ...REQUESTS, total: REQUESTS.series.length };
  expect(familyFacts(all, all.series).map(({ note }) => note)).toEqual([undefined, undefined]);
  expect(familyFacts(REQUESTS, REQUESTS.series.slice(0, 1))[0]?.note).toBeUndefined();
});

test("gauges do not add up", () => {
  const two = [
    { labels: { a: "1" }, value: 1 },
    { labels: { a: "2" }, value: 2 },
  ];
  expect(familyFacts(DEPTH, two).map(({ name }) => name)).toEqual(["Series"]);
});

test("a chart's rows are its points, by the whole name of their series", () => {
  const line = { id: '{path="/"}', name: "/", points: [{ ts: 60, total: 3 }] };
  const { rows } = linesSheet("hits", [line]);
  expect(rows).toEqual([{ ts: 60, series: 'hits{path="/"}', value: 3 }]);
});

test("a table's rows are its series", () => {
  const { rows, columns } = seriesSheet("took_seconds", TOOK.series);
  expect(rows).toEqual([{ ...TOOK.series[0], series: "took_seconds" }]);
  expect(columns.map(([name]) => name)).not.toContain("labels");
});
