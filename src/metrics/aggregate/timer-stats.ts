// What is said of a timer: each addition in the order of gostatsd, so that every last bit is the same.
import type { Timed, TimerStats } from "../../core/metric.ts";
import type { Percentile } from "./percentiles.ts";

/** Nothing was timed. */
const NOTHING = {
  count: 0,
  countPerSecond: 0,
  mean: 0,
  median: 0,
  lower: 0,
  upper: 0,
  stdDev: 0,
  sum: 0,
  sumSquares: 0,
  percentiles: {},
} as const;

/** Sorts the values where they are. Rates are per second of `elapsedMs`, and 0 where no time has passed. */
export function timerStats(
  { values, sampledCount }: Timed,
  percentiles: readonly Percentile[],
  elapsedMs: number,
): TimerStats {
  const size = values.length;
  if (size === 0) return { ...NOTHING, values };
  values.sort((a, b) => a - b);
  const [sum, sumSquares] = sums(values, size);
  const mean = sum / size;
  let spread = 0;
  for (const value of values) spread += (value - mean) * (value - mean);
  const middle = size >> 1;
  return {
    count: Math.floor(sampledCount + 0.5),
    countPerSecond: perSecond(sampledCount, elapsedMs),
    mean,
    median: size % 2 ? at(values, middle) : (at(values, middle - 1) + at(values, middle)) / 2,
    lower: at(values, 0),
    upper: at(values, size - 1),
    stdDev: Math.sqrt(spread / size),
    sum,
    sumSquares,
    percentiles: percentilesOf(values, percentiles, sum, sumSquares),
    values,
  };
}

/** A histogram's: buckets alone, each with all that is not above its bound. Sampling does not count. */
export function histogramStats({ values }: Timed, bounds: readonly number[]): TimerStats {
  // What is no number comes last, and is below no bound.
  const sorted = Float64Array.from(values).sort();
  let count = 0;
  const counted = bounds.map((bound): [number, number] => {
    while (at(sorted, count) <= bound) count += 1;
    return [bound, count];
  });
  return { ...NOTHING, histogram: new Map(counted), values };
}

/** `amount` in `elapsedMs`, by the second; 0 where no time has passed. */
export function perSecond(amount: number, elapsedMs: number): number {
  return elapsedMs > 0 ? amount / (elapsedMs / 1000) : 0;
}

function percentilesOf(
  values: readonly number[],
  percentiles: readonly Percentile[],
  allSum: number,
  allSumSquares: number,
): Record<string, number> {
  const said: Record<string, number> = {};
  const size = values.length;
  for (const { part, count, mean, sum, sumSquares, boundary } of percentiles) {
    const taken = size === 1 ? 1 : Math.floor(Math.abs(part) * size + 0.5);
    if (taken === 0) continue;
    let [partSum, partSquares] = sums(values, part > 0 ? taken : size - taken);
    if (part <= 0) [partSum, partSquares] = [allSum - partSum, allSumSquares - partSquares];
    if (count) said[count] = taken;
    if (mean) said[mean] = partSum / taken;
    if (sum) said[sum] = partSum;
    if (sumSquares) said[sumSquares] = partSquares;
    if (boundary) said[boundary] = at(values, part > 0 ? taken - 1 : size - taken);
  }
  return said;
}

/** Of the first ones, and of their squares. */
function sums(values: readonly number[], count: number): [sum: number, sumSquares: number] {
  if (count === 0) return [0, 0];
  let sum = at(values, 0);
  let squares = sum * sum;
  for (let i = 1; i < count; i += 1) {
    const value = at(values, i);
    sum = value + sum;
    squares = value * value + squares;
  }
  return [sum, squares];
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}
