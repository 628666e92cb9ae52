// The door of tallybeacon/prometheus.
export { type ErrorCode, TallybeaconError } from "../core/errors.ts";
export type {
  Bucket,
  Encoder,
  FamilyMetric,
  FamilyType,
  Format,
  Histogram,
  Labels,
  MetricFamily,
  Quantile,
  Summary,
  Transform,
} from "../core/family.ts";
export { protobuf } from "./protobuf.ts";
export { text } from "./text.ts";
export { textEncoder } from "./text-encoder.ts";
