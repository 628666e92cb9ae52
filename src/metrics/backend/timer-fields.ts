// What backends say of a timer: what is not disabled, each by its name; or its buckets.
import type { SubMetric, TimerStats } from "../../core/metric.ts";
import { shortestFixed } from "../../core/number-text.ts";

/** The names of what is said, in the order in which it is. */
export type TimerNames = Readonly<Partial<Record<keyof typeof TIMER_NAMES, string>>>;

/** As most backends call it. */
export const TIMER_NAMES = {
  lower: "lower",
  upper: "upper",
  count: "count",
  countPerSecond: "count_ps",
  mean: "mean",
  median: "median",
  stdDev: "std",
  sum: "sum",
  sumSquares: "sum_squares",
} as const;

/** Then its percentiles, by their own names. None for a histogram. */
export function timerFields(
  stats: TimerStats,
  disabled: ReadonlySet<SubMetric> = new Set(),
  names: TimerNames = TIMER_NAMES,
): [name: string, value: number][] {
  if (stats.histogram) return [];
  const fields: [string, number][] = [];
  for (const part of Object.keys(names) as (keyof typeof TIMER_NAMES)[]) {
    const name = names[part];
    if (name !== undefined && !disabled.has(part)) fields.push([name, stats[part]]);
  }
  return [...fields, ...Object.entries(stats.percentiles)];
}

/** Of a histogram: how many were not above each bound, `+Inf` in the end. None for any other timer. */
export function buckets({ histogram = new Map() }: TimerStats): [bound: string, count: number][] {
  return Array.from(histogram, ([bound, count]) => [shortestFixed(bound), count]);
}
