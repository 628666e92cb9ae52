// How the values that histograms have observed are spread.
import type { PushedSeries } from "../../core/pushed.ts";
import { finite, measured } from "./measured.ts";

/** Observations between two bounds. */
export interface Slice {
  readonly id: string;
  readonly name: string;
  readonly total: number;
}

/** Slices of all `series` together, lowest first; none where their bounds differ. Told are those below each bound. */
export function spreadOf(series: readonly PushedSeries[]): readonly Slice[] {
  const bounds = boundsOf(series[0]);
  const isShared = series.every((one) => boundsOf(one).join() === bounds.join());
  if (bounds.length === 0 || !isShared) return [];
  const below = bounds.map((_, at) =>
    series.reduce((all, { buckets = [] }) => all + finite(buckets[at]?.count), 0),
  );
  const count = series.reduce((all, one) => all + finite(one.count), 0);
  const slices = bounds.map((le, at) => ({
    id: le,
    name: at === 0 ? `≤ ${le}` : `${bounds[at - 1]} – ${le}`,
    total: Math.max(0, (below[at] ?? 0) - (below[at - 1] ?? 0)),
  }));
  const beyond = count - (below.at(-1) ?? 0);
  return beyond > 0
    ? [...slices, { id: "beyond", name: `> ${bounds.at(-1)}`, total: beyond }]
    : slices;
}

/** But for the infinite one, of which the count tells. */
function boundsOf(series: PushedSeries | undefined): string[] {
  return (series?.buckets ?? []).filter(({ le }) => le !== "+Inf").map(({ le }) => measured(le));
}
