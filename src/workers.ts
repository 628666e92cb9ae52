// The door to Cloudflare Workers: what only their bundler and their runtime have.
export { fastHash } from "./workers/fast-hash.ts";
export type { TelemetryEnv } from "./workers/telemetry/env.ts";
export type { TelemetryOptions } from "./workers/telemetry/options.ts";
export {
  fetchTelemetry,
  queueTelemetry,
  type Telemetry,
  type TelemetryClass,
  type TelemetryInstance,
  TelemetryObject,
  telemetry,
} from "./workers/telemetry/telemetry-object.ts";
