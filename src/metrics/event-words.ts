// What events may say of their weight, in lines by name and on the wire by number.
import type { MetricEvent } from "../core/metric.ts";

/** By their numbers. Source: gostatsd, `EventPriority`. */
export const PRIORITIES: readonly MetricEvent["priority"][] = ["normal", "low"];

/** By their numbers. Source: gostatsd, `AlertType`. */
export const ALERT_TYPES: readonly MetricEvent["alertType"][] = [
  "info",
  "warning",
  "error",
  "success",
];
