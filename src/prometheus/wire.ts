// Families as the wire calls them, in protobuf and in JSON: names with underscores, types by number.
import { TallybeaconError } from "../core/errors.ts";
import type { FamilyMetric, FamilyType, Labels, MetricFamily } from "../core/family.ts";
import { isLabelName, isMetricName } from "../core/metric-name.ts";
import type { Message } from "../proto/schema.ts";
import { complain, locating, quote } from "./complain.ts";
import { isCount } from "./number.ts";
import { checkNamed, typeOf, wanted } from "./wanted.ts";

/** By their numbers. Source: `MetricType` of Prometheus' client model. */
export const TYPES: readonly FamilyType[] = ["counter", "gauge", "summary", "untyped", "histogram"];

/** Throws `bad-value` for what has no name, or holds something else than its type says. */
export function toWire(family: MetricFamily): Message {
  checkNamed(family);
  const { name, help, type, metrics } = family;
  return {
    name,
    help,
    type: type && TYPES.indexOf(type),
    metric: many(metrics, (metric) => ({
      label: many(metric.labels ?? [], ([name, value]) => ({ name, value })),
      [typeOf(family)]: heldToWire(family, metric),
      timestamp_ms: metric.timestampMs === undefined ? undefined : Math.trunc(metric.timestampMs),
    })),
  };
}

function heldToWire(family: MetricFamily, metric: FamilyMetric): Message {
  const countOf = (count: number): number => {
    if (isCount(count)) return Math.trunc(count);
    throw new TallybeaconError("bad-value", `family "${family.name}" has a count of ${count}`);
  };
  switch (typeOf(family)) {
    case "summary": {
      const { count, sum, quantiles } = wanted(family, metric.summary);
      const quantile = many(quantiles, ({ quantile, value }) => ({ quantile, value }));
      return { sample_count: countOf(count), sample_sum: sum, quantile };
    }
    case "histogram": {
      const { count, sum, buckets } = wanted(family, metric.histogram);
      const bucket = many(buckets, ({ count, upperBound }) => ({
        cumulative_count: countOf(count),
        upper_bound: upperBound,
      }));
      return { sample_count: countOf(count), sample_sum: sum, bucket };
    }
    default:
      return { value: wanted(family, metric.value) };
  }
}

/** What is repeated; an empty list is absent. */
function many<T>(all: readonly T[], change: (one: T) => Message): readonly Message[] | undefined {
  return all.length > 0 ? all.map(change) : undefined;
}

/**
 * Families of messages, or of what JSON had in their place, where a type may be its name. Throws `parse` for what is no
 * family, has no name that is one, or holds something else than its type says. Values and counts that are absent within
 * what holds them are 0.
 */
export function fromWire(messages: readonly unknown[]): MetricFamily[] {
  return messages.map((message, index) =>
    locating(
      () => `family ${index + 1}`,
      () => familyOf(membersOf(message)),
    ),
  );
}

function familyOf({ name, help, type, metric }: Message): MetricFamily {
  const found = textOf(name);
  if (!isMetricName(found)) complain(`${quote(found)} is no metric name`);
  const known =
    typeof type === "number" ? TYPES[type] : TYPES.find((one) => one.toUpperCase() === type);
  if (type != null && !known) complain(`the type ${quote(String(type))}`);
  return {
    name: found,
    ...(help != null && { help: textOf(help) }),
    ...(known && { type: known }),
    metrics: listOf(metric).map((one) => metricOf(membersOf(one), known ?? "counter")),
  };
}

function metricOf(metric: Message, type: FamilyType): FamilyMetric {
  const { label, timestamp_ms: timestamp } = metric;
  const held = metric[type] ?? complain(`a ${type} has a metric that holds none`);
  const labels = listOf(label).map((one) => labelOf(membersOf(one)));
  return {
    ...(labels.length > 0 && { labels }),
    ...heldOf(membersOf(held), type),
    ...(timestamp != null && { timestampMs: timeOf(numberOf(timestamp)) }),
  };
}

function labelOf({ name, value }: Message): Labels[number] {
  const found = textOf(name);
  if (!isLabelName(found)) complain(`${quote(found)} is no label name`);
  return [found, textOf(value)];
}

function heldOf(held: Message, type: FamilyType): FamilyMetric {
  if (type !== "summary" && type !== "histogram") return { value: numberOf(held["value"]) };
  const count = countOf(held["sample_count"]);
  const sum = numberOf(held["sample_sum"]);
  if (type === "summary") {
    const quantiles = listOf(held["quantile"])
      .map(membersOf)
      .map(({ quantile, value }) => ({ quantile: numberOf(quantile), value: numberOf(value) }));
    return { summary: { count, sum, quantiles } };
  }
  const buckets = listOf(held["bucket"])
    .map(membersOf)
    .map(({ cumulative_count: count, upper_bound: bound }) => ({
      upperBound: numberOf(bound),
      count: countOf(count),
    }));
  return { histogram: { count, sum, buckets } };
}

// JSON may hold anything; null is absent.

function membersOf(value: unknown): Message {
  if (typeof value === "object" && value && !Array.isArray(value)) return value as Message;
  return complain(`${typeof value} where an object must be`);
}

function listOf(value: unknown): readonly unknown[] {
  if (value == null) return [];
  return Array.isArray(value) ? value : complain(`${typeof value} where a list must be`);
}

function textOf(value: unknown = ""): string {
  return typeof value === "string" ? value : complain(`${typeof value} where a text must be`);
}

function numberOf(value: unknown): number {
  if (value == null) return 0;
  return typeof value === "number" ? value : complain(`${typeof value} where a number must be`);
}

function countOf(value: unknown): number {
  const count = numberOf(value);
  const isWhole = isCount(count) && Number.isInteger(count);
  return isWhole ? count : complain(`a count of ${count}`);
}

function timeOf(ms: number): number {
  return Number.isSafeInteger(ms) ? ms : complain(`a time of ${ms} ms`);
}
