// What series count over their lives and over epochs: of which all was counted, and how much of that was heard.
import type { FamilyMetric, MetricFamily } from "../core/family.ts";
import { byLabel } from "../core/family-order.ts";
import { isGrowth } from "../core/growth.ts";

/** Value of a counter; count, buckets and, last, the sum of a histogram or a summary. */
export type Numbers = readonly number[];

/** One series. */
export interface Series {
  /** Name, type and labels. */
  readonly key: string;
  readonly family: MetricFamily;
  /** As it was gathered last. */
  readonly metric: FamilyMetric;
}

/** What is known of it. */
interface Held extends Series {
  metric: FamilyMetric;
  raw: Numbers;
  /** What it came to before it began anew. */
  lives?: Numbers;
  /** How much of all was heard, and how much of that under former epochs. */
  heard?: Numbers;
  former?: Numbers;
}

/** Counts. */
export interface Counted {
  /**
   * Takes in what was gathered, unless it has what is no number. What fell began anew; what has other buckets now is
   * another series.
   */
  count(family: MetricFamily, metric: FamilyMetric): Series | undefined;
  /** All that was counted. */
  totalOf(series: Series): Numbers;
  /** All that was counted and was not heard under former epochs. */
  sinceEpoch(series: Series): FamilyMetric;
  hear(totals: ReadonlyMap<Series, Numbers>): void;
  /** What was heard until now belongs to a former epoch. */
  beginEpoch(): void;
}

/** Nothing is counted yet. */
export function createCounted(): Counted {
  const all = new Map<string, Held>();

  return {
    count(family, metric) {
      const raw = numbersOf(metric);
      if (!raw.every(Number.isFinite)) return undefined;
      const key = keyOf(family, metric);
      const held = all.get(key);
      if (!held || !hasSameBuckets(held.metric, metric)) {
        const made: Held = { key, family, metric, raw };
        all.set(key, made);
        return made;
      }
      const more = minus(raw, held.raw);
      const grows = metric.value === undefined ? more.slice(0, -1) : more;
      if (!isGrowth(grows)) held.lives = totalOf(held);
      Object.assign(held, { metric, raw });
      return held;
    },
    totalOf,
    sinceEpoch(series) {
      const { metric, former } = series as Held;
      return withNumbers(metric, minus(totalOf(series), former));
    },
    hear(totals) {
      for (const [series, total] of totals) (series as Held).heard = total;
    },
    beginEpoch() {
      for (const held of all.values()) if (held.heard) held.former = held.heard;
    },
  };
}

function totalOf(series: Series): Numbers {
  const { raw, lives } = series as Held;
  return lives ? raw.map((each, i) => each + (lives[i] as number)) : raw;
}

function numbersOf({ value, summary, histogram }: FamilyMetric): Numbers {
  if (value !== undefined) return [value];
  const { count = 0, sum = 0 } = summary ?? histogram ?? {};
  return [count, ...(histogram?.buckets ?? []).map((each) => each.count), sum];
}

function withNumbers(metric: FamilyMetric, numbers: Numbers): FamilyMetric {
  const { value, summary, histogram } = metric;
  const [count, sum] = [numbers[0] as number, numbers.at(-1) as number];
  if (value !== undefined) return { ...metric, value: count };
  if (summary) return { ...metric, summary: { ...summary, count, sum } };
  const buckets = (histogram?.buckets ?? []).map((each, i) => ({
    ...each,
    count: numbers[1 + i] as number,
  }));
  return { ...metric, histogram: { count, sum, buckets } };
}

function minus(numbers: Numbers, less: Numbers | undefined): Numbers {
  return less ? numbers.map((each, i) => each - (less[i] as number)) : numbers;
}

function hasSameBuckets({ histogram: one }: FamilyMetric, { histogram: other }: FamilyMetric) {
  const bounds = other?.buckets ?? [];
  return (
    one?.buckets.length === other?.buckets.length &&
    bounds.every(({ upperBound }, i) => upperBound === one?.buckets[i]?.upperBound)
  );
}

function keyOf({ name, type = "counter" }: MetricFamily, { labels = [] }: FamilyMetric): string {
  return JSON.stringify([name, type, [...labels].sort(byLabel)]);
}
