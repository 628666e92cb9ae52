// What a pipeline of tagged metrics says of itself. Names are those of the wire.
import type { Tags } from "./metric.ts";

/**
 * `gauge`: as it is; `counter`: what was added since the last flush; `report`: as it is, but as a counter where another
 * server aggregates; `sparse`: as it is, for 22 flushes after each change. Source: gostatsd, internal metrics.
 */
export type InternalKind = "gauge" | "counter" | "report" | "sparse";

/** One of its numbers, as it was at the last flush: all but gauges count up. */
export interface InternalStat {
  readonly name: string;
  readonly kind: InternalKind;
  readonly tags: Tags;
  readonly value: number;
}

/** The answer to `GET /statsd`. */
export interface StatsReply {
  /** Unix milliseconds. */
  readonly now: number;
  readonly stats: readonly InternalStat[];
}

/** The answer to `GET /healthcheck` and `/deepcheck`: what is well, and what is not. */
export interface ChecksReply {
  readonly ok: readonly string[];
  readonly failed: readonly string[];
}
