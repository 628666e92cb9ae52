// Consolidated metrics: what is received is added up by series, and maps by maps. Source: gostatsd, metric map.
import type { Metric, MetricMap, Series } from "../core/metric.ts";
import { seriesKey, sortTags, tagsKey } from "./tags.ts";

/** A map without series. */
export function emptyMap(): MetricMap {
  return { counters: new Map(), gauges: new Map(), timers: new Map(), sets: new Map() };
}

/** Adds one metric: a series has tags and source of the first that it was told. */
export function receive(map: MetricMap, metric: Metric): void {
  const { type, name, values, member = "", rate, source, atMs } = metric;
  const tags = sortTags(metric.tags);
  const key = seriesKey(name, tagsKey(tags, source));
  const made = <V>(value: V): Series<V> => ({ name, tags, source, atMs, value });
  if (type === "counter") {
    const count = Math.trunc(values.reduce((sum, each) => sum + each, 0) / rate);
    const series = ours(map.counters, key, () => made(0));
    series.value += count;
    heard(series, atMs);
  } else if (type === "gauge") {
    const value = values.at(-1);
    const series = map.gauges.get(key);
    if (value === undefined) return;
    if (!series) map.gauges.set(key, made(value));
    else if (atMs > series.atMs) Object.assign(series, { value, atMs });
  } else if (type === "timer") {
    const series = ours(map.timers, key, () => made({ values: [], sampledCount: 0 }));
    for (const each of values) series.value.values.push(each);
    series.value.sampledCount += 1 / rate;
    heard(series, atMs);
  } else {
    const series = ours(map.sets, key, () => made(new Set<string>()));
    series.value.add(member);
    heard(series, atMs);
  }
}

/** Adds `from`, which may not be used any more: series that `into` has not become its own. */
export function merge(into: MetricMap, from: MetricMap): void {
  mergeKind(into.counters, from.counters, (held, { value }) => {
    held.value += value;
  });
  mergeKind(into.timers, from.timers, ({ value }, { value: more }) => {
    for (const each of more.values) value.values.push(each);
    value.sampledCount += more.sampledCount;
  });
  mergeKind(into.sets, from.sets, ({ value }, { value: more }) => {
    for (const member of more) value.add(member);
  });
  for (const [key, series] of from.gauges) {
    const held = into.gauges.get(key);
    if (!held || series.atMs > held.atMs) into.gauges.set(key, series);
  }
}

function mergeKind<V>(
  into: Map<string, Series<V>>,
  from: Map<string, Series<V>>,
  add: (held: Series<V>, more: Series<V>) => void,
): void {
  for (const [key, series] of from) {
    const held = into.get(key);
    if (!held) {
      into.set(key, series);
      continue;
    }
    add(held, series);
    heard(held, series.atMs);
  }
}

function ours<V>(all: Map<string, Series<V>>, key: string, make: () => Series<V>): Series<V> {
  const held = all.get(key);
  if (held) return held;
  const series = make();
  all.set(key, series);
  return series;
}

function heard(series: Series<unknown>, atMs: number): void {
  if (atMs > series.atMs) series.atMs = atMs;
}
