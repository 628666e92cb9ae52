// What a chart shows of a series whose samples a history has.
import type { Sample } from "../../core/sample.ts";
import type { Point } from "../../core/tally.ts";

/** Which field of the samples, and over which stretch. */
export interface PointsOf {
  readonly field: string;
  /** It counts up: a point is what it grew by. Otherwise it is its last value, which holds until the next one. */
  readonly isCount: boolean;
  /** When its sum began, Unix milliseconds: it was nothing then, of which no sample tells. */
  readonly since?: number | undefined;
  readonly seconds: number;
  readonly step: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/** A point for each step, from the first on of which something is known. */
export function pushedPoints(samples: readonly Sample[], of: PointsOf): Point[] {
  const { field, isCount, since, seconds, step, now } = of;
  const last = Math.floor(now / 1000 / step) * step;
  const first = last - seconds + step;
  const totals = new Map<number, number>();
  const start = since === undefined ? undefined : Math.floor(since / 1000);
  const isWhole = start !== undefined && start >= first;
  let isBegun = false;
  let before: number | undefined;
  for (const sample of samples) {
    const value = Object.hasOwn(sample, field) ? sample[field] : undefined;
    if (value === undefined) continue;
    const ts = Math.floor(sample.ts / step) * step;
    // How much of the first there was before nobody knows, unless all of the sum is here.
    if (isWhole && !isBegun && sample.ts >= start) [before, isBegun] = [0, true];
    before ??= value;
    // What fell began anew.
    const more = value < before ? value : value - before;
    totals.set(ts, isCount ? (totals.get(ts) ?? 0) + more : value);
    before = value;
  }
  const points: Point[] = [];
  let held: number | undefined;
  for (let ts = first; ts <= last; ts += step) {
    if (isCount && (held !== undefined || (start !== undefined && ts + step > start))) held = 0;
    held = totals.get(ts) ?? held;
    if (held !== undefined) points.push({ ts, total: held });
  }
  return points;
}
