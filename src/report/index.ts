// The door of tallybeacon/report.
export { type ErrorCode, TallybeaconError } from "../core/errors.ts";
export type { Data, Json, Scalar } from "../core/json.ts";
export type { Clock, Storage } from "../core/ports.ts";
export {
  type InstallId,
  METRITON_BETA_ENDPOINT,
  METRITON_ENDPOINT,
  type Notice,
  type Report,
  type ReportReply,
} from "../core/report.ts";
export { storedInstallId } from "./install-id.ts";
export { hasOptedOut, optOut } from "./opt-out.ts";
export { createReportQueue, type ReportQueue, type ReportQueueOptions } from "./queue.ts";
export { createReporter, type Reporter, type ReporterOptions } from "./reporter.ts";
