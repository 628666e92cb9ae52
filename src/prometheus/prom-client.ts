// From a registry of prom-client to families.
import type { Labels, MetricFamily } from "../core/family.ts";
import { createAssembly } from "./assembly.ts";
import { TEXT_KINDS } from "./kinds.ts";

/** What is asked of a `Registry` of prom-client, version 15. */
export interface PromClientRegistry {
  getMetricsAsJSON(): Promise<readonly PromClientMetric[]>;
}

/** What it has of one metric. */
export interface PromClientMetric {
  readonly name: string;
  readonly help: string;
  /** `counter`, whatever its own types say of an enum. */
  readonly type: unknown;
  readonly values: readonly {
    /** Where it is not that of the metric: `…_bucket`, `…_sum`, `…_count`. */
    readonly metricName?: string;
    readonly labels: Readonly<Partial<Record<string, string | number>>>;
    readonly value: number;
  }[];
}

/** Gathers what prom-client has registered, with its default labels; metrics without values are left out. */
export function fromPromClient(registry: PromClientRegistry): () => Promise<MetricFamily[]> {
  return async () => (await registry.getMetricsAsJSON()).flatMap(familiesOf);
}

/** At most one; by itself, since another may be called as its samples are. */
function familiesOf({ name, help, type, values }: PromClientMetric): MetricFamily[] {
  if (type === "counter" || type === "gauge") {
    // Each sample is a metric. Most of a registry is these, and a scrape waits for all of it.
    const metrics = values.map(({ labels, value }) => ({ labels: labelsOf(labels), value }));
    return metrics.length > 0 ? [{ name, help, type, metrics }] : [];
  }
  const assembly = createAssembly(TEXT_KINDS);
  assembly.setHelp(name, help);
  assembly.setType(name, String(type));
  let before: Labels = [];
  for (const { metricName = name, labels, value } of values) {
    before = labelsOf(labels, before);
    assembly.add(metricName, before, value);
  }
  return assembly.families();
}

/**
 * By a loop, and with what the sample before has, too: the samples of a histogram have most labels in common, and to make
 * them anew would cost as much as all the rest.
 */
function labelsOf(
  labels: PromClientMetric["values"][number]["labels"],
  before: Labels = [],
): Labels {
  const found: Labels[number][] = [];
  for (const name in labels) {
    const value = String(labels[name]);
    const same = before[found.length];
    found.push(same?.[0] === name && same[1] === value ? same : [name, value]);
  }
  return found;
}
