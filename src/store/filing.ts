// Under which time an update is counted: when it was sealed, as far as that can be believed.
import { FILE_BACK_MS } from "../core/store-limits.ts";
import type { Update } from "../core/update.ts";

/** When an update was sealed, by its client's clock as corrected by its client; NaN when it does not say. */
export function sealedAt({ timestamp, offset_ms = 0 }: Update): number {
  return Math.trunc(Date.parse(timestamp) + offset_ms);
}

/** What was sealed in the future, too long ago, or at no time at all is filed when it arrives. */
export function filedAt(sealedMs: number, arrivedMs: number): number {
  return sealedMs <= arrivedMs && sealedMs >= arrivedMs - FILE_BACK_MS ? sealedMs : arrivedMs;
}
