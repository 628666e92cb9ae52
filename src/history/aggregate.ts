// What a bucket of samples becomes: one sample.
import type { Aggregation, Sample } from "../core/sample.ts";

/**
 * The first or last of `samples` as it is, or one of `startTs` whose every field is made of those samples that have
 * the field. Finite numbers give finite ones, and whole numbers give their exact sum up to 2^53.
 */
export function aggregate(
  samples: readonly [Sample, ...Sample[]],
  startTs: number,
  agg: Aggregation,
): Sample {
  if (agg === "first") return samples[0];
  if (agg === "last") return samples.at(-1) ?? samples[0];
  const fields = new Map<string, number[]>();
  for (const [name, value] of samples.flatMap(Object.entries<number>)) {
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  const made = Array.from(fields, ([name, values]) => [name, REDUCERS[agg](values)] as const);
  return { ...Object.fromEntries(made), ts: startTs };
}

/** What becomes of the values of one field; there is at least one. */
const REDUCERS: Readonly<
  Record<Exclude<Aggregation, "first" | "last">, (values: readonly number[]) => number>
> = { mean, min, max, sum };

// Not Math.min(...values), which overflows the stack with a hundred thousand of them.
function min(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function max(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

/** Between the least and the greatest value, where rounding alone would carry it out of them. */
function mean(values: readonly number[]): number {
  const count = values.length;
  const total = plainSum(values);
  // What is too large to be added up is divided first.
  const found = Number.isFinite(total) ? total / count : plainSum(values.map((v) => v / count));
  return Math.min(Math.max(found, min(values)), max(values));
}

/** As far as a number goes, because JSON has no infinity. */
function sum(values: readonly number[]): number {
  const total = plainSum(values);
  if (Number.isFinite(total)) return total;
  // It may only have been too large on the way.
  const found = mean(values) * values.length;
  return Math.min(Math.max(found, -Number.MAX_VALUE), Number.MAX_VALUE);
}

function plainSum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
