// From what tallybeacon counts to what Prometheus gathers.
import type {
  FamilyMetric,
  FamilyType,
  Histogram,
  MetricFamily,
  Quantile,
  Summary,
} from "../core/family.ts";
import { byLabel } from "../core/family-order.ts";
import type { Json } from "../core/json.ts";
import type { Aggregates, Series, Tags, TimerStats } from "../core/metric.ts";
import { toName } from "../core/metric-name.ts";
import type { CountingSet, Update } from "../core/update.ts";
import { createAccumulator, type Sums } from "./accumulator.ts";

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
 * timer becomes a summary in its own unit, one with buckets a histogram. The tag `a:b` becomes the label `a="b"`, `a` the
 * label `a="true"`, and the source of a metric `host`. A tag with a name that is taken, as `job`, `le`, or one of
 * `taken`, becomes `exported_job`.
 */
export function createFamilies(
  prefix = "",
  taken: readonly string[] = [],
): (aggregates: Aggregates) => MetricFamily[] {
  const sums = createAccumulator();
  const names = new Set(taken);
  return (aggregates) => {
    addAggregates(sums, aggregates, prefix, names);
    return sums.take();
  };
}

/** Adds one interval to `sums`, as `createFamilies` does; gives how many series had no place, as their name has another type. */
export function addAggregates(
  sums: Pick<Sums, "add">,
  { counters, gauges, timers, sets }: Omit<Aggregates, "atMs" | "intervalMs">,
  prefix = "",
  taken: ReadonlySet<string> = new Set(),
): number {
  let left = 0;
  const add = (
    type: FamilyType,
    { name, tags, source }: Series<unknown>,
    held: FamilyMetric,
    suffix = "",
  ) => {
    const labels = labelsOf(tags, source, taken);
    if (!sums.add(type, `${nameOf(prefix, name)}${suffix}`, labels, held)) left += 1;
  };
  for (const series of counters) add("counter", series, { value: series.value.count }, "_total");
  for (const series of [...gauges, ...sets]) add("gauge", series, { value: series.value });
  for (const series of timers) {
    const histogram = histogramOf(series.value);
    if (histogram) add("histogram", series, { histogram });
    else add("summary", series, { summary: summaryOf(series.value) });
  }
  return left;
}

function nameOf(prefix: string, key: string): string {
  return toName(prefix ? `${prefix}_${key}` : key);
}

/** What Prometheus, its Pushgateway and its formats say by labels. Source: Prometheus, `honor_labels`. */
const TAKEN = /^(job|instance|le|quantile)$|^__/;

/** By their names in order, since no name may come twice; one without a value is none. */
function labelsOf(
  tags: Tags,
  source: string,
  taken: ReadonlySet<string>,
): [name: string, value: string][] {
  const labels = new Map(source === "" ? [] : [["host", source]]);
  for (const tag of tags) {
    const at = tag.indexOf(":");
    const name = toName(at < 0 ? tag : tag.slice(0, at));
    const isTaken = TAKEN.test(name) || taken.has(name);
    labels.set(isTaken ? `exported_${name}` : name, at < 0 ? "true" : tag.slice(at + 1));
  }
  return [...labels].filter(([, value]) => value !== "").sort(byLabel);
}

/** The bound of the last bucket is infinite: all that was timed. Sampling does not count there, nor here. */
function histogramOf({ histogram, values }: TimerStats): Histogram | undefined {
  if (!histogram) return undefined;
  return {
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    buckets: Array.from(histogram, ([upperBound, count]) => ({ upperBound, count })),
  };
}

/** Of a timer that was sampled the sum is that of all that it stands for, as the count is. */
function summaryOf(stats: TimerStats): Summary {
  const { count, sum, values } = stats;
  const each = values.length > 0 ? count / values.length : 1;
  return { count, sum: sum * each, quantiles: quantilesOf(stats) };
}

/** The median, and `upper_90` as the quantile 0.9, where there was anything to measure. */
function quantilesOf({ count, median, percentiles }: TimerStats): Quantile[] {
  if (count === 0) return [];
  const found = new Map<number, number>();
  for (const [name, value] of Object.entries(percentiles)) {
    const percent = /^upper_(\d+)$/.exec(name)?.[1];
    if (percent !== undefined) found.set(Number(percent) / 100, value);
  }
  // Prometheus refuses a quantile that comes twice, and the median is nearer to the half than `upper_50`.
  found.set(0.5, median);
  return Array.from(found, ([quantile, value]) => ({ quantile, value })).sort(
    (one, other) => one.quantile - other.quantile,
  );
}

function isCountingSet(value: Json): value is CountingSet {
  return (
    Array.isArray(value) &&
    value.every(
      (one) => typeof one === "object" && one && "value" in one && typeof one.count === "number",
    )
  );
}
