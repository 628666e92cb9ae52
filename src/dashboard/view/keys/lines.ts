// What is drawn of a key: itself, the stretch before it, and the keys it is compared with.
import type { Column } from "../../../core/csv.ts";
import type { Point } from "../../../core/tally.ts";
import type { Line } from "../../chart/time-chart.tsx";

/** Of a point in a file. */
export const SERIES_COLUMNS: readonly Column[] = [
  ["series", "text"],
  ["time", "plain"],
  ["total", "plain"],
];

/** Points that are drawn where others were: `seconds` later. */
export function shifted(points: readonly Point[], seconds: number): readonly Point[] {
  return points.map(({ ts, total }) => ({ ts: ts + seconds, total }));
}

/** All points of all lines as rows of a file, in ISO time. */
export function seriesRows(
  lines: readonly Line[],
): readonly { readonly series: string; readonly time: string; readonly total: number }[] {
  return lines.flatMap(({ name, points }) =>
    points.map(({ ts, total }) => ({
      series: name,
      time: new Date(ts * 1000).toISOString(),
      total,
    })),
  );
}

/** What a line comes to: its sum, and the first of its highest buckets. */
export function summed(points: readonly Point[]): {
  readonly total: number;
  readonly peak: Point | undefined;
} {
  let total = 0;
  let peak: Point | undefined;
  for (const point of points) {
    total += point.total;
    if (point.total > (peak?.total ?? 0)) peak = point;
  }
  return { total, peak };
}

/** How much comes in on average, by the unit that suits the stretch, or by one in which it is more than nothing. */
export function pace(total: number, seconds: number): readonly [value: number, unit: string] {
  const usual = seconds <= 21_600 ? 0 : seconds <= 86_400 ? 1 : 2;
  const rates = UNITS.slice(usual).map(
    ([unitSeconds, unit]) =>
      [Math.round((total / Math.max(1, seconds)) * unitSeconds * 10) / 10, unit] as const,
  );
  return rates.find(([rate]) => rate !== 0) ?? (rates[0] as (typeof rates)[number]);
}

const UNITS = [
  [60, "min"],
  [3_600, "h"],
  [86_400, "day"],
] as const;

/** How much more or less than before, of 1; undefined where there was nothing before. */
export function change(total: number, before: number): number | undefined {
  return before > 0 ? total / before - 1 : undefined;
}
