// The minutes and buckets that a window covers.
import { expect, test } from "vitest";
import { LEVELS } from "../../../src/store/levels.ts";
import { spanOf } from "../../../src/store/span.ts";

const NOW_MS = 1_795_250_403_000;
const MINUTE = Math.floor(NOW_MS / 60_000);
const ALL_KEPT = LEVELS.map(() => ({ rolled: 0, kept: 0 }));

test.each([
  ["an hour of minutes", 3_600, 60, 60, 60],
  ["a day of quarters", 86_400, 900, 96, 900],
  ["a span that is no multiple of its step", 100, 60, 2, 60],
  ["a step below a minute", 600, 10, 10, 60],
  ["a step that is no whole minute", 600, 90.9, 5, 120],
  ["no time at all", 0, 60, 1, 60],
])("%s ends with the bucket that is running", (_, seconds, step, count, width) => {
  const { starts, from, to } = spanOf({ seconds, step }, NOW_MS, ALL_KEPT);
  expect(starts).toHaveLength(count);
  const last = Math.floor(NOW_MS / 1000 / width) * width;
  expect(starts.at(-1)).toBe(last);
  expect(starts[0]).toBe(last - (count - 1) * width);
  expect(from).toBe((starts[0] as number) / 60);
  expect(to).toBe(Math.floor(NOW_MS / 60_000) + 1);
});

test.each([
  [86_400 * 30, 60],
  [Number.NaN, 60],
  [3_600, Number.NaN],
  [Number.POSITIVE_INFINITY, 60],
])("refuses %s seconds in steps of %s", (seconds, step) => {
  expect(() => spanOf({ seconds, step }, NOW_MS, ALL_KEPT)).toThrow("points");
});

test("has as many points as are allowed", () => {
  const days = { seconds: 60 * 86_400, step: 60 };
  expect(spanOf(days, NOW_MS, ALL_KEPT, 86_400).starts).toHaveLength(86_400);
  expect(() => spanOf(days, NOW_MS, ALL_KEPT, 86_399)).toThrow(
    "5184000 seconds in steps of 60 are not from 1 to 86399 points",
  );
});

test("ends where it is asked to, with the bucket that has that end", () => {
  const to = (MINUTE - 100) * 60;
  expect(spanOf({ seconds: 300, step: 60, to }, NOW_MS, ALL_KEPT)).toMatchObject({
    from: MINUTE - 105,
    to: MINUTE - 100,
  });
  const inside = spanOf({ seconds: 300, step: 60, to: to + 1 }, NOW_MS, ALL_KEPT);
  expect(inside).toMatchObject({ from: MINUTE - 104, to: MINUTE - 99 });
  const future = spanOf({ seconds: 300, step: 60, to: to + 1e9 }, NOW_MS, ALL_KEPT);
  expect(future).toEqual(spanOf({ seconds: 300, step: 60 }, NOW_MS, ALL_KEPT));
});

test.each([
  ["that is kept by the minute", 3_600, 60, 60],
  ["of which the start is kept by five minutes", 7_200, 60, 300],
  ["of which the start is kept by the hour", 36_000, 300, 3_600],
  ["with a step that is no multiple of what is kept", 7_200, 420, 600],
  ["with a step that is coarse enough", 36_000, 7_200, 7_200],
  ["of which nothing is kept", 4_000_000, 3_600, 86_400],
])("has as fine a step as a time %s allows", (_, seconds, step, expected) => {
  const hour = Math.floor(MINUTE / 60) * 60;
  const day = Math.floor(MINUTE / 1_440) * 1_440;
  const kept = [hour - 60, hour - 300, day - 1_440, day - 14_400];
  const marks = kept.map((minute) => ({ rolled: hour, kept: minute }));
  const found = spanOf({ seconds, step }, NOW_MS, marks);
  expect(found.step).toBe(expected);
  expect(found.from % (expected / 60)).toBe(0);
  expect(found.starts.length * expected).toBeGreaterThanOrEqual(seconds);
});
