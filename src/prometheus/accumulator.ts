// Metrics by name and labels, added up as Prometheus wants them: counters only go up.
import type { FamilyMetric, FamilyType, Labels, MetricFamily } from "../core/family.ts";

/** What came of them so far. */
export interface Sums {
  /**
   * Adds to what there is of this name and these labels, or replaces the gauge. A name has the type that it came with
   * first; what comes with another one is left out, and false. Buckets of one series have the same bounds.
   */
  add(type: FamilyType, name: string, labels: Labels, held: FamilyMetric): boolean;
  /** All that was added to since the last time. The others are forgotten, and would begin anew. */
  take(): MetricFamily[];
}

interface Open {
  readonly type: FamilyType;
  readonly metrics: Map<string, FamilyMetric>;
}

/** Sums that are empty. */
export function createAccumulator(): Sums {
  let before = new Map<string, Open>();
  let now = new Map<string, Open>();
  return {
    add(type, name, labels, held) {
      const key = JSON.stringify(labels);
      const family = now.get(name) ?? { type, metrics: new Map() };
      now.set(name, family);
      if (family.type !== type) return false;
      const last = before.get(name);
      const sum =
        family.metrics.get(key) ?? (last?.type === type ? last.metrics.get(key) : undefined);
      family.metrics.set(key, { labels, ...plus(type, sum, held) });
      return true;
    },
    take() {
      before = now;
      now = new Map();
      return Array.from(before, ([name, { type, metrics }]) => ({
        name,
        type,
        metrics: [...metrics.values()],
      }));
    },
  };
}

function plus(type: FamilyType, sum: FamilyMetric | undefined, held: FamilyMetric): FamilyMetric {
  if (type === "gauge" || !sum) return held;
  const { summary, histogram } = held;
  if (summary) {
    const { count = 0, sum: total = 0 } = sum.summary ?? {};
    return { summary: { ...summary, count: count + summary.count, sum: total + summary.sum } };
  }
  if (histogram) {
    const { count = 0, sum: total = 0, buckets: before } = sum.histogram ?? {};
    const buckets = histogram.buckets.map((each, i) => ({
      ...each,
      count: (before?.[i]?.count ?? 0) + each.count,
    }));
    return { histogram: { count: count + histogram.count, sum: total + histogram.sum, buckets } };
  }
  return { value: (sum.value ?? 0) + (held.value ?? 0) };
}
