// The messages of OpenTelemetry's protocol, as far as statsd needs them. Source: opentelemetry-proto 1.x.
import type { Schema } from "../../proto/schema.ts";

const TEXT: Schema = { 1: ["string_value", "string"] };
const KEY_TEXT: Schema = { 1: ["key", "string"], 2: ["value", TEXT] };
const VALUE: Schema = {
  1: ["string_value", "string"],
  5: ["array_value", { 1: ["values", TEXT, "many"] }],
  6: ["kvlist_value", { 1: ["values", KEY_TEXT, "many"] }],
};
const KEY_VALUE: Schema = { 1: ["key", "string"], 2: ["value", VALUE] };
const RESOURCE: Schema = { 1: ["attributes", KEY_VALUE, "many"] };

const NUMBER_POINT: Schema = {
  3: ["time_unix_nano", "fixed64"],
  4: ["as_double", "double"],
  6: ["as_int", "fixed64"],
  7: ["attributes", KEY_VALUE, "many"],
};
const HISTOGRAM_POINT: Schema = {
  3: ["time_unix_nano", "fixed64"],
  4: ["count", "fixed64"],
  5: ["sum", "double"],
  6: ["bucket_counts", "fixed64", "many"],
  7: ["explicit_bounds", "double", "many"],
  9: ["attributes", KEY_VALUE, "many"],
  11: ["min", "double"],
  12: ["max", "double"],
};
const METRIC: Schema = {
  1: ["name", "string"],
  5: ["gauge", { 1: ["data_points", NUMBER_POINT, "many"] }],
  7: ["sum", { 1: ["data_points", NUMBER_POINT, "many"], 2: ["aggregation_temporality", "int64"] }],
  9: [
    "histogram",
    { 1: ["data_points", HISTOGRAM_POINT, "many"], 2: ["aggregation_temporality", "int64"] },
  ],
};
const SCOPE_METRICS: Schema = {
  1: ["scope", { 1: ["name", "string"], 2: ["version", "string"] }],
  2: ["metrics", METRIC, "many"],
};

/** `ExportMetricsServiceRequest`. */
export const METRICS_REQUEST: Schema = {
  1: [
    "resource_metrics",
    { 1: ["resource", RESOURCE], 2: ["scope_metrics", SCOPE_METRICS, "many"] },
    "many",
  ],
};

/** `ExportMetricsServiceResponse`. */
export const METRICS_RESPONSE: Schema = {
  1: ["partial_success", { 1: ["rejected_data_points", "int64"], 2: ["error_message", "string"] }],
};

const LOG_RECORD: Schema = {
  1: ["time_unix_nano", "fixed64"],
  6: ["attributes", KEY_VALUE, "many"],
};

/** `ExportLogsServiceRequest`. */
export const LOGS_REQUEST: Schema = {
  1: [
    "resource_logs",
    {
      1: ["resource", RESOURCE],
      2: ["scope_logs", { 2: ["log_records", LOG_RECORD, "many"] }, "many"],
    },
    "many",
  ],
};
