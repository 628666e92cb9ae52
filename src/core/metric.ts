// Tagged metrics, as statsd has them, once they are aggregated.

/** `name` or `name:value`, in their order. */
export type Tags = readonly string[];

/** One metric with one set of tags. */
export interface Series<V> {
  readonly name: string;
  readonly tags: Tags;
  /** When it was last heard of, Unix milliseconds. */
  atMs: number;
  value: V;
}

/** What was timed in an interval, ms. */
export interface TimerStats {
  readonly count: number;
  readonly countPerSecond: number;
  readonly mean: number;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly stdDev: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** `upper_90`, `mean_90` …. */
  readonly percentiles: Readonly<Record<string, number>>;
  /** Upper bound → count, when the series asked for buckets; the rest is 0 then. */
  readonly histogram?: ReadonlyMap<number, number>;
}

/** What came in during one interval. */
export interface Aggregates {
  readonly atMs: number;
  readonly intervalMs: number;
  readonly counters: readonly Series<{ readonly count: number; readonly perSecond: number }>[];
  readonly gauges: readonly Series<number>[];
  readonly timers: readonly Series<TimerStats>[];
  /** How many distinct members each had. */
  readonly sets: readonly Series<number>[];
}
