// Tagged metrics, as statsd has them: as they come, as they are consolidated, and as they are aggregated.

/** `name` or `name:value`. */
export type Tags = readonly string[];

/** What a metric is. A histogram of the wire (`h`) is a timer. */
export type MetricType = "counter" | "gauge" | "timer" | "set";

/** One metric, as one line says it. */
export interface Metric {
  readonly type: MetricType;
  readonly name: string;
  /** Numbers, ms of a timer; none or many where a line says so. None of a set. */
  readonly values: readonly number[];
  /** Of a set. */
  readonly member?: string;
  /** How many of all there were this one stands for, one in so many: more than 0, mostly up to 1. */
  readonly rate: number;
  readonly tags: Tags;
  /** Who says so: an address, a host; empty where nobody knows. */
  readonly source: string;
  /** When it was received, Unix milliseconds and their fractions: of two gauges the later one counts. */
  readonly atMs: number;
}

/** One metric with one set of tags. */
export interface Series<V> {
  readonly name: string;
  /** In the order of their UTF-8 bytes. */
  readonly tags: Tags;
  readonly source: string;
  /** When it was last heard of, Unix milliseconds and their fractions. */
  atMs: number;
  value: V;
}

/** What a timer was told, and how many that stands for. */
export interface Timed {
  readonly values: number[];
  sampledCount: number;
}

/** Consolidated metrics, what travels between stages. Keys are those of `seriesKey`. */
export interface MetricMap {
  /** Whole numbers. */
  readonly counters: Map<string, Series<number>>;
  readonly gauges: Map<string, Series<number>>;
  readonly timers: Map<string, Series<Timed>>;
  readonly sets: Map<string, Series<Set<string>>>;
}

/** Something that happened. */
export interface MetricEvent {
  readonly title: string;
  readonly text: string;
  /** Unix seconds. */
  readonly dateHappened: number;
  readonly source: string;
  readonly aggregationKey: string;
  readonly sourceTypeName: string;
  readonly priority: "normal" | "low";
  readonly alertType: "info" | "warning" | "error" | "success";
  readonly tags: Tags;
}

/** What is said of a timer, by the names of its switches: those with `Pct` are said for each percentile. */
export type SubMetric =
  | "lower"
  | "upper"
  | "count"
  | "countPerSecond"
  | "mean"
  | "median"
  | "stdDev"
  | "sum"
  | "sumSquares"
  | "countPct"
  | "meanPct"
  | "sumPct"
  | "sumSquaresPct"
  | "lowerPct"
  | "upperPct";

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
  /** All that was timed, ascending unless there are buckets. */
  readonly values: readonly number[];
}

/** What came in during one interval. */
export interface Aggregates {
  readonly atMs: number;
  readonly intervalMs: number;
  readonly counters: readonly Series<{ readonly count: number; readonly perSecond: number }>[];
  readonly gauges: readonly Series<number>[];
  readonly timers: readonly Series<TimerStats>[];
  /** How many distinct members each had, and which. */
  readonly sets: readonly (Series<number> & { readonly members?: ReadonlySet<string> })[];
  /** What backends leave unsaid of timers; percentiles come without theirs. */
  readonly disabled?: ReadonlySet<SubMetric>;
}

/** Takes consolidated maps, which are its own from then on: an aggregator, a forwarder. */
export type MetricSink = (map: MetricMap) => void | Promise<void>;

/** What became of what was to be delivered. All count up. */
export interface DeliveryCounts {
  /** Requests or packets that were made, that arrived, that were tried again, and that were given up. */
  readonly created: number;
  readonly sent: number;
  readonly retried: number;
  readonly dropped: number;
  /** Series in those that arrived, and in those that did not. */
  readonly seriesSent: number;
  readonly seriesDropped: number;
  /** Events that arrived, and that did not. Absent where there is no place for events. */
  readonly eventsSent?: number;
  readonly eventsDropped?: number;
}

/** Takes aggregates to somewhere. Settles when all of it has arrived or was given up; never rejects. */
export interface Backend {
  (aggregates: Aggregates): void | Promise<void>;
  /** Takes an event there; absent where there is no place for events. */
  readonly event?: (event: MetricEvent) => void | Promise<void>;
  /** Absent where nothing can be lost. */
  readonly counts?: () => DeliveryCounts;
  /** Hands on what it kept back; called after the last flush. Absent where nothing is kept back. */
  readonly stop?: () => void | Promise<void>;
}
