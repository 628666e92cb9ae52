// The door of tallybeacon/metrics.
export { type ErrorCode, TallybeaconError } from "../core/errors.ts";
export type {
  Aggregates,
  Backend,
  DeliveryCounts,
  Metric,
  MetricEvent,
  MetricMap,
  MetricSink,
  MetricType,
  Series,
  SubMetric,
  Tags,
  Timed,
  TimerStats,
} from "../core/metric.ts";
export type { Clock } from "../core/ports.ts";
export type { InternalKind, InternalStat } from "../core/stats.ts";
export { aggregate, type Expiry, reset, type TimerRules } from "./aggregate/aggregate.ts";
export {
  type Aggregator,
  type AggregatorOptions,
  createAggregator,
} from "./aggregate/aggregator.ts";
export { type Percentile, readPercentiles } from "./aggregate/percentiles.ts";
export type { BackendOptions } from "./backend/backend-options.ts";
export { consoleBackend } from "./backend/console.ts";
export { type DatadogOptions, datadogBackend } from "./backend/datadog.ts";
export { type GraphiteNames, type GraphiteOptions, graphiteBackend } from "./backend/graphite.ts";
export { type InfluxdbOptions, influxdbBackend } from "./backend/influxdb.ts";
export { type NewrelicOptions, newrelicBackend } from "./backend/newrelic.ts";
export type { NewrelicNames } from "./backend/newrelic-records.ts";
export { nullBackend } from "./backend/null.ts";
export { type OtlpOptions, otlpBackend } from "./backend/otlp.ts";
export { type StatsdOptions, statsdBackend } from "./backend/statsd.ts";
export { collectorSink } from "./collector-sink.ts";
export {
  createMetrics,
  type Metrics,
  type MetricsCounts,
  type MetricsOptions,
  type Timer,
} from "./create-metrics.ts";
export type { DeliveryOptions } from "./delivery/delivery.ts";
export type { PacketOptions } from "./delivery/packets.ts";
export type { PostOptions } from "./delivery/post.ts";
export {
  createFilters,
  type FilterOptions,
  type FilterRule,
  type Filters,
} from "./filter/create-filters.ts";
export { createMatcher, type Matcher, type Pattern } from "./filter/matcher.ts";
export {
  type ForwardCounts,
  type ForwardOptions,
  type ForwardSink,
  forwardSink,
} from "./forward/forward-sink.ts";
export {
  createInternal,
  type Internal,
  type InternalOptions,
} from "./internal.ts";
export type { CommonTags, TagRecord } from "./known-series.ts";
export type { BadLineOptions } from "./line/bad-lines.ts";
export { formatEvent, formatLine } from "./line/format.ts";
export { mapLines } from "./line/map-lines.ts";
export { packLines } from "./line/pack.ts";
export {
  type Arrival,
  createLineParser,
  type LineCounts,
  type LineParserOptions,
  type ParseDatagram,
} from "./line/parse-datagram.ts";
export { type LineOptions, parseLine } from "./line/parse-line.ts";
export { emptyMap, merge, receive } from "./map.ts";
export { createPipeline, type Pipeline, type PipelineOptions } from "./pipeline/create-pipeline.ts";
export { watchBackend, watchForwarder, watchSources } from "./pipeline/watch.ts";
export {
  createEnrichment,
  type Enrichment,
  type EnrichmentOptions,
} from "./source/create-enrichment.ts";
export type { Instance, InstanceCounts, Lookup } from "./source/instances.ts";
export { split } from "./split/split.ts";
export { splitByTags } from "./split/split-by-tags.ts";
