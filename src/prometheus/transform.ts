// Changes on the way: labels, names, times.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { FamilyMetric, Labels, Transform } from "../core/family.ts";
import { byLabel, byName } from "../core/family-order.ts";
import { isLabelName, isMetricName } from "../core/metric-name.ts";

/**
 * Gives each metric these labels in place of those of the same names, and puts all that it has in the order of their
 * names. Throws `bad-option` for a name that is none. Source: InfluxDB 2, telemetry.
 */
export function addLabels(labels: Readonly<Record<string, string>>): Transform {
  const added = Object.entries(labels);
  for (const [name] of added) if (!isLabelName(name)) refuse(name);
  const names = new Set(Object.keys(labels));
  return relabel((found) =>
    [...found.filter(([name]) => !names.has(name)), ...added].sort(byLabel),
  );
}

/** Takes the labels of these names off; metrics that become alike stay apart. Source: InfluxDB 2, telemetry. */
export function removeLabels(names: readonly string[]): Transform {
  return relabel((found) => found.filter(([name]) => !names.includes(name)));
}

/**
 * Renames families, `{ old: "new" }`, and puts all in the order of their names; two that come to have one name stay apart.
 * Throws `bad-option` for a new name that is none. Source: InfluxDB 2, telemetry.
 */
export function renameFamilies(names: Readonly<Record<string, string>>): Transform {
  const renamed = new Map(Object.entries(names));
  for (const name of renamed.values()) if (!isMetricName(name)) refuse(name);
  return (families) =>
    families
      .map((family) => ({ ...family, name: renamed.get(family.name) ?? family.name }))
      .sort(byName);
}

/** Gives every metric the time of `now`, asked once for all, in place of its own. Source: InfluxDB 2, telemetry. */
export function addTimestamps(now: () => number = systemClock.now): Transform {
  return (families) => {
    const timestampMs = Math.trunc(now());
    return families.map((family) => ({
      ...family,
      metrics: family.metrics.map((metric) => ({ ...metric, timestampMs })),
    }));
  };
}

function relabel(change: (labels: Labels) => Labels): Transform {
  const changed = ({ labels: before = [], ...metric }: FamilyMetric): FamilyMetric => {
    const labels = change(before);
    return labels.length > 0 ? { ...metric, labels } : metric;
  };
  return (families) =>
    families.map((family) => ({ ...family, metrics: family.metrics.map(changed) }));
}

function refuse(name: string): never {
  throw new TallybeaconError("bad-option", `"${name}" is no name`);
}
