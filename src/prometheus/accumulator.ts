// Metrics by name and labels, added up as Prometheus wants them: counters only go up.
import type { FamilyMetric, Labels, MetricFamily } from "../core/family.ts";

/** What came of them so far. */
export interface Sums {
  /**
   * Adds to the counter or summary of this name and these labels, or replaces the gauge. A name has the type that it
   * came with first; what comes with another one is left out.
   */
  add(
    type: "counter" | "gauge" | "summary",
    name: string,
    labels: Labels,
    held: FamilyMetric,
  ): void;
  /** All that was added to since the last time. The others are forgotten, and would begin anew. */
  take(): MetricFamily[];
}

type Type = Parameters<Sums["add"]>[0];

interface Open {
  readonly type: Type;
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
      if (family.type !== type) return;
      const last = before.get(name);
      const sum =
        family.metrics.get(key) ?? (last?.type === type ? last.metrics.get(key) : undefined);
      family.metrics.set(key, { labels, ...plus(type, sum, held) });
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

function plus(type: Type, sum: FamilyMetric | undefined, held: FamilyMetric): FamilyMetric {
  if (type === "gauge" || !sum) return held;
  const { summary } = held;
  if (!summary) return { value: (sum.value ?? 0) + (held.value ?? 0) };
  const { count = 0, sum: total = 0 } = sum.summary ?? {};
  return { summary: { ...summary, count: count + summary.count, sum: total + summary.sum } };
}
