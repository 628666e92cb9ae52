// The door to Cloudflare Workers: what only their bundler and their runtime have.
export { fastHash } from "./workers/fast-hash.ts";
export { isolateStorage } from "./workers/tally/isolate.ts";
export {
  type ObjectContext,
  TallyObject,
  type TallyObjectClass,
  type TallyObjectEnv,
  type TallyObjectOptions,
  tallyObject,
} from "./workers/tally/tally-object.ts";
export { edgeTransport, type ObjectStub, objectTransport } from "./workers/tally/transport.ts";
export { dashboard } from "./workers/telemetry/dashboard.ts";
export { edgeLookup, edgeSource } from "./workers/telemetry/edge-source.ts";
export { optionsOfEnv, type TelemetryEnv } from "./workers/telemetry/env.ts";
export {
  type MetricsWingOptions,
  metrics,
  type ObjectBackend,
} from "./workers/telemetry/metrics.ts";
export type { TelemetryOptions } from "./workers/telemetry/options.ts";
export {
  type Telemetry,
  type TelemetryClass,
  telemetry,
} from "./workers/telemetry/telemetry-object.ts";
export { fetchTelemetry, queueTelemetry, TelemetryObject } from "./workers/telemetry/whole.ts";
export { type ObjectWing, pushes, reports } from "./workers/telemetry/wings.ts";
