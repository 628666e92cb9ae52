// What hosts sample: fields in an order that people look for, and their figures.
import { AGGREGATIONS, type Aggregation, type Sample } from "../../../core/sample.ts";
import { bytes, measure, number, oneLine, share } from "../../text/format.ts";

interface Known {
  readonly name: string;
  format(value: number): string;
}

/** Those that are the collector's own, and everyone's. */
const KNOWN: Readonly<Record<string, Known>> = {
  requests_sec: { name: "Requests a second", format: rough },
  p99_ms: { name: "99 % answered within", format: (ms) => `${rough(ms)} ms` },
  error_rate: { name: "Errors", format: (percent) => share(percent / 100) },
  bytes_sec: { name: "Bytes a second", format: bytes },
  active_backends: { name: "Active backends", format: rough },
};

/** Three digits that count, or all that are whole. */
function rough(value: number): string {
  return Math.abs(value) < 1_000
    ? measure(Number(value.toPrecision(3)))
    : number(Math.round(value));
}

/** How a field is called, and how its values are written. */
export function fieldOf(field: string): Known {
  const known = Object.hasOwn(KNOWN, field) ? KNOWN[field] : undefined;
  return known ?? { name: oneLine(field), format: rough };
}

/** Fields that samples have: those of everyone first, then by name. */
export function fieldsOf(samples: readonly Sample[]): readonly string[] {
  const found = new Set(samples.flatMap((sample) => Object.keys(sample)));
  found.delete("ts");
  const known = Object.keys(KNOWN).filter((name) => found.delete(name));
  return [...known, ...[...found].sort()];
}

/** One field over time, at the starts of its buckets, so that hosts can be laid side by side. */
export function pointsOf(
  samples: readonly Sample[],
  field: string,
  resolution: number,
): readonly { readonly ts: number; readonly total: number }[] {
  return samples.flatMap((sample) => {
    const total = Object.hasOwn(sample, field) ? sample[field] : undefined;
    return total === undefined ? [] : [{ ts: sample.ts - (sample.ts % resolution), total }];
  });
}

/** What the values of a field come to; undefined for none. */
export function figuresOf(
  points: readonly { readonly total: number }[],
): Readonly<Record<string, number>> | undefined {
  const totals = points.map(({ total }) => total);
  const last = totals.at(-1);
  return last === undefined
    ? undefined
    : {
        Last: last,
        Mean: totals.reduce((sum, total) => sum + total) / totals.length,
        Lowest: Math.min(...totals),
        Highest: Math.max(...totals),
      };
}

/** How the samples of one bucket become one point, as words ask for it; else by their mean. */
export function aggregationOf(words: URLSearchParams): Aggregation {
  return AGGREGATIONS.find((name) => name === words.get("agg")) ?? "mean";
}
