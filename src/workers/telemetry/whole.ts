// The server with all its wings, set up by its environment. Apart, so that who builds another does not carry it.
import { dashboard } from "./dashboard.ts";
import { optionsOfEnv, type TelemetryEnv } from "./env.ts";
import { metrics } from "./metrics.ts";
import {
  type TelemetryObject as OneObject,
  type Telemetry,
  type TelemetryClass,
  telemetry,
} from "./telemetry-object.ts";
import { pushes, reports } from "./wings.ts";

const server: Telemetry<TelemetryEnv> = telemetry((env) => ({
  wings: [reports, pushes, metrics({ dashboard, statserType: "null" })],
  ...optionsOfEnv(env),
}));

/**
 * The class of a server with all its wings, whose settings are bindings, variables and secrets: `env.TELEMETRY` is the
 * class itself, `env.ASSETS` the dashboard's files, the rest `TALLYBEACON_SHARDS`, `TALLYBEACON_OPERATOR_TOKENS` … as on the
 * command line.
 */
export const TelemetryObject: TelemetryClass<TelemetryEnv> = server.TelemetryObject;

/** One of its objects: by this name wrangler types a binding. */
export type TelemetryObject = OneObject;

/** The `fetch` of its Worker. */
export const fetchTelemetry: Telemetry<TelemetryEnv>["fetch"] = server.fetch;

/** The `queue` of its Worker. */
export const queueTelemetry: Telemetry<TelemetryEnv>["queue"] = server.queue;
