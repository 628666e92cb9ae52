// Which of what was pushed are tagged metrics, that have a view of their own.
import { STATSD_JOB } from "../../core/metric-limits.ts";
import type { Pushed } from "../../core/pushed.ts";

/** Whether it was added up of what a pipeline aggregates. */
export function isTagged({ grouping, summed }: Pick<Pushed, "grouping" | "summed">): boolean {
  return summed !== undefined && grouping["job"] === STATSD_JOB;
}
