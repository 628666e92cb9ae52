// Where a line has values: what is missing is a hole, and not a line from one side to the other.
import type { Column } from "./table.ts";

/** The indexes of the first and the last value between two holes. */
export type Run = readonly [first: number, last: number];

/** All of them. Steps of samples may be up to twice as long as they should: only what is longer misses one. */
export function runsOf(times: readonly number[], column: Column, stepSeconds: number): Run[] {
  const runs: Run[] = [];
  let [first, last] = [Number.NaN, Number.NaN];
  for (let index = 0; index < times.length; index++) {
    if (column[index] === undefined) continue;
    const isNext = (times[index] ?? 0) - (times[last] ?? Number.NaN) < 2 * stepSeconds;
    if (!isNext && first >= 0) runs.push([first, last]);
    if (!isNext) first = index;
    last = index;
  }
  if (first >= 0) runs.push([first, last]);
  return runs;
}
