// Points of the chart of pushed metrics.
import { expect, test } from "vitest";
import type { Sample } from "../../../../src/core/sample.ts";
import { pushedPoints } from "../../../../src/dashboard/family/pushed-points.ts";

const STEP = 60;
const AT = 1_000 * STEP;
/** One sample a minute, half a minute after it began. */
const samples = (...values: (number | undefined)[]): Sample[] =>
  values.flatMap((n, i) => (n === undefined ? [] : [{ ts: AT + i * STEP + 30, n }]));
/** Of three minutes. */
const shown = { field: "n", isCount: true, seconds: 3 * STEP, step: STEP };
const now = 1_000 * (AT + 2 * STEP + 40);

test.each([
  ["what counts has its increase, and began at nobody knows what", [5, 7, 7], {}, [0, 2, 0]],
  ["what fell began anew", [5, 7, 3], {}, [0, 2, 3]],
  ["a value stands for itself", [5, 7, 3], { isCount: false }, [5, 7, 3]],
  ["a value holds until the next one", [5, undefined, 3], { isCount: false }, [5, 5, 3]],
  ["a sum that began in this minute has all of it", [5], { since: 1_000 * AT + 30_400 }, [5, 0, 0]],
  ["a sum that began here has all of it", [5, 7], { since: 1_000 * AT }, [5, 2, 0]],
  ["a sum that began before has none of it", [5, 7], { since: 1_000 * AT - 1 }, [0, 2, 0]],
  [
    "one that was begun anew has none of the old",
    [9, 4],
    { since: 1_000 * AT + 31_000 },
    [0, 4, 0],
  ],
  [
    "nor has it where it comes to more than the old",
    [9, 14],
    { since: 1_000 * AT + 31_000 },
    [0, 14, 0],
  ],
])("%s", (_, values, more, totals) => {
  const points = pushedPoints(samples(...values), { ...shown, now, ...more });
  expect(points).toEqual(totals.map((total, i) => ({ ts: AT + i * STEP, total })));
});

test.each([
  ["a value", { isCount: false }, [undefined, 4, 4]],
  ["what counts", {}, [undefined, 0, 0]],
  ["a sum", { since: 1_000 * (AT + STEP) + 1 }, [undefined, 4, 0]],
  ["a sum that began long before, of which nothing was counted,", { since: 1 }, [0, 0, 0]],
  ["a sum that began two minutes before,", { since: 1_000 * AT }, [0, 4, 0]],
])("%s has no points before it is known", (_, more, totals) => {
  const points = pushedPoints(samples(undefined, 4), { ...shown, now, ...more });
  expect(points).toEqual(
    totals.flatMap((total, i) => (total === undefined ? [] : [{ ts: AT + i * STEP, total }])),
  );
});
