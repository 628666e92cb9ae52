// What New Relic is told: flat records of its agent and of events, and those of its API of metrics.
import type { Aggregates, MetricEvent, Series } from "../../core/metric.ts";
import { parseNumber } from "../parse-number.ts";
import { tagParts } from "../tag-names.ts";
import { buckets, timerFields } from "./timer-fields.ts";

/** What records say of whoever made them. Source: gostatsd, `newrelic`. */
export const INTEGRATION_VERSION = "2.4.0";

/** What things are called; each default is in brackets. */
export interface NewrelicNames {
  /** The type of all events [GoStatsD]. */
  readonly eventType?: string;
  /** Before the key of each tag []. */
  readonly tagPrefix?: string;
  /** [name] */
  readonly metricName?: string;
  /** [type] */
  readonly metricType?: string;
  /** [per_second] */
  readonly perSecond?: string;
  /** [value] */
  readonly value?: string;
  /** [min] */
  readonly timerMin?: string;
  /** [max] */
  readonly timerMax?: string;
  /** [count] */
  readonly timerCount?: string;
  /** [mean] */
  readonly timerMean?: string;
  /** [median] */
  readonly timerMedian?: string;
  /** [std_dev] */
  readonly timerStddev?: string;
  /** [sum] */
  readonly timerSum?: string;
  /** [sum_squares] */
  readonly timerSumsquare?: string;
}

/** One record, as JSON. */
export type NewrelicRecord = Readonly<Record<string, unknown>>;
type Attributes = Readonly<Record<string, string | number>>;

/** Flat ones, of `infra` and `insights`, which differ in `eventTypeKey`. */
export function* newrelicRecords(
  { atMs, intervalMs, ...all }: Aggregates,
  names: NewrelicNames,
  eventTypeKey: string,
): Generator<NewrelicRecord[]> {
  const { metricName = "name", metricType = "type", perSecond = "per_second" } = names;
  const { value: valueName = "value", eventType = "GoStatsD", tagPrefix } = names;
  const say = (
    series: Series<unknown>,
    type: string,
    value: number,
    more: Attributes = {},
    [name, tags]: readonly [string, readonly string[]] = [series.name, series.tags],
  ): NewrelicRecord[] => {
    const said = finite({ [valueName]: value, ...more });
    if (!(valueName in said)) return [];
    const record = {
      ...attributesOf(tags, series.source, tagPrefix),
      [eventTypeKey]: eventType,
      integration_version: INTEGRATION_VERSION,
      interval: Math.round(intervalMs) / 1000,
      timestamp: Math.floor(atMs / 1000),
      [metricName]: name,
      [metricType]: type,
      ...said,
    };
    return [record];
  };
  for (const series of all.counters) {
    const { count, perSecond: rate } = series.value;
    yield say(series, "counter", count, { [perSecond]: rate });
  }
  for (const series of all.timers) {
    if (series.value.histogram) {
      yield buckets(series.value).flatMap(([bound, count]) =>
        say(series, "counter", count, { [perSecond]: 0 }, bucketOf(series, bound)),
      );
    } else {
      const fields = timerFields(series.value, all.disabled, timerNames(names));
      yield say(series, "timer", series.value.count, Object.fromEntries(fields));
    }
  }
  for (const series of all.gauges) yield say(series, "gauge", series.value);
  for (const series of all.sets) yield say(series, "set", series.value);
}

