// Prometheus' protobuf format, each family behind its length.
import type { Format } from "../core/family.ts";
import { decodeDelimited } from "../proto/decode.ts";
import { encodeDelimited } from "../proto/encode.ts";
import type { Schema } from "../proto/schema.ts";
import { fromWire, toWire } from "./wire.ts";

// Source: Prometheus' client model, metrics.proto. What came later, as exemplars and native histograms, is skipped.
const VALUE: Schema = { 1: ["value", "double"] };
const LABEL: Schema = { 1: ["name", "string"], 2: ["value", "string"] };
const QUANTILE: Schema = { 1: ["quantile", "double"], 2: ["value", "double"] };
const BUCKET: Schema = { 1: ["cumulative_count", "uint64"], 2: ["upper_bound", "double"] };
const SUMMARY: Schema = {
  1: ["sample_count", "uint64"],
  2: ["sample_sum", "double"],
  3: ["quantile", QUANTILE, "many"],
};
const HISTOGRAM: Schema = {
  1: ["sample_count", "uint64"],
  2: ["sample_sum", "double"],
  3: ["bucket", BUCKET, "many"],
};
const METRIC: Schema = {
  1: ["label", LABEL, "many"],
  2: ["gauge", VALUE],
  3: ["counter", VALUE],
  4: ["summary", SUMMARY],
  5: ["untyped", VALUE],
  6: ["timestamp_ms", "int64"],
  7: ["histogram", HISTOGRAM],
};
const FAMILY: Schema = {
  1: ["name", "string"],
  2: ["help", "string"],
  3: ["type", "int64"],
  4: ["metric", METRIC, "many"],
};

/**
 * Length-delimited `io.prometheus.client.MetricFamily`: the one format that holds all that a family can be. Counts above
 * 2^53 are rounded. A body that is cut off anywhere is refused, and so is a metric that is not of its family's type, a
 * name that is none, and text that is not UTF-8. Source: Prometheus, exposition formats.
 */
export const protobuf: Format = {
  contentType:
    "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
  encode: (families) => encodeDelimited(families.map(toWire), FAMILY),
  decode: (body) => fromWire(decodeDelimited(body, FAMILY)),
};
