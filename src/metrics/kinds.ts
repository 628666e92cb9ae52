// The kinds of series that a metric map holds, for what is done to all of them alike.
import type { MetricMap, Series } from "../core/metric.ts";

/** The names of the maps within a metric map. */
export type MetricKind = keyof MetricMap;

/** In the order in which the wire has them. */
export const METRIC_KINDS: readonly MetricKind[] = ["counters", "gauges", "sets", "timers"];

/** The series of one kind, for whoever does not look at their values. */
export function seriesOf(map: MetricMap, kind: MetricKind): Map<string, Series<unknown>> {
  return map[kind] as Map<string, Series<unknown>>;
}

/** How many series a map has. */
export function countSeries(map: MetricMap): number {
  return METRIC_KINDS.reduce((sum, kind) => sum + map[kind].size, 0);
}
