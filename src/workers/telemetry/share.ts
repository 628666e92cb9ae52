// One of several objects sees a part of what comes: it holds its senders to a part of the limits.
import { MAX_UPDATES_PER_ADDRESS } from "../../core/access-limits.ts";
import type { GateOptions } from "../../server/gate.ts";

/** A shard's share of the limits that hold for all shards together; an instance is all with one shard. */
export function shareOfLimits(
  { maxPerAddress = MAX_UPDATES_PER_ADDRESS, maxPerApp }: GateOptions,
  shards: number,
): Pick<GateOptions, "maxPerAddress" | "maxPerApp"> {
  const share = (limit: number) => Math.ceil(limit / shards);
  return {
    maxPerAddress: share(maxPerAddress),
    ...(maxPerApp !== undefined && { maxPerApp: share(maxPerApp) }),
  };
}
