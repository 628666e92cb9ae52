// From a registry of prom-client to families.
import type { MetricFamily } from "../core/family.ts";
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
  const assembly = createAssembly(TEXT_KINDS);
  assembly.setHelp(name, help);
  assembly.setType(name, String(type));
  for (const { metricName = name, labels, value } of values) {
    const found = Object.entries(labels).map(([label, of]) => [label, String(of)] as const);
    assembly.add(metricName, found, value);
  }
  return assembly.families();
}
