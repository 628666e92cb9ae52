// Counters, gauges, timers and sets by tags, added up here before they are handed to a sink.
import { systemClock } from "../core/clock.ts";
import { privacyAllows } from "../core/consent.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { MetricEvent, MetricMap, MetricSink, Series, Tags } from "../core/metric.ts";
import {
  CLIENT_FLUSH_MS,
  MAX_HELD_SERIES,
  MAX_HELD_VALUES,
  MAX_WAITING_SERIES,
  TICK_MS,
} from "../core/metric-limits.ts";
import type { Clock } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import { createRhythm } from "../core/rhythm.ts";
import { UNTOLD } from "./event-words.ts";
import { countSeries, METRIC_KINDS, seriesOf } from "./kinds.ts";
import { type CommonTags, createKnownSeries, type Known, type TagRecord } from "./known-series.ts";
import { addCount, addMember, addTimes, clampCount, emptyMap, merge, setGauge } from "./map.ts";

/** What was counted and could not be kept. All count up. */
export interface MetricsCounts {
  /** Calls with what is no number, or no name. */
  readonly bad: number;
  /** Calls for which there was no room until the next flush. */
  readonly full: number;
}

/** How metrics are counted. */
export interface MetricsOptions extends CommonTags {
  /** Where maps go; with `event`, events go there, too. */
  readonly sink: MetricSink & { readonly event?: (event: MetricEvent) => void | Promise<void> };
  /** From one map to the next. Default 10,000 ms. */
  readonly flushMs?: number;
  /**
   * Asked at each flush and event: where it says no, they go nowhere, and what was counted is forgotten. Default: no where
   * Global Privacy Control or Do Not Track says so.
   */
  readonly enabled?: () => boolean;
  readonly clock?: Clock;
  /** Hears each kind of trouble once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** A time that is being taken. `using timer = metrics.timer("render")` tells it at the end of the block. */
export interface Timer {
  /** Tells the time since it began, ms, and gives it; only once. */
  stop(): number;
  [Symbol.dispose](): void;
}

/**
 * Verbs that never throw and never wait. A `rate` of 0.1 tells one call in ten, by chance, which then stands for ten.
 */
export interface Metrics {
  /** Adds to a counter: whole numbers, default 1. */
  count(name: string, amount?: number, tags?: Tags | TagRecord, rate?: number): void;
  /** The last value before a flush is told. */
  gauge(name: string, value: number, tags?: Tags | TagRecord): void;
  timing(name: string, ms: number, tags?: Tags | TagRecord, rate?: number): void;
  /** How many different members there are. */
  unique(name: string, member: string, tags?: Tags | TagRecord): void;
  timer(name: string, tags?: Tags | TagRecord, rate?: number): Timer;
  /** Something that happened, told at once. */
  event(title: string, text: string, more?: Partial<MetricEvent>): void;
  /** Hands over what there is; resolves when the sink has taken it. */
  flush(): Promise<void>;
  /** Flushes again and again, and as the page goes. */
  start(): void;
  /** Flushes a last time. */
  stop(): Promise<void>;
  counts(): MetricsCounts;
}

const NO_TAGS: Tags = [];

/**
 * `createMetrics({ sink: forwardSink("https://count.example.com") }).start()`. Counts are whole numbers, as statsd has
 * them. What a sink refuses is added to what comes next. Source: gostatsd, consolidator.
 */
export function createMetrics(options: MetricsOptions): Metrics {
  const { sink, flushMs = CLIENT_FLUSH_MS, clock = systemClock } = options;
  const { enabled = privacyAllows } = options;
  const tell = quietly(clock, options.onError);
  const known = createKnownSeries(options);
  let map = emptyMap();
  let mapNumber = 0;
  // Times in the map, and with them those of maps that no sink has taken yet.
  let [times, allTimes] = [0, 0];
  let [bad, full] = [0, 0];
  let atMs = 0;
  const told = new Set<string>();
  const rhythm = createRhythm({ clock, intervalMs: flushMs, isPatient: true, run: flush });
  const leave = () => void flush();

  return {
    count(name, amount = 1, tags = NO_TAGS, rate = 1) {
      if (!isChosen(rate)) return;
      const of = found(name, tags, amount, map.counters);
      if (!of) return;
      // The map knows it, too, but asking takes half as long again.
      if (of.mapNumber !== mapNumber) {
        addCount(map, of, 0, 0);
        of.counter = map.counters.get(of.key);
        of.mapNumber = mapNumber;
      }
      const counter = of.counter as Series<number>;
      counter.value += clampCount(amount) / rate;
    },
    gauge(name, value, tags = NO_TAGS) {
      const of = found(name, tags, value, map.gauges);
      const held = of && map.gauges.get(of.key);
      if (held) Object.assign(held, { value, atMs: 0 });
      else if (of) setGauge(map, of, value, 0);
    },
    timing,
    unique(name, member, tags = NO_TAGS) {
      const of = found(name, tags, typeof member === "object" ? Number.NaN : 0, map.sets);
      if (!of) return;
      const held = map.sets.get(of.key)?.value;
      if (held && held.size >= MAX_HELD_VALUES && !held.has(member)) refuse("buffer-full", of.name);
      else addMember(map, of, String(member), 0);
    },
    timer(name, tags, rate) {
      const start = performance.now();
      let ms: number | undefined;
      const stop = () => {
        if (ms !== undefined) return ms;
        ms = performance.now() - start;
        timing(name, ms, tags, rate);
        return ms;
      };
      return { stop, [Symbol.dispose]: stop };
    },
    event(title, text, more) {
      const dateHappened = Math.floor(clock.now() / 1_000);
      const event: MetricEvent = { title, text, dateHappened, ...UNTOLD, ...more };
      const hand = async () => enabled() && sink.event?.(event);
      hand().catch((cause) =>
        tell(new TallybeaconError("source", "an event could not be handed over", cause)),
      );
    },
    flush,
    start() {
      rhythm.start();
      // At pagehide a page may still be visible, and a sink begin what takes too long. All engines hide it before they let
      // it go. On its way down: a collector that is the sink looks once more on its way up, and sends what it has.
      globalThis.addEventListener?.("visibilitychange", leave, true);
    },
    async stop() {
      globalThis.removeEventListener?.("visibilitychange", leave, true);
      await rhythm.stop();
      await flush();
    },
    counts: () => ({ bad, full }),
  };

  function timing(name: string, ms: number, tags: Tags | TagRecord = NO_TAGS, rate = 1): void {
    if (!isChosen(rate)) return;
    const of = found(name, tags, ms, map.timers);
    if (!of) return;
    const hasRoom = allTimes < MAX_HELD_VALUES;
    // How many there were is told all the same.
    if (!hasRoom) refuse("buffer-full", of.name);
    addTimes(map, of, hasRoom ? [ms] : [], rate, 0);
    times += Number(hasRoom);
    allTimes += Number(hasRoom);
  }

  /** The series, where there is room for it, and all that was said of it is sound. */
  function found(
    name: string,
    tags: Tags | TagRecord,
    value: number,
    held: ReadonlyMap<string, unknown>,
  ): Known | undefined {
    try {
      if (typeof name !== "string" || !Number.isFinite(value))
        return refuse("bad-value", `${name}: ${value}`);
      const of = known(name, tags);
      if (of.name === "") return refuse("bad-value", `no name: "${name}"`);
      if (held.size >= MAX_HELD_SERIES && !held.has(of.key)) return refuse("buffer-full", of.name);
      return of;
    } catch {
      return refuse("bad-value", "what is no text");
    }
  }

  /** An error takes longer to make than all else here: one of a kind is enough until the next flush. */
  function refuse(code: "bad-value" | "buffer-full", what: string): undefined {
    if (code === "bad-value") bad += 1;
    else full += 1;
    if (!told.has(code)) tell(new TallybeaconError(code, `metrics: ${what}`));
    told.add(code);
  }

  function isChosen(rate: number): boolean {
    return rate === 1 || clock.random() < rate;
  }

  async function flush(): Promise<void> {
    if (countSeries(map) === 0) return;
    const handed = map;
    stamp(handed);
    turnTo(emptyMap());
    const handedTimes = times;
    times = 0;
    told.clear();
    try {
      if (enabled()) await sink(handed);
      allTimes -= handedTimes;
    } catch (cause) {
      times += handedTimes;
      stamp(map);
      full += merge(handed, map, MAX_WAITING_SERIES);
      turnTo(handed);
      tell(new TallybeaconError("source", "metrics could not be handed over", cause));
    }
  }

  function turnTo(next: MetricMap): void {
    map = next;
    mapNumber += 1;
  }

  /**
   * Nobody looks at the time before. Two maps never have the same, but a gauge that comes again is as old as it is. Of one
   * call in so many counters have fractions until now, so that those add up.
   */
  function stamp(all: MetricMap): void {
    for (const counter of all.counters.values())
      counter.value = clampCount(Math.round(counter.value));
    atMs = Math.max(clock.now(), atMs + TICK_MS);
    for (const kind of METRIC_KINDS)
      for (const series of seriesOf(all, kind).values())
        if (kind !== "gauges" || !series.atMs) series.atMs = atMs;
  }
}
