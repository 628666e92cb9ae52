// The whole server as a Worker: collector, read API and dashboard, with SQLite in Durable Objects.
import { fetchTelemetry, TelemetryObject } from "tallybeacon/workers";

export { TelemetryObject };
export default { fetch: fetchTelemetry };
