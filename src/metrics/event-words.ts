// What events say where nothing else is told, and the words for their weight: in lines by name, on the wire by number.
import type { MetricEvent } from "../core/metric.ts";

/** An event of which nothing is told. */
export const BLANK_EVENT: MetricEvent = {
  title: "",
  text: "",
  dateHappened: 0,
  source: "",
  aggregationKey: "",
  sourceTypeName: "",
  priority: "normal",
  alertType: "info",
  tags: [],
};

/** By their numbers. Source: gostatsd, `EventPriority`. */
export const PRIORITIES: readonly MetricEvent["priority"][] = ["normal", "low"];

/** By their numbers. Source: gostatsd, `AlertType`. */
export const ALERT_TYPES: readonly MetricEvent["alertType"][] = [
  "info",
  "warning",
  "error",
  "success",
];
