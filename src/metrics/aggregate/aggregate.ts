// One flush: what a map of consolidated metrics says of an interval, and what is left of it for the next one.
import type { Aggregates, MetricMap, MetricType, Series, SubMetric } from "../../core/metric.ts";
import { boundsOf } from "./bounds.ts";
import type { Percentile } from "./percentiles.ts";
import { histogramStats, perSecond, timerStats } from "./timer-stats.ts";

/** What is said of timers. */
export interface TimerRules {
  readonly percentiles: readonly Percentile[];
  readonly histogramLimit: number;
  readonly disabled: ReadonlySet<SubMetric>;
}

/** How long a silent series is told, ms: 0 for ever, below 0 not once. */
export type Expiry = Readonly<Record<MetricType, number>>;

/** Pure but for the order of values in `map`, whose lists and sets it goes on to use until `reset`. */
export function aggregate(
  map: MetricMap,
  atMs: number,
  elapsedMs: number,
  { percentiles, histogramLimit, disabled }: TimerRules,
): Aggregates {
  return {
    atMs,
    intervalMs: elapsedMs,
    counters: each(map.counters, (count) => ({ count, perSecond: perSecond(count, elapsedMs) })),
    gauges: each(map.gauges, (value) => value),
    timers: each(map.timers, (timed, { tags }) => {
      const bounds = boundsOf(tags, histogramLimit);
      return bounds ? histogramStats(timed, bounds) : timerStats(timed, percentiles, elapsedMs);
    }),
    sets: Array.from(map.sets.values(), (series) => {
      const members = series.value;
      return { ...series, value: members.size, members };
    }),
    disabled,
  };
}

/** Forgets what was silent for too long, and what the rest has summed up; gauges stay. Source: gostatsd, expiry. */
export function reset(map: MetricMap, nowMs: number, expiry: Expiry): void {
  const left = <V>(all: Map<string, Series<V>>, expiryMs: number, empty?: () => V) => {
    for (const [key, series] of all) {
      if (expiryMs < 0 || (expiryMs > 0 && nowMs - series.atMs > expiryMs)) all.delete(key);
      else if (empty) series.value = empty();
    }
  };
  left(map.counters, expiry.counter, () => 0);
  left(map.gauges, expiry.gauge);
  left(map.timers, expiry.timer, () => ({ values: [], sampledCount: 0 }));
  left(map.sets, expiry.set, () => new Set());
}

function each<V, W>(
  all: ReadonlyMap<string, Series<V>>,
  say: (value: V, series: Series<V>) => W,
): Series<W>[] {
  return Array.from(all.values(), (series) => ({ ...series, value: say(series.value, series) }));
}
