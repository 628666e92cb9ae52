// How a server of Durable Objects is set up.
import type { Keep } from "../../core/tally.ts";
import type { HandlerOptions } from "../../server/assemble.ts";

/** What a server on Workers is made of. */
export interface TelemetryOptions
  extends Omit<HandlerOptions, "store" | "history" | "clock" | "access" | "routes" | "title"> {
  /**
   * Objects that updates are spread over by instance. Default 1: the root counts by itself. It may be changed at any
   * time: instances move to their new homes as they speak.
   */
  readonly shards?: number;
  /** How long a shard keeps totals before it hands them up. Default 10,000. */
  readonly rollupMs?: number;
  /** Time between updates until the operator sets another, ms. Default an hour. */
  readonly intervalMs?: number;
  /** How long totals are kept by the minute, by five, by the hour and by the day, seconds; 0 is for ever. */
  readonly keep?: Partial<Keep>;
  /** Static assets, for the dashboard: `env.ASSETS`. Default: none, and no dashboard. */
  readonly assets?: { fetch(request: Request): Promise<Response> };
}
