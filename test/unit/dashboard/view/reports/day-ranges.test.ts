// How far back days of reports are looked at.
import { expect, test } from "vitest";
import { MAX_RANGE_DAYS } from "../../../../../src/core/report-limits.ts";
import { DAY_RANGES, dayRangeOf } from "../../../../../src/dashboard/view/reports/day-ranges.ts";
import { wholeDays } from "../../../../../src/server/schema/fields.ts";

test.each([
  ["range=12w", 84],
  ["range=7d", 7],
  ["range=1h", 30],
  ["", 30],
])("%o are so many days", (words, days) => {
  expect(dayRangeOf(new URLSearchParams(words)).days).toBe(days);
});

test("the server knows all of them by the same days", () => {
  for (const { id, days } of DAY_RANGES) expect(wholeDays(id)).toBe(days);
  expect(Math.max(...DAY_RANGES.map(({ days }) => days))).toBeLessThanOrEqual(MAX_RANGE_DAYS);
});
