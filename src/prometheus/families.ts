// From what tallybeacon counts to what Prometheus gathers.
import type { MetricFamily } from "../core/family.ts";
import type { Json } from "../core/json.ts";
import type { Aggregates, Tags, TimerStats } from "../core/metric.ts";
import { toName } from "../core/metric-name.ts";
import type { CountingSet, Update } from "../core/update.ts";
import { createAccumulator } from "./accumulator.ts";

/**
 * Families of what a collector holds, `families(tally.snapshot(), "shop")`, or of one update: a number becomes the
 * counter `shop_cart_add_total`, or the gauge `shop_cart_add` where `set_keys` has its key; a counting set becomes a
 * counter with the label `value`. The rest is left out. A collector that sends begins at 0 after each update, so gather
 * from one that does not.
 */
export function families(
  { data = {}, set_keys: setKeys = [] }: Pick<Update, "data" | "set_keys">,
  prefix = "",
): MetricFamily[] {
  const sums = createAccumulator();
  const gauges = new Set(setKeys);
  for (const [key, value] of Object.entries(data)) {
    const name = nameOf(prefix, key);
    if (typeof value === "number" && gauges.has(key)) sums.add("gauge", name, [], { value });
    else if (typeof value === "number") sums.add("counter", `${name}_total`, [], { value });
    else if (isCountingSet(value)) {
      for (const { value: member, count } of value) {
        sums.add("counter", `${name}_total`, [["value", String(member)]], { value: count });
      }
    }
  }
  return sums.take();
}

/**
 * Makes families of what statsd aggregates, interval by interval: counters, and count and sum of timers, are added up for
 * as long as no interval leaves the series out; gauges, members of sets and quantiles are those of the last interval. A
 * timer becomes a summary in its own unit, its buckets are left out. The tag `a:b` becomes the label `a="b"`, and `a` the
 * label `a="true"`.
 */
export function createFamilies(prefix = ""): (aggregates: Aggregates) => MetricFamily[] {
  const sums = createAccumulator();
  return ({ counters, gauges, timers, sets }) => {
    for (const { name, tags, value } of counters) {
      sums.add("counter", `${nameOf(prefix, name)}_total`, labelsOf(tags), { value: value.count });
    }
    for (const { name, tags, value } of [...gauges, ...sets]) {
      sums.add("gauge", nameOf(prefix, name), labelsOf(tags), { value });
    }
    for (const { name, tags, value } of timers) {
      if (value.histogram) continue;
      const { count, sum } = value;
      const summary = { count, sum, quantiles: quantilesOf(value) };
      sums.add("summary", nameOf(prefix, name), labelsOf(tags), { summary });
    }
    return sums.take();
  };
}

function nameOf(prefix: string, key: string): string {
  return toName(prefix ? `${prefix}_${key}` : key);
}

/** By their names in order, since no name may come twice. */
function labelsOf(tags: Tags): [name: string, value: string][] {
  const labels = tags.map((tag): [string, string] => {
    const at = tag.indexOf(":");
    return at < 0 ? [toName(tag), "true"] : [toName(tag.slice(0, at)), tag.slice(at + 1)];
  });
  return [...new Map(labels)];
}

/** The median, and `upper_90` as the quantile 0.9, where there was anything to measure. */
function quantilesOf({
  count,
  median,
  percentiles,
}: TimerStats): { quantile: number; value: number }[] {
  if (count === 0) return [];
  const found = Object.entries(percentiles).flatMap(([name, value]) => {
    const percent = /^upper_(\d+)$/.exec(name)?.[1];
    return percent === undefined ? [] : [{ quantile: Number(percent) / 100, value }];
  });
  return [{ quantile: 0.5, value: median }, ...found].sort((a, b) => a.quantile - b.quantile);
}

function isCountingSet(value: Json): value is CountingSet {
  return (
    Array.isArray(value) &&
    value.every(
      (one) => typeof one === "object" && one && "value" in one && typeof one.count === "number",
    )
  );
}
