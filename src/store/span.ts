// The minutes and buckets that a window covers.
import { TallybeaconError } from "../core/errors.ts";
import { MAX_STEPS, MINUTE_MS, MINUTE_SECONDS } from "../core/store-limits.ts";
import type { Window } from "../core/tally.ts";
import type { Mark } from "./levels.ts";
import { widthAt } from "./pieces.ts";

/** Whole buckets up to the one that is running, or that ends with the window. */
export interface Span {
  /** Minutes since 1970: `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  /** Unix seconds of each bucket's start, oldest first. */
  readonly starts: readonly number[];
  /** Seconds. */
  readonly step: number;
}

/**
 * Lays `window` over time: buckets of `step` seconds aligned to the epoch, as many as `seconds` needs. A step is at
 * least a minute, and a multiple of what is still kept as far back as the window goes: `step` of the span tells.
 * Throws `bad-option` for more than `maxPoints`.
 */
export function spanOf(
  window: Window,
  nowMs: number,
  marks: readonly Mark[],
  maxPoints: number = MAX_STEPS,
): Span {
  const { seconds, step, to = Number.POSITIVE_INFINITY } = window;
  // The minute that is running belongs to it.
  const now = Math.floor(nowMs / MINUTE_MS) + 1;
  const end = Math.min(now, Math.ceil(to / MINUTE_SECONDS));
  let width = Math.max(1, Math.ceil(step / MINUTE_SECONDS));
  for (;;) {
    const count = Math.max(1, Math.ceil(seconds / MINUTE_SECONDS / width));
    if (!(count <= maxPoints)) throw tooMany(window, maxPoints);
    const last = Math.floor((end - 1) / width) * width;
    const from = last - (count - 1) * width;
    const kept = widthAt(from, marks);
    if (width % kept > 0) {
      width = Math.ceil(width / kept) * kept;
      continue;
    }
    return {
      from,
      to: Math.min(last + width, now),
      starts: Array.from({ length: count }, (_, index) => (from + index * width) * MINUTE_SECONDS),
      step: width * MINUTE_SECONDS,
    };
  }
}

function tooMany({ seconds, step }: Window, maxPoints: number): TallybeaconError {
  const message = `${seconds} seconds in steps of ${step} are not from 1 to ${maxPoints} points`;
  return new TallybeaconError("bad-option", message);
}