/** Those of the API of metrics: a timer is a summary there, and what that has no place for gauges beside it. */
export function* newrelicMetrics(
  { atMs, ...all }: Aggregates,
  names: NewrelicNames,
): Generator<NewrelicRecord[]> {
  const { countPerSecond, mean, median, stdDev, sumSquares } = timerNames(names);
  const gaugeNames = { countPerSecond, mean, median, stdDev, sumSquares };
  const say = (
    { tags, source }: Series<unknown>,
    name: string,
    type: string,
    value: number | Attributes,
    statsdType: string,
    more: readonly string[] = [],
  ): NewrelicRecord[] => {
    if (!Object.values(typeof value === "number" ? [value] : value).every(Number.isFinite))
      return [];
    const attributes = { ...attributesOf([...tags, ...more], source, names.tagPrefix), statsdType };
    return [{ name, value, type, timestamp: Math.floor(atMs / 1000), attributes }];
  };
  const count = (
    series: Series<unknown>,
    name: string,
    value: number,
    rate: number,
    le: string[] = [],
  ) => [
    ...say(series, `${name}.${countPerSecond}`, "gauge", rate, "gauge", le),
    ...say(series, name, "count", value, "counter", le),
  ];
  for (const series of all.counters) {
    yield count(series, series.name, series.value.count, series.value.perSecond);
  }
  for (const series of all.timers) {
    const { name, value } = series;
    if (value.histogram) {
      yield buckets(value).flatMap(([bound, amount]) =>
        count(series, `${name}.histogram`, amount, 0, [bucketTag(bound)]),
      );
      continue;
    }
    const { percentiles, count: times, sum, lower: min, upper: max } = value;
    yield [
      ...timerFields(value, all.disabled, gaugeNames).flatMap(([part, one]) => {
        if (!(part in percentiles)) return say(series, `${name}.${part}`, "gauge", one, "gauge");
        const [which = ""] = /_[^_]*$/.exec(part) ?? [];
        const path = `${name}.${part.slice(0, -which.length)}.percentiles`;
        return say(series, path, "gauge", one, "gauge", [`percentile:${which.slice(1)}`]);
      }),
      ...say(series, `${name}.summary`, "summary", { count: times, sum, min, max }, "timer"),
    ];
  }
  for (const series of all.gauges) yield say(series, series.name, "gauge", series.value, "gauge");
  for (const series of all.sets) yield say(series, series.name, "gauge", series.value, "set");
}

/** A flat record named `event`. */
export function newrelicEvent(
  event: MetricEvent,
  { metricName = "name", eventType = "GoStatsD", tagPrefix }: NewrelicNames,
  eventTypeKey: string,
): NewrelicRecord {
  return {
    ...attributesOf(event.tags, "", tagPrefix),
    [eventTypeKey]: eventType,
    [metricName]: "event",
    Title: event.title,
    Text: event.text,
    DateHappened: event.dateHappened,
    Hostname: event.source,
    AggregationKey: event.aggregationKey,
    SourceTypeName: event.sourceTypeName,
    Priority: event.priority === "normal" ? "" : event.priority,
    AlertType: event.alertType === "info" ? "" : event.alertType,
  };
}

/** Tags by their keys, the last where there are several; a value that is a number is one. */
function attributesOf(tags: readonly string[], source: string, prefix = ""): Attributes {
  const isSaid = source === "" || tags.some((tag) => tag.startsWith("statsdSource:"));
  const all = isSaid ? tags : [...tags, `statsdSource:${source}`];
  return Object.fromEntries(
    all.map((tag) => {
      const [key, value = "true"] = tagParts(tag);
      // Bounds look like a number with underscores, and are none.
      const number = key === "gsd_histogram" ? undefined : parseNumber(value);
      const isNumber = number !== undefined && Number.isFinite(number);
      return [prefix + key, isNumber ? number : value];
    }),
  );
}

function timerNames(names: NewrelicNames) {
  return {
    lower: names.timerMin ?? "min",
    upper: names.timerMax ?? "max",
    count: names.timerCount ?? "count",
    countPerSecond: names.perSecond ?? "per_second",
    mean: names.timerMean ?? "mean",
    median: names.timerMedian ?? "median",
    stdDev: names.timerStddev ?? "std_dev",
    sum: names.timerSum ?? "sum",
    sumSquares: names.timerSumsquare ?? "sum_squares",
  };
}

function bucketOf({ name, tags }: Series<unknown>, bound: string): [string, readonly string[]] {
  return [`${name}.histogram`, [...tags, bucketTag(bound)]];
}

function bucketTag(bound: string): string {
  return bound === "+Inf" ? "le:infinity" : `le:${bound}`;
}

/** Without what JSON has no number for, and New Relic would refuse the whole request for. */
function finite(all: Attributes): Attributes {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => Number.isFinite(value)));
}
