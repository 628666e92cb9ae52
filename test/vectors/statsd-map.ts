// Metric maps as the statsd vectors write them, both ways.
import type { Metric, MetricMap, MetricType, Series, Timed } from "../../src/core/metric.ts";
import { MAX_COUNTER } from "../../src/core/metric-limits.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";
import { tagsKey } from "../../src/metrics/tags.ts";

/** One metric of a row. */
export interface WireMetric {
  readonly type: MetricType;
  readonly name: string;
  readonly values?: readonly (number | string)[];
  readonly stringValue?: string;
  readonly rate?: number;
  readonly tags?: readonly string[];
  readonly source?: string;
  /** Nanoseconds. */
  readonly timestamp: number;
}

/** A series of a row; without a time where that is when it was received. */
export interface WireSeries {
  readonly name: string;
  readonly tags: readonly string[];
  readonly source: string;
  readonly tagsKey: string;
  readonly timestamp?: number;
  readonly value?: number | string;
  readonly members?: readonly string[];
  readonly values?: readonly (number | string)[];
  readonly sampledCount?: number | string;
}

/** A map of a row. */
export type WireMap = Readonly<Record<keyof MetricMap, readonly WireSeries[]>>;

/** Nanoseconds in our milliseconds. */
const NS = 1e6;
const WORDS: Readonly<Record<string, number>> = {
  "+Inf": Infinity,
  "-Inf": -Infinity,
  NaN: Number.NaN,
  "-0": -0,
};

/** What JSON has as a number or a word. */
export function numberOf(value: number | string): number {
  return typeof value === "number" ? value : (WORDS[value] ?? Number(value));
}

/** A number as rows have it. */
export function wireNumber(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Object.keys(WORDS).find((word) => Object.is(WORDS[word], value)) ?? value;
}

/** As the parser would hand it on. */
export function metricOf(wire: WireMetric): Metric {
  const { type, name, values = [], stringValue = "", rate = 1, tags = [], source = "" } = wire;
  const atMs = wire.timestamp / NS;
  return {
    type,
    name,
    values: values.map(numberOf),
    member: stringValue,
    rate,
    tags,
    source,
    atMs,
  };
}

/** All of them in one map. */
export function mapOf(metrics: readonly WireMetric[]): MetricMap {
  const map = emptyMap();
  for (const metric of metrics) receive(map, metricOf(metric));
  return map;
}

/** A map as rows have it, its series in order. */
export function wireMap(map: MetricMap): WireMap {
  return {
    counters: wireSeries(map.counters, (value: number) => ({ value: String(value) })),
    gauges: wireSeries(map.gauges, (value: number) => ({ value: wireNumber(value) })),
    sets: wireSeries(map.sets, (value: Set<string>) => ({ members: [...value].sort(byText) })),
    timers: wireSeries(map.timers, ({ values, sampledCount }: Timed) => ({
      values: values.map(wireNumber),
      sampledCount: wireNumber(sampledCount),
    })),
  };
}

/** A map of a row as ours: counters stop at 2^53. */
export function ourMap(wire: WireMap): WireMap {
  const bounded = ({ value, ...rest }: WireSeries) => {
    const number = Math.max(-MAX_COUNTER, Math.min(Number(value), MAX_COUNTER));
    return { ...rest, value: String(number) };
  };
  return {
    counters: ordered(wire.counters.map(bounded)),
    gauges: ordered(wire.gauges),
    sets: ordered(
      wire.sets.map((set) => ({ ...set, members: [...(set.members ?? [])].sort(byText) })),
    ),
    timers: ordered(wire.timers),
  };
}

/** The same without what is compared elsewhere. */
export function without(map: WireMap, member: keyof WireSeries): WireMap {
  const cut = (all: readonly WireSeries[]) =>
    all.map((series) =>
      Object.fromEntries(Object.entries(series).filter(([name]) => name !== member)),
    );
  const kinds = Object.entries(map).map(([kind, all]) => [kind, cut(all)]);
  return Object.fromEntries(kinds) as WireMap;
}

function wireSeries<V>(
  all: ReadonlyMap<string, Series<V>>,
  told: (value: V) => Partial<WireSeries>,
): WireSeries[] {
  return ordered(
    [...all.values()].map(({ name, tags, source, atMs, value }) => ({
      name,
      tags,
      source,
      tagsKey: tagsKey(tags, source),
      timestamp: Math.round(atMs * NS),
      ...told(value),
    })),
  );
}

function ordered(all: readonly WireSeries[]): WireSeries[] {
  const keyOf = ({ name, tagsKey }: WireSeries) => JSON.stringify([name, tagsKey]);
  return [...all].sort((one, other) => byText(keyOf(one), keyOf(other)));
}

function byText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
