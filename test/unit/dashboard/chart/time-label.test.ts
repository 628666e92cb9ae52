// What moments on an axis are called.
import { expect, test } from "vitest";
import { timeLabel } from "../../../../src/dashboard/chart/time-label.ts";

const at = (...parts: [number, number, number?, number?, number?]): Date => new Date(...parts);
const NOON = at(2026, 10, 30, 12, 5);
const MIDNIGHT = at(2026, 10, 30);
const day = { day: "numeric", month: "short" } as const;
const minute = { timeStyle: "short" } as const;

test.for([
  ["a few seconds", NOON, 10, { timeStyle: "medium" }],
  ["minutes", NOON, 60, minute],
  ["hours", NOON, 3_600, minute],
  ["hours, at midnight", MIDNIGHT, 3_600, day],
  ["days", MIDNIGHT, 86_400, day],
  ["days, where the clocks have changed", at(2026, 10, 30, 1), 86_400, day],
  ["months", at(2026, 10, 1), 30 * 86_400, { month: "short" }],
  ["months, in January", at(2026, 0, 1), 30 * 86_400, { year: "numeric" }],
  ["years", at(2026, 0, 1), 365 * 86_400, { year: "numeric" }],
] as const)("steps of %s", ([_name, date, step, options]) => {
  expect(timeLabel(date.getTime() / 1000, step)).toBe(
    new Intl.DateTimeFormat(undefined, options).format(date),
  );
});
