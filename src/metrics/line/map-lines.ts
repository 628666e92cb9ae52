// A map as lines, from which a server of ours makes the same map again.
import type { Metric, MetricMap, MetricType, Series } from "../../core/metric.ts";
import { formatLine } from "./format.ts";

/** A line for each series, and for each member of a set. Values are packed: servers before gostatsd 41 read none of it. */
export function* mapLines({ counters, gauges, timers, sets }: MetricMap): Generator<string> {
  for (const series of counters.values()) yield line("counter", series, [series.value]);
  for (const series of gauges.values()) yield line("gauge", series, [series.value]);
  for (const series of timers.values()) {
    const { values, sampledCount } = series.value;
    yield line("timer", series, values, { rate: 1 / sampledCount });
  }
  for (const series of sets.values()) {
    for (const member of series.value) yield line("set", series, [], { member });
  }
}

function line(
  type: MetricType,
  { name, tags, source, atMs }: Series<unknown>,
  values: readonly number[],
  more?: Partial<Metric>,
): string {
  return formatLine({ type, name, tags, source, atMs, values, rate: 1, ...more });
}
