// Families of many, put together so that a scrape takes them: each name once, with one type, and each series once.
import type { FamilyMetric, FamilyType, Labels, MetricFamily } from "../core/family.ts";
import { byLabel } from "../core/family-order.ts";

/** Families under the labels that all their series get. */
export interface Source {
  readonly labels: Labels;
  readonly families: readonly MetricFamily[];
}

/** What was put together, and how many families and series had no place in it. */
export interface Exposition {
  readonly families: readonly MetricFamily[];
  readonly hidden: number;
}

/** What samples of a family are called, in Prometheus' text and in OpenMetrics, which names counters `_total`. */
const SUFFIXES: { readonly [T in FamilyType]: readonly string[] } = {
  counter: ["", "_total"],
  gauge: [""],
  untyped: [""],
  summary: ["", "_sum", "_count"],
  histogram: ["", "_bucket", "_sum", "_count"],
};

/** Whoever comes first has a name. Source: Prometheus, exposition formats; OpenMetrics, names that clash. */
export function expositionOf(sources: readonly Source[]): Exposition {
  const held = new Map<
    string,
    { family: MetricFamily; metrics: FamilyMetric[]; series: Set<string> }
  >();
  const owners = new Map<string, string>();
  let hidden = 0;
  for (const { labels, families } of sources) {
    for (const family of families) {
      const { name } = family;
      const all = held.get(name) ?? { family, metrics: [], series: new Set() };
      const names = samplesOf(family);
      const isFree = names.every((each) => (owners.get(each) ?? name) === name);
      if (!isFree || all.family.type !== family.type) {
        hidden += 1;
        continue;
      }
      held.set(name, all);
      for (const each of names) owners.set(each, name);
      for (const metric of family.metrics) {
        const whole = [...labels, ...(metric.labels ?? [])];
        const series = JSON.stringify([...whole].sort(byLabel));
        if (all.series.has(series)) hidden += 1;
        else all.metrics.push({ ...metric, labels: whole });
        all.series.add(series);
      }
    }
  }
  const families = [...held.values()].map(({ family, metrics }) => ({ ...family, metrics }));
  return { families, hidden };
}

function samplesOf({ name, type = "counter" }: MetricFamily): string[] {
  const base = type === "counter" ? name.replace(/_total$/, "") : name;
  return SUFFIXES[type].map((suffix) => base + suffix);
}
