// Points of the chart of pushed metrics.
import { expect, test } from "vitest";
import type { Sample } from "../../../../../src/core/sample.ts";
import type { Point } from "../../../../../src/core/tally.ts";
import { pushed } from "../../../../../src/server/dashboard/browser/pushed.ts";
import { evaluate } from "../../../../support/browser-part.ts";

const { pushedPoints } = evaluate<{
  pushedPoints(samples: readonly Sample[], of: object): Point[];
}>([pushed], ["pushedPoints"]);

const STEP = 60;
const AT = 1_000 * STEP;
/** One sample a minute, half a minute after it began. */
const samples = (...values: number[]): Sample[] =>
  values.map((n, i) => ({ ts: AT + i * STEP + 30, n }));
/** Of three minutes. */
const shown = { field: "n", isCount: true, seconds: 3 * STEP, step: STEP };
const now = 1_000 * (AT + 2 * STEP + 40);

test.each([
  ["what counts has its increase, and began at nobody knows what", [5, 7, 7], {}, [0, 2, 0]],
  ["what fell began anew", [5, 7, 3], {}, [0, 2, 3]],
  ["a value stands for itself", [5, 7, 3], { isCount: false }, [5, 7, 3]],
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
