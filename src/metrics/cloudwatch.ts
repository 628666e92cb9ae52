// The door of tallybeacon/metrics/cloudwatch, apart from the rest: only who uses it loads what signs its requests.
export type { Aggregates, Backend, DeliveryCounts } from "../core/metric.ts";
export { type CloudwatchOptions, cloudwatchBackend } from "./backend/cloudwatch.ts";
