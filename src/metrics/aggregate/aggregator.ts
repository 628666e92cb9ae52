// Adds up what is received, and hands it to all backends at each flush.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type {
  Aggregates,
  Backend,
  MetricEvent,
  MetricMap,
  MetricType,
  SubMetric,
} from "../../core/metric.ts";
import {
  EVENT_TIMEOUT_MS,
  EXPIRY_MS,
  FLUSH_MS,
  MAX_CONCURRENT_EVENTS,
  MAX_SERIES,
  PERCENTILES,
  TIMER_HISTOGRAM_LIMIT,
} from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { quietly } from "../../core/quiet.ts";
import { createRhythm } from "../../core/rhythm.ts";
import { within } from "../../core/within.ts";
import { positive } from "../delivery/demand.ts";
import type { Internal } from "../internal.ts";
import { createLanes } from "../lanes.ts";
import { emptyMap, merge } from "../map.ts";
import { aggregate, type Expiry, reset } from "./aggregate.ts";
import { readPercentiles } from "./percentiles.ts";

/** How is aggregated, and for whom. */
export interface AggregatorOptions {
  /** Those that are told at each flush; errors have the name of the one that failed, or its place. */
  readonly backends: Readonly<Record<string, Backend>> | readonly Backend[];
  /** Default 1,000. */
  readonly flushMs?: number;
  /** Whether flushes fall on multiples of `flushMs` since the epoch, instead of since the start. */
  readonly flushAligned?: boolean;
  /** Moves those multiples; default 0. */
  readonly flushOffsetMs?: number;
  /** From -100 to 100: 90 is about the lowest nine in ten, -90 about the highest. Default [90]. */
  readonly percentiles?: readonly number[];
  /** Bounds that the tag `gsd_histogram:` of a timer may ask for; default 1,000, gostatsd's is 4,294,967,295. */
  readonly timerHistogramLimit?: number;
  /** What is left unsaid of timers. Default: nothing. */
  readonly disabledSubMetrics?: readonly SubMetric[];
  /** How long a silent series is still told, of all types or by type; default 300,000. 0 is for ever, -1 not once. */
  readonly expiryMs?: number | Partial<Record<MetricType, number>>;
  /** New series are dropped, and counted, while there are so many; default 200,000. */
  readonly maxSeries?: number;
  /** What the pipeline says of itself, which is aggregated with the rest; told of its own times, too. */
  readonly internal?: Internal;
  /** What another one held at its last flush, to go on with; its own from then on. */
  readonly held?: MetricMap;
  readonly clock?: Clock;
  /** Hears of backends that failed. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** How one flush differs from others. */
export interface FlushRules {
  /** When its interval began. Default: with the last flush. */
  readonly sinceMs?: number | undefined;
  /** Is handed what goes over to the next flush before anybody is told of this one; where it throws, nobody is. */
  readonly keep?: (held: MetricMap) => void;
}

/** Adds up, and tells at each flush. */
export interface Aggregator {
  /** Takes a map, which is its own from then on. */
  receive(map: MetricMap): void;
  /** Takes an event to all backends that have a place for it; resolves when it is there, or was given up. */
  event(event: MetricEvent): Promise<void>;
  /** Aggregates what came in since the last flush, and resolves when all backends are done with it. */
  flush(rules?: FlushRules): Promise<Aggregates>;
  /** Flushes on schedule; a flush that falls due while another one is under way is left out. */
  start(): void;
  /** Ends the schedule, and flushes once more. */
  stop(): Promise<void>;
}

/**
 * `createAggregator({ backends: [consoleBackend()] })`. Where nothing runs between requests, as in a Durable Object, an
 * alarm calls `flush()` instead of `start()`. Throws `bad-option`. Source: gostatsd, aggregation.
 */
export function createAggregator(options: AggregatorOptions): Aggregator {
  const { backends, flushMs = FLUSH_MS, flushAligned = false, flushOffsetMs = 0 } = options;
  const { clock = systemClock, internal, held: map = emptyMap() } = options;
  const { maxSeries = MAX_SERIES } = options;
  positive("statsd", "flushMs", flushMs);
  const disabled = new Set(options.disabledSubMetrics);
  const rules = {
    disabled,
    percentiles: readPercentiles(options.percentiles ?? PERCENTILES, disabled),
    histogramLimit: options.timerHistogramLimit ?? TIMER_HISTOGRAM_LIMIT,
  };
  const expiry = expiryOf(options.expiryMs);
  const complain = quietly(clock, options.onError);
  const inLane = createLanes(MAX_CONCURRENT_EVENTS);
  let isOn = false;
  let lastMs = clock.now();
  const ends = Object.entries(backends).map(([name, backend]) => ({
    name,
    backend,
    /** Settles when all that it was told has arrived, or was given up. */
    settled: Promise.resolve(),
  }));
  // Of the last flush, as the pipeline says of itself.
  const took = { maps: 0, aggregation: 0, reset: 0, process: 0, total: 0 };
  let maps = 0;
  let seriesDropped = 0;
  const id = ["aggregator_id:0"];
  internal?.watch("gauge", "aggregator.metricmaps_received", () => took.maps, id);
  internal?.watch("gauge", "aggregator.aggregation_time", () => took.aggregation, id);
  internal?.watch("gauge", "aggregator.process_time", () => took.process, id);
  internal?.watch("gauge", "aggregator.reset_time", () => took.reset, id);
  internal?.watch("sparse", "aggregator.series_dropped", () => seriesDropped, id);
  internal?.watch("gauge", "flusher.total_time", () => took.total);

  const rhythm = createRhythm({
    clock,
    intervalMs: flushMs,
    isAligned: flushAligned,
    offsetMs: flushOffsetMs,
    isPatient: true,
    async run() {
      const now = clock.now();
      // Down to when it was due, so that intervals are whole ones.
      const lateMs = flushAligned ? modulo(now - flushOffsetMs, flushMs) : 0;
      await flush(now - lateMs);
    },
  });
  return {
    receive(more) {
      maps += 1;
      const dropped = merge(map, more, maxSeries);
      if (dropped === 0) return;
      seriesDropped += dropped;
      complain(new TallybeaconError("buffer-full", `statsd: more than ${maxSeries} series`));
    },
    event: (event) =>
      inLane(() =>
        everyBackend((backend) => within(clock, EVENT_TIMEOUT_MS, () => backend.event?.(event))),
      ),
    flush: async (rules) => flush(clock.now(), rules),
    start() {
      if (isOn) return;
      isOn = true;
      lastMs = clock.now();
      rhythm.start();
    },
    async stop() {
      isOn = false;
      const over = rhythm.stop();
      const flushed = flush(clock.now());
      // One that is away keeps none of the others waiting, whose time may be short.
      const stopped = ends.map(async (end) => {
        await end.settled;
        await told(end, (backend) => backend.stop?.());
      });
      await Promise.all([over, flushed, ...stopped]);
    },
  };

  async function flush(
    nowMs: number,
    { sinceMs = lastMs, keep }: FlushRules = {},
  ): Promise<Aggregates> {
    const startedAtMs = clock.now();
    if (internal) merge(map, internal.collect(nowMs));
    // Clocks are set back, and a flush by hand may come after the time for which the next one is due.
    const aggregates = aggregate(map, nowMs, Math.max(nowMs - sinceMs, 0), rules);
    const aggregatedAtMs = clock.now();
    lastMs = nowMs;
    reset(map, nowMs, expiry);
    const [received, resetAtMs] = [maps, clock.now()];
    maps = 0;
    keep?.(map);
    await everyBackend((backend) => backend(aggregates));
    const doneAtMs = clock.now();
    took.maps = received;
    took.aggregation = aggregatedAtMs - startedAtMs;
    took.reset = resetAtMs - aggregatedAtMs;
    took.process = doneAtMs - resetAtMs;
    took.total = doneAtMs - startedAtMs;
    return aggregates;
  }

  async function everyBackend(tell: (backend: Backend) => unknown): Promise<void> {
    await Promise.all(
      ends.map((end) => {
        const done = told(end, tell);
        end.settled = Promise.all([end.settled, done]).then(() => {});
        return done;
      }),
    );
  }

  async function told(
    { name, backend }: { readonly name: string; readonly backend: Backend },
    tell: (backend: Backend) => unknown,
  ): Promise<void> {
    try {
      await tell(backend);
    } catch (cause) {
      const why = `statsd: backend ${name} failed: ${(cause as Error).message}`;
      complain(new TallybeaconError("source", why, cause));
    }
  }
}

/** By type, what all types or some of them were given. */
export function expiryOf(expiryMs: AggregatorOptions["expiryMs"] = EXPIRY_MS): Expiry {
  const [all, some] = typeof expiryMs === "number" ? [expiryMs, {}] : [EXPIRY_MS, expiryMs];
  return { counter: all, gauge: all, timer: all, set: all, ...some };
}

function modulo(value: number, of: number): number {
  return ((value % of) + of) % of;
}
