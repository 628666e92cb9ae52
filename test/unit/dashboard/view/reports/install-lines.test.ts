// Points and lines of the chart of installs.
import { expect, test } from "vitest";
import type { InstallDay } from "../../../../../src/core/reports.ts";
import {
  type Days,
  dayPoints,
  installLines,
  versionName,
} from "../../../../../src/dashboard/view/reports/install-lines.ts";

const DAY = 86_400;
const day = (at: number, version: string, reports: number): InstallDay => ({
  ...{ ts: at * DAY, version, reports, installs: 1, new_installs: 0 },
});
const of = (days: readonly InstallDay[], measure: Days["measure"] = "reports"): Days => ({
  ...{ days, measure, count: 3, now: 10.9 * DAY * 1_000 },
});
const DAYS = [day(6, "1", 9), day(8, "1", 2), day(8, "2", 3), day(10, "2", 4)];
const totals = (points: readonly { readonly total: number }[]) => points.map(({ total }) => total);

test.each([
  ["reports", undefined, [5, 0, 4]],
  ["reports", "2", [3, 0, 4]],
  ["installs", undefined, [2, 0, 1]],
  ["installs", "", [0, 0, 0]],
] as const)(
  "%s of version %s are a point a day, empty ones included",
  (measure, version, wanted) => {
    const points = dayPoints(
      of(DAYS, measure),
      (each) => version === undefined || each === version,
    );
    expect(points).toEqual(wanted.map((total, i) => ({ ts: (8 + i) * DAY, total })));
  },
);

test("all are drawn, and each version, most first", () => {
  const lines = installLines(of(DAYS.slice(1)));
  expect(lines.map(({ id, name, points }) => [id, name, totals(points)])).toEqual([
    ["all", "All versions", [5, 0, 4]],
    ["version 2", "2", [3, 0, 4]],
    ["version 1", "1", [2, 0, 0]],
  ]);
});

test("of many versions four are drawn, and the others together with those that nobody told apart", () => {
  const days = ["a", "b", "c", "d", "e", ""].map((version, i) => day(10, version, 9 - i));
  const lines = installLines(of(days));
  expect(lines.map(({ name, points }) => [name, totals(points)[2]])).toEqual([
    ["All versions", 39],
    ["a", 9],
    ["b", 8],
    ["c", 7],
    ["d", 6],
    ["All others", 9],
  ]);
});

test("one version is all, and one that was chosen stands alone", () => {
  expect(installLines(of([day(10, "2", 4)])).map(({ name }) => name)).toEqual(["All versions"]);
  expect(installLines(of(DAYS), "1").map(({ name, points }) => [name, totals(points)])).toEqual([
    ["1", [2, 0, 0]],
  ]);
  expect(installLines(of([])).map(({ points }) => totals(points))).toEqual([[0, 0, 0]]);
});

test("a version called as anything is still one", () => {
  const lines = installLines(of([day(9, "all", 1), day(9, "others", 1), day(9, "__proto__", 1)]));
  expect(new Set(lines.map(({ id }) => id)).size).toBe(4);
  expect(versionName("1\n2")).toBe("1·2");
});
