// Points of the chart of installs.
import { expect, test } from "vitest";
import type { InstallDay } from "../../../../../src/core/reports.ts";
import type { Point } from "../../../../../src/core/tally.ts";
import { applications } from "../../../../../src/server/dashboard/browser/applications.ts";
import { evaluate } from "../../../../support/browser-part.ts";

const { dayPoints } = evaluate<{
  dayPoints(days: readonly InstallDay[], measure: string, version: unknown, now: number): Point[];
}>(["const REPORT_DAYS = 3; const DAY_MS = 86400000;", applications], ["dayPoints"]);

const DAY = 86_400;
const day = (at: number, version: string, reports: number): InstallDay => ({
  ...{ ts: at * DAY, version, reports, installs: 1, new_installs: 0 },
});
const DAYS = [day(6, "1", 9), day(8, "1", 2), day(8, "2", 3), day(10, "2", 4)];

test.each([
  ["reports", undefined, [5, 0, 4]],
  ["reports", "2", [3, 0, 4]],
  ["installs", undefined, [2, 0, 1]],
  ["installs", "", [0, 0, 0]],
])("%s of version %s are a point a day, empty ones included", (measure, version, totals) => {
  const points = dayPoints(DAYS, measure, version, 10.9 * DAY * 1_000);
  expect(points).toEqual(totals.map((total, i) => ({ ts: (8 + i) * DAY, total })));
});
