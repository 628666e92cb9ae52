// Which sequence numbers of an epoch are stored: runs without a gap, [from, to, from, to, …], ascending.
import { MAX_SEQ_RUNS } from "../core/store-limits.ts";

/** Runs of accepted numbers; `[1, 5, 7, 7]` are 1 to 5 and 7. */
export type Runs = number[];

/** Adds `seq`; false when it was there. With too many runs the oldest gap is taken as filled. */
export function addSeq(runs: Runs, seq: number): boolean {
  // Numbers come in order nearly always: look from the end.
  let at = runs.length;
  while (at > 0 && (runs[at - 2] as number) > seq) at -= 2;
  if (at > 0 && (runs[at - 1] as number) >= seq) return false;
  const joinsBefore = at > 0 && runs[at - 1] === seq - 1;
  const joinsAfter = runs[at] === seq + 1;
  if (joinsBefore && joinsAfter) runs.splice(at - 1, 2);
  else if (joinsBefore) runs[at - 1] = seq;
  else if (joinsAfter) runs[at] = seq;
  else runs.splice(at, 0, seq, seq);
  if (runs.length > 2 * MAX_SEQ_RUNS) runs.splice(1, 2);
  return true;
}

/** Runs as JSON. */
export function runsText(runs: Runs): string {
  return `[${runs.join(",")}]`;
}

/** The highest number; 0 when there is none. */
export function highestOf(runs: Runs): number {
  return runs.at(-1) ?? 0;
}

/** How many numbers from 1 to the highest are not there. */
export function missingOf(runs: Runs): number {
  let missing = 0;
  for (let i = 0; i < runs.length; i += 2) {
    missing += (runs[i] as number) - (i === 0 ? 0 : (runs[i - 1] as number)) - 1;
  }
  return missing;
}

/** The highest number up to which none is missing, counted from 1; 0 when 1 is missing. */
export function ackOf(runs: Runs): number {
  return runs[0] === 1 ? (runs[1] as number) : 0;
}
