// Lines of a chart of some series of a family.
import type { PushedFamily, PushedSeries } from "../../core/pushed.ts";
import type { Sample } from "../../core/sample.ts";
import type { Line } from "../chart/time-chart.tsx";
import { type PointsOf, pushedPoints } from "./pushed-points.ts";
import { seriesName } from "./series-name.ts";
import { labelValue, tellingLabels } from "./shown-series.ts";

/** What is drawn of series that were observed: how often, or the mean of it. */
export type Measure = "count" | "mean";

/** Whether it has counts and sums in place of values. */
export function isObserved({ type }: Pick<PushedFamily, "type">): boolean {
  return type === "summary" || type === "histogram";
}

/** Those of `series` that the samples have, each as a line. */
export function familyLines(
  family: PushedFamily,
  series: readonly PushedSeries[],
  samples: readonly Sample[],
  of: Omit<PointsOf, "field" | "isCount"> & { readonly measure: Measure },
): Line[] {
  const { name, type } = family;
  const isMany = isObserved(family);
  const telling = [...tellingLabels(family).keys()];
  const drawn = series.filter(({ labels }) => {
    const field = seriesName(isMany ? `${name}_count` : name, labels);
    return samples.some((sample) => Object.hasOwn(sample, field));
  });
  return drawn.map(({ labels }) => {
    const points = (suffix: string, isCount: boolean) =>
      pushedPoints(samples, { ...of, field: seriesName(name + suffix, labels), isCount });
    const told = telling.map((label) => labelValue(labels, label) || "none").join(" · ");
    const line = { id: seriesName("", labels), name: told || name };
    if (!isMany) return { ...line, points: points("", type === "counter") };
    const counts = points("_count", true);
    if (of.measure === "count") return { ...line, points: counts };
    const sums = new Map(points("_sum", true).map(({ ts, total }) => [ts, total]));
    const means = counts.flatMap(({ ts, total }) =>
      total > 0 ? [{ ts, total: (sums.get(ts) ?? 0) / total }] : [],
    );
    return { ...line, points: means };
  });
}
