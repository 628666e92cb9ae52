// Consolidated metrics: what is received is added up by series, and maps by maps. Source: gostatsd, metric map.
import type { Metric, MetricMap, Series, Tags, Timed } from "../core/metric.ts";
import { MAX_COUNTER } from "../core/metric-limits.ts";
import { countSeries } from "./kinds.ts";
import { seriesKey, sortTags, tagsKey } from "./tags.ts";

/** What tells a series from others of its type, and its key in maps. */
export interface Identity {
  readonly key: string;
  readonly name: string;
  /** Sorted. */
  readonly tags: Tags;
  readonly source: string;
}

/** A map without series. */
export function emptyMap(): MetricMap {
  return { counters: new Map(), gauges: new Map(), timers: new Map(), sets: new Map() };
}

/** Whoever adds to a series often works this out once. */
export function identify(name: string, tags: Tags, source: string): Identity {
  const sorted = sortTags(tags);
  return { key: seriesKey(name, tagsKey(sorted, source)), name, tags: sorted, source };
}

/** Adds one metric; of a gauge the last value, none where it has none. */
export function receive(map: MetricMap, metric: Metric): void {
  const { type, values, member = "", rate, atMs } = metric;
  const of = identify(metric.name, metric.tags, metric.source);
  if (type === "counter") {
    addCount(map, of, values.reduce((sum, each) => sum + each, 0) / rate, atMs);
  } else if (type === "gauge") {
    const value = values.at(-1);
    if (value !== undefined) setGauge(map, of, value, atMs);
  } else if (type === "timer") addTimes(map, of, values, rate, atMs);
  else addMember(map, of, member, atMs);
}

/** Without its fraction, within MAX_COUNTER; what is no number counts nothing. */
export function addCount(map: MetricMap, of: Identity, count: number, atMs: number): void {
  const series = heard(map.counters, of, atMs, zero);
  series.value = clampCount(series.value + clampCount(count));
}

/** Only if it is later than what is held. */
export function setGauge(map: MetricMap, of: Identity, value: number, atMs: number): void {
  const held = map.gauges.get(of.key);
  if (!held) map.gauges.set(of.key, made(of, atMs, value));
  else if (atMs > held.atMs) Object.assign(held, { value, atMs });
}

/** However many values there are, they stand for one sample. */
export function addTimes(
  map: MetricMap,
  of: Identity,
  values: readonly number[],
  rate: number,
  atMs: number,
): void {
  const timed = heard(map.timers, of, atMs, nothingTimed).value;
  for (const value of values) timed.values.push(value);
  timed.sampledCount += 1 / rate;
}

export function addMember(map: MetricMap, of: Identity, member: string, atMs: number): void {
  heard(map.sets, of, atMs, nobody).value.add(member);
}

/**
 * Adds `from`, which may not be used any more: series that `into` has not become its own, as long as it has fewer than
 * `maxSeries`. Returns how many there was no room for.
 */
export function merge(into: MetricMap, from: MetricMap, maxSeries: number = Infinity): number {
  let room = maxSeries - countSeries(into);
  let dropped = 0;
  const mergeKind = <V>(
    held: Map<string, Series<V>>,
    more: ReadonlyMap<string, Series<V>>,
    add: (held: Series<V>, more: Series<V>) => void,
  ): void => {
    for (const [key, series] of more) {
      const one = held.get(key);
      if (one) {
        add(one, series);
        if (series.atMs > one.atMs) one.atMs = series.atMs;
      } else if (room > 0) {
        held.set(key, series);
        room -= 1;
      } else dropped += 1;
    }
  };
  mergeKind(into.counters, from.counters, (held, { value }) => {
    held.value = clampCount(held.value + value);
  });
  mergeKind(into.timers, from.timers, ({ value }, { value: more }) => {
    for (const each of more.values) value.values.push(each);
    value.sampledCount += more.sampledCount;
  });
  mergeKind(into.sets, from.sets, ({ value }, { value: more }) => {
    for (const member of more) value.add(member);
  });
  mergeKind(into.gauges, from.gauges, (held, { value, atMs }) => {
    if (atMs > held.atMs) held.value = value;
  });
  return dropped;
}

/** The series, which was heard of at that time; made when it is the first time. */
function heard<V>(
  all: Map<string, Series<V>>,
  of: Identity,
  atMs: number,
  start: () => V,
): Series<V> {
  const held = all.get(of.key);
  if (held) {
    if (atMs > held.atMs) held.atMs = atMs;
    return held;
  }
  const series = made(of, atMs, start());
  all.set(of.key, series);
  return series;
}

function made<V>({ name, tags, source }: Identity, atMs: number, value: V): Series<V> {
  return { name, tags, source, atMs, value };
}

const zero = (): number => 0;
const nothingTimed = (): Timed => ({ values: [], sampledCount: 0 });
const nobody = (): Set<string> => new Set();

/** A count without its fraction, within MAX_COUNTER; 0 for what is no number. */
export function clampCount(count: number): number {
  return Math.trunc(Math.min(Math.max(count, -MAX_COUNTER), MAX_COUNTER)) || 0;
}
