// When an instance's turn is: spread evenly over an interval, however many came at once.
import { MAX_INTERVAL_MS, SLOTTED_INTERVAL_MS } from "../core/limits.ts";
import { xxh32 } from "../hash/xxh32.ts";

const HASHES = 2 ** 32;

/**
 * How long an instance shall wait, ms: until its own point within the interval, which is between half an interval
 * and one and a half away. Who comes on time waits for a whole one. Intervals below ten seconds are kept as they are.
 */
export function slotDelayMs(instance: string, intervalMs: number, nowMs: number): number {
  if (intervalMs < SLOTTED_INTERVAL_MS) return intervalMs;
  const phase = Math.floor((xxh32(instance) / HASHES) * intervalMs);
  const aheadMs = (((phase - nowMs) % intervalMs) + intervalMs) % intervalMs;
  return Math.min(aheadMs < intervalMs / 2 ? aheadMs + intervalMs : aheadMs, MAX_INTERVAL_MS);
}
