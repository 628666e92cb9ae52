// The order of families and labels.
import { byCodePoint } from "./code-point.ts";
import type { Labels, MetricFamily } from "./family.ts";

/** Families by name; for `sort`, which keeps those of the same name as they were. */
export function byName(a: MetricFamily, b: MetricFamily): number {
  return byCodePoint(a.name, b.name);
}

/** Labels by name. */
export function byLabel([a]: Labels[number], [b]: Labels[number]): number {
  return byCodePoint(a, b);
}
