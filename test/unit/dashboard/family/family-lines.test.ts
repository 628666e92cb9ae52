// Lines of the chart of a family.
import { expect, test } from "vitest";
import { familyLines, isObserved } from "../../../../src/dashboard/family/family-lines.ts";
import { DEPTH, HISTORY, NOW, RENDER, REQUESTS } from "../../../support/pushed-fixture.ts";

const of = { seconds: 180, step: 60, now: NOW, since: 0 };
const totals = (lines: ReturnType<typeof familyLines>) =>
  lines.map(({ name, points }) => [name, points.map(({ total }) => total)]);

test("what counts is drawn by its increase, each series that was sampled by what tells it apart", () => {
  const lines = familyLines(REQUESTS, REQUESTS.series, HISTORY.samples, {
    ...of,
    measure: "count",
  });
  expect(totals(lines)).toEqual([
    ["/ · 200", [3, 3, 3]],
    ["/cart · 200", [6, 6, 6]],
  ]);
  expect(lines[0]?.id).toBe('{path="/",status="200"}');
});

test("a value is drawn as it is", () => {
  const lines = familyLines(DEPTH, DEPTH.series, HISTORY.samples, { ...of, measure: "count" });
  expect(totals(lines)).toEqual([["depth", [7, 8, 9]]]);
});

test("what was observed is drawn by how often, or by its mean where it was observed", () => {
  const draw = (measure: "count" | "mean") =>
    totals(familyLines(RENDER, RENDER.series, HISTORY.samples, { ...of, measure }));
  expect(draw("count")).toEqual([["/", [1, 1, 1]]]);
  expect(draw("mean")).toEqual([["/", [2.5, 2.5, 2.5]]]);
});

test("nothing is drawn of nothing", () => {
  expect(familyLines(DEPTH, DEPTH.series, [], { ...of, measure: "count" })).toEqual([]);
});

test("summaries and histograms are observed", () => {
  const types = ["counter", "gauge", "untyped", "summary", "histogram"] as const;
  expect(types.filter((type) => isObserved({ type }))).toEqual(["summary", "histogram"]);
});
