// What the wire has as numbers.
import type { MetricEvent } from "../../core/metric.ts";

/** By their numbers. Source: gostatsd, `EventPriority`. */
export const PRIORITIES: readonly MetricEvent["priority"][] = ["normal", "low"];

/** By their numbers. Source: gostatsd, `AlertType`. */
export const ALERT_TYPES: readonly MetricEvent["alertType"][] = [
  "info",
  "warning",
  "error",
  "success",
];
