// Timers whose tags ask for buckets: `gsd_histogram:10_50_100`.
import type { Tags } from "../../core/metric.ts";
import { parseNumber } from "../parse-number.ts";

const ASKS = "gsd_histogram:";

/**
 * Ascending, the last of them infinite; none where `limit`, how many a tag may ask for, is 0. Undefined for a timer
 * without buckets. What is no number is left out. Source: gostatsd, timer histograms.
 */
export function boundsOf(tags: Tags, limit: number): readonly number[] | undefined {
  const tag = tags.find((one) => one.startsWith(ASKS));
  if (tag === undefined) return undefined;
  if (limit === 0) return [];
  const asked = tag.slice(ASKS.length).split("_").map(parseNumber);
  // Neither undefined nor NaN is at least anything.
  const bounds = asked.filter((bound = Number.NaN) => bound >= -Infinity) as number[];
  const upTo = new Set([...bounds.slice(0, limit), Infinity]);
  return [...upTo].sort((a, b) => (a < b ? -1 : 1));
}
