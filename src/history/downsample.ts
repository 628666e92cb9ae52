// One sample a bucket.
import { TallybeaconError } from "../core/errors.ts";
import { AGGREGATIONS, type Aggregation, type Sample } from "../core/sample.ts";
import { aggregate } from "./aggregate.ts";

/**
 * One sample for each bucket of `resolution` seconds: the first, unchanged, or what `agg` makes of those that are
 * handed in. Buckets are aligned to the epoch and a fraction of the resolution is cut; `samples` come oldest first.
 * The `ts` of a `mean`, `min`, `max` or `sum` is the start of its bucket, even if the first sample is younger. Throws
 * `bad-option` below one second and for another `agg`. Source: agbero's telemetry store; `agg` is ours.
 */
export function downsample(
  samples: readonly Sample[],
  resolution: number,
  agg: Aggregation = "first",
): Sample[] {
  const width = Math.trunc(resolution);
  if (!(width >= 1 && width < Infinity)) {
    throw new TallybeaconError(
      "bad-option",
      `resolution of ${resolution} s; it must be at least 1`,
    );
  }
  if (!AGGREGATIONS.includes(agg)) {
    throw new TallybeaconError(
      "bad-option",
      `agg is "${agg}"; it must be one of ${AGGREGATIONS.join(", ")}`,
    );
  }
  const buckets: { readonly startTs: number; readonly samples: [Sample, ...Sample[]] }[] = [];
  for (const sample of samples) {
    const startTs = Math.floor(sample.ts / width) * width;
    const last = buckets.at(-1);
    if (last?.startTs === startTs) last.samples.push(sample);
    else buckets.push({ startTs, samples: [sample] });
  }
  return buckets.map((bucket) => aggregate(bucket.samples, bucket.startTs, agg));
}
