// Which families, and which of their metrics, are let through.
import type { Labels, Transform } from "../core/family.ts";
import { byName } from "../core/family-order.ts";

/** What is let through: `{ family: "http_requests_total", labels: { path: "/" } }`. */
export interface FilterRule {
  readonly family: string;
  /** All labels that a metric has, in whatever order. Default: those of any metric. */
  readonly labels?: Readonly<Record<string, string>>;
  /** A metric may have other labels as well. Default false. */
  readonly subset?: boolean;
}

/**
 * Lets through the metrics that one of the rules names, and the families that have any left, in the order of their names;
 * families of one name stay apart. A histogram goes by its own name, without `_bucket`. Source: InfluxDB 2, telemetry.
 */
export function filter(rules: readonly FilterRule[]): Transform {
  return (families) =>
    families
      .flatMap((family) => {
        const its = rules.filter((rule) => rule.family === family.name);
        const metrics = family.metrics.filter(({ labels = [] }) =>
          its.some((rule) => allows(rule, labels)),
        );
        return metrics.length > 0 ? [{ ...family, metrics }] : [];
      })
      .sort(byName);
}

function allows({ labels, subset = false }: FilterRule, found: Labels): boolean {
  if (!labels) return true;
  const wanted = Object.entries(labels);
  return (
    (subset || wanted.length === found.length) &&
    wanted.every(([name, value]) => found.some((label) => label[0] === name && label[1] === value))
  );
}
