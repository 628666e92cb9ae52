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
export type {
  Aggregates,
  Backend,
  DeliveryCounts,
  MetricEvent,
  Series,
  SubMetric,
  Tags,
  TimerStats,
} from "../core/metric.ts";
export type { Clock } from "../core/ports.ts";
export type { Push } from "../core/push.ts";
export type { Rhythm } from "../core/rhythm.ts";
export type { PushTarget } from "./address.ts";
export { createFamilies, families } from "./families.ts";
export { type FilterRule, filter } from "./filter.ts";
export { json } from "./json.ts";
export { encodeLines, lineProtocol } from "./line-protocol.ts";
export { openMetrics } from "./open-metrics.ts";
export { fromPromClient, type PromClientMetric, type PromClientRegistry } from "./prom-client.ts";
export { type PrometheusBackendOptions, prometheusBackend } from "./prometheus-backend.ts";
export { compactText, protoText } from "./proto-text.ts";
export { protobuf } from "./protobuf.ts";
export { type PushOptions, push } from "./push.ts";
export { type Gather, type PushEveryOptions, pushEvery } from "./push-every.ts";
export { text } from "./text.ts";
export { textEncoder } from "./text-encoder.ts";
export { addLabels, addTimestamps, removeLabels, renameFamilies } from "./transform.ts";
