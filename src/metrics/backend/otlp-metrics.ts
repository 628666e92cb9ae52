// Aggregates as OpenTelemetry's metrics: gauges, sums, and histograms of what was timed.
import type { Aggregates, Series, TimerStats } from "../../core/metric.ts";
import type { Message } from "../../proto/schema.ts";
import { withHost } from "../tag-names.ts";
import { attributesOf, splitTags } from "./otlp-attributes.ts";
import { buckets, timerFields } from "./timer-fields.ts";

/** A metric, and the tags of its resource as one text. */
export interface OtlpMetric {
  readonly metric: Message;
  readonly resource: readonly Message[];
}

/** What is summed up since the last time, not since the beginning. Source: `AggregationTemporality`. */
const DELTA = 1;

/** One at a time: each is a group of its own. */
export function* otlpMetrics(
  { atMs, ...all }: Aggregates,
  asHistogram: boolean,
  resourceKeys: readonly string[],
): Generator<[OtlpMetric]> {
  const time_unix_nano = atMs * 1e6;
  const say = (
    { tags, source }: Series<unknown>,
    name: string,
    kind: "gauge" | "sum" | "histogram",
    value: Message,
    le: readonly string[] = [],
  ): [OtlpMetric] => {
    const whole = withHost([...tags, ...le], source);
    const [resource, attributes] = splitTags(whole, resourceKeys).map(attributesOf);
    const data_points = [{ time_unix_nano, ...value, attributes }];
    const held =
      kind === "gauge" ? { data_points } : { data_points, aggregation_temporality: DELTA };
    return [{ metric: { name, [kind]: held }, resource: resource ?? [] }];
  };
  for (const series of all.counters) {
    const { count, perSecond } = series.value;
    yield say(series, series.name, "gauge", { as_double: perSecond });
    yield say(series, `${series.name}.count`, "sum", { as_int: count });
  }
  for (const series of all.timers) {
    const { name, value } = series;
    if (asHistogram) {
      const isEmpty = value.histogram?.size === 0;
      if (!isEmpty) yield say(series, name, "histogram", histogramPoint(value));
      continue;
    }
    for (const [bound, count] of buckets(value)) {
      yield say(series, `${name}.histogram`, "gauge", { as_double: count }, [`le:${bound}`]);
    }
    for (const [part, one] of timerFields(value, all.disabled)) {
      const number = part === "count" ? { as_int: one } : { as_double: one };
      yield say(series, `${name}.${part}`, "gauge", number);
    }
  }
  for (const series of all.gauges)
    yield say(series, series.name, "gauge", { as_double: series.value });
  for (const series of all.sets) yield say(series, series.name, "gauge", { as_int: series.value });
}

/** Of the values themselves, however they were sampled; buckets only where the series asked for some. */
function histogramPoint({ values, histogram }: TimerStats): Message {
  // Bounds are finite, and what is above the last of them has a bucket, too.
  const buckets = [...(histogram ?? [])].filter(([bound]) => bound > -Infinity);
  const [first] = values;
  return {
    count: values.length,
    ...(first !== undefined && {
      sum: values.reduce((sum, value) => sum + value, 0),
      min: values.reduce((least, value) => Math.min(least, value), first),
      max: values.reduce((most, value) => Math.max(most, value), first),
    }),
    // Each without those of the bucket below it.
    bucket_counts: buckets.map(([, count], index) => count - (buckets[index - 1]?.[1] ?? 0)),
    explicit_bounds: buckets.slice(0, -1).map(([bound]) => bound),
  };
}

/** One request: metrics by their resource. */
export function otlpRequest(metrics: readonly OtlpMetric[]): Message {
  const byResource = new Map<string, { resource: readonly Message[]; metrics: Message[] }>();
  for (const { metric, resource } of metrics) {
    const key = JSON.stringify(resource);
    const held = byResource.get(key) ?? { resource, metrics: [] };
    held.metrics.push(metric);
    byResource.set(key, held);
  }
  return {
    resource_metrics: Array.from(byResource.values(), ({ resource, metrics: some }) => ({
      resource: { attributes: resource },
      scope_metrics: [{ scope: { name: "gostatsd/aggregation" }, metrics: some }],
    })),
  };
}
