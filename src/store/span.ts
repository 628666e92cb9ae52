// The minutes and buckets that a window covers.
import { TallybeaconError } from "../core/errors.ts";
import { MAX_POINTS, MINUTE_MS } from "../core/limits.ts";
import type { Window } from "../core/tally.ts";

/** Whole buckets up to the one that is running. */
export interface Span {
  /** First and last minute since 1970, both included. */
  readonly from: number;
  readonly to: number;
  /** Unix seconds of each bucket's start, oldest first. */
  readonly starts: readonly number[];
  readonly step: number;
}

/**
 * Lays `window` over time: buckets of `step` seconds (at least 60) aligned to the epoch, as many as
 * `seconds` needs, the last one still running. Throws `bad-option` for more than `MAX_POINTS`.
 */
export function spanOf({ seconds, step }: Window, nowMs: number): Span {
  const width = Math.max(MINUTE_MS / 1000, Math.trunc(step));
  const count = Math.max(1, Math.ceil(seconds / width));
  if (!(count <= MAX_POINTS)) {
    throw new TallybeaconError(
      "bad-option",
      `${seconds} seconds in steps of ${step} are not from 1 to ${MAX_POINTS} points`,
    );
  }
  const last = Math.floor(nowMs / 1000 / width) * width;
  const first = last - (count - 1) * width;
  return {
    from: Math.ceil((first * 1000) / MINUTE_MS),
    to: Math.floor(nowMs / MINUTE_MS),
    starts: Array.from({ length: count }, (_, index) => first + index * width),
    step: width,
  };
}
