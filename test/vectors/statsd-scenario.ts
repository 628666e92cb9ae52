// What statsd's vectors have in common: how they write metrics and numbers, and the scenarios that each backend is given.
import type { Aggregates, Metric, MetricType, SubMetric } from "../../src/core/metric.ts";
import { aggregate, reset } from "../../src/metrics/aggregate/aggregate.ts";
import { readPercentiles } from "../../src/metrics/aggregate/percentiles.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";

/** A metric as vectors write it. */
export interface WireMetric {
  readonly type: MetricType;
  readonly name: string;
  readonly values: readonly (number | string)[] | null;
  readonly stringValue: string;
  readonly rate: number | string;
  readonly tags: readonly string[] | null;
  readonly source: string;
  readonly timestamp: number | string;
}

/** What a backend is given: metrics, received and flushed, and once more without any when `reset`. */
export interface Scenario {
  readonly name: string;
  readonly disabled: readonly SubMetric[] | null;
  readonly flushIntervalNs: number;
  readonly metrics: readonly WireMetric[] | null;
  readonly percentThresholds: readonly number[] | null;
  readonly reset: boolean;
}

/** A number of a vector, where JSON has no name for some: `+Inf`, `-0`. */
export function numberIn(value: number | string): number {
  return value === "+Inf" ? Infinity : Number(value === "-Inf" ? "-Infinity" : value);
}

/** The other way round. */
export function numeral(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

/** Milliseconds of nanoseconds. */
export function msOf(ns: number | string): number {
  return Number(ns) / 1e6;
}

/** A metric, as our parser would say it. */
export function metricOf(wire: WireMetric): Metric {
  const { type, name, source } = wire;
  return {
    type,
    name,
    values: (wire.values ?? []).map(numberIn),
    member: wire.stringValue,
    rate: numberIn(wire.rate),
    tags: wire.tags ?? [],
    source,
    atMs: msOf(wire.timestamp),
  };
}

/** What a backend is given in the second `seconds`. */
export function aggregatesOf(scenario: Scenario, seconds: number): Aggregates {
  const map = emptyMap();
  const disabled = new Set(scenario.disabled);
  const rules = {
    disabled,
    percentiles: readPercentiles(scenario.percentThresholds ?? [], disabled),
    histogramLimit: Infinity,
  };
  for (const metric of scenario.metrics ?? []) receive(map, metricOf(metric));
  const flush = () => aggregate(map, seconds * 1000, msOf(scenario.flushIntervalNs), rules);
  const first = flush();
  if (!scenario.reset) return first;
  reset(map, 0, { counter: 0, gauge: 0, timer: 0, set: 0 });
  return flush();
}

/** A counter, and nothing else. */
export const ONE: Scenario = {
  name: "one counter",
  disabled: [],
  flushIntervalNs: 1e10,
  percentThresholds: [90],
  reset: false,
  metrics: [
    {
      type: "counter",
      name: "c1",
      values: [5],
      stringValue: "",
      rate: 1,
      tags: [],
      source: "",
      timestamp: 0,
    },
  ],
};
