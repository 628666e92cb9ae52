// The minutes and buckets that a window covers.
import { expect, test } from "vitest";
import { spanOf } from "../../../src/store/span.ts";

const NOW_MS = 1_795_250_403_000;

test.each([
  ["an hour of minutes", 3_600, 60, 60, 60],
  ["a day of quarters", 86_400, 900, 96, 900],
  ["a span that is no multiple of its step", 100, 60, 2, 60],
  ["a step below a minute", 600, 10, 10, 60],
  ["a fraction of a second", 600, 90.9, 7, 90],
  ["no time at all", 0, 60, 1, 60],
])("%s ends with the bucket that is running", (_, seconds, step, count, width) => {
  const { starts, from, to } = spanOf({ seconds, step }, NOW_MS);
  expect(starts).toHaveLength(count);
  const last = Math.floor(NOW_MS / 1000 / width) * width;
  expect(starts.at(-1)).toBe(last);
  expect(starts[0]).toBe(last - (count - 1) * width);
  expect(from).toBe(Math.ceil((starts[0] as number) / 60));
  expect(to).toBe(Math.floor(NOW_MS / 60_000));
});

test.each([
  [86_400 * 30, 60],
  [Number.NaN, 60],
  [3_600, Number.NaN],
  [Number.POSITIVE_INFINITY, 60],
])("refuses %s seconds in steps of %s", (seconds, step) => {
  expect(() => spanOf({ seconds, step }, NOW_MS)).toThrow("points");
});
