// What goes without saying of events, and the words for their weight: in lines by name, on the wire by number.
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

/** What is not told of an event. */
export const UNTOLD: Omit<MetricEvent, "title" | "text" | "dateHappened"> = {
  source: "",
  aggregationKey: "",
  sourceTypeName: "",
  priority: "normal",
  alertType: "info",
  tags: [],
};
