// What is answered about tagged metrics: schemas of its nouns.
import type { ChecksReply, InternalStat, StatsReply } from "../../core/stats.ts";
import { count, list, noun } from "./noun.ts";
import * as z from "./zod.ts";

/** The nouns that have a schema here, by the names that a description has for them. */
export interface MetricReplies {
  readonly InternalStat: InternalStat;
  readonly StatsReply: StatsReply;
  readonly ChecksReply: ChecksReply;
}

/** Made anew at each call. */
export function metricReplySchemas(): {
  readonly [N in keyof MetricReplies]: z.ZodMiniType<MetricReplies[N]>;
} {
  const text = z.string();
  const InternalStat = noun<InternalStat>()({
    name: text,
    kind: z.enum(["gauge", "counter", "report", "sparse"]),
    tags: list(text),
    value: z.number(),
  });
  return {
    InternalStat,
    StatsReply: noun<StatsReply>()({ now: count(), stats: list(InternalStat) }),
    ChecksReply: noun<ChecksReply>()({ ok: list(text), failed: list(text) }),
  };
}
