// One sample a bucket.
import { TallybeaconError } from "../core/errors.ts";
import type { Sample } from "../core/sample.ts";

/**
 * The first of each bucket of `resolution` seconds, unchanged. Buckets are aligned to the epoch and a
 * fraction of the resolution is cut; `samples` come oldest first. Throws `bad-option` below one second.
 * Source: agbero's telemetry store.
 */
export function downsample(samples: readonly Sample[], resolution: number): Sample[] {
  const width = Math.trunc(resolution);
  if (!(width >= 1 && width < Infinity)) {
    throw new TallybeaconError(
      "bad-option",
      `resolution of ${resolution} s; it must be at least 1`,
    );
  }
  let last = Number.NaN;
  return samples.filter(({ ts }) => {
    const bucket = Math.floor(ts / width);
    if (bucket === last) return false;
    last = bucket;
    return true;
  });
}
