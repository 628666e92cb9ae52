// The door of tallybeacon/server.

export type { Accounting, EpochAccount } from "../core/accounting.ts";
export type { AnyStore } from "../core/any-store.ts";
export type {
  AllControls,
  Controls,
  ControlsChange,
  LoggedChange,
  Preview,
  Switch,
  Wish,
} from "../core/controls.ts";
export { type ErrorCode, TallybeaconError } from "../core/errors.ts";
export type {
  Bucket,
  Encoder,
  FamilyMetric,
  FamilyType,
  Histogram,
  Labels,
  MetricFamily,
  Quantile,
  Summary,
  Transform,
} from "../core/family.ts";
export type { Data, Json, Scalar } from "../core/json.ts";
export type { Clock, Handler, History, Sql, SqlRow, SqlValue } from "../core/ports.ts";
export type { Push, Pushes, PushGroup, PushSum } from "../core/push.ts";
export type { Notice, Report, ReportReply } from "../core/report.ts";
export type {
  Application,
  ApplicationChange,
  ApplicationSettings,
  InstallDay,
  KeptReport,
  Reports,
  VersionCount,
} from "../core/reports.ts";
export type { MemberRow, Rows, TotalRow, ValueRow, Wanted } from "../core/rows.ts";
export type { Role, Session } from "../core/session.ts";
export type {
  Accepted,
  AppSummary,
  HeldField,
  HeldValue,
  HeldValues,
  Instance,
  Keep,
  KeySummary,
  KeyTotal,
  Kind,
  Member,
  Members,
  Point,
  Series,
  Store,
  Window,
} from "../core/tally.ts";
export type { CountingSet, Reply, Update } from "../core/update.ts";
export { createPushes, type PushesOptions } from "../store/pushes/pushes.ts";
export { createReports, type ReportsOptions } from "../store/reports/reports.ts";
export { createStore, type StoreOptions } from "../store/store.ts";
export { type Access, type AccessOptions, createAccess } from "./access.ts";
export { type Addresses, type AddressOptions, createAddresses } from "./address.ts";
export { type ApplicationsOptions, applicationsRoutes } from "./applications.ts";
export type { HouseOptions } from "./assemble.ts";
export type { BodyLimits } from "./body.ts";
export { type ControlsOptions, controlsRoutes } from "./controls.ts";
export { type DashboardOptions, dashboardHandler } from "./dashboard.ts";
export { type ExportOptions, exportRoutes } from "./export.ts";
export type { GateOptions, LimitReason } from "./gate.ts";
export { cors, sameOrigin } from "./guard.ts";
export { createHandler, type HandlerOptions } from "./handler.ts";
export { type HealthOptions, healthRoutes } from "./health.ts";
export { type HistoryApiOptions, historyHandler } from "./history.ts";
export { type OpenapiOptions, openapiRoutes } from "./openapi.ts";
export { historyStore } from "./push/history-store.ts";
export { logStore } from "./push/log-store.ts";
export { TIMESTAMPS_PRESENT } from "./push/read.ts";
export { type PushHandlerOptions, type PushStore, pushHandler } from "./push.ts";
export { type ReportOptions, reportHandler } from "./report.ts";
export { routes } from "./routes.ts";
export { type PushedBackendOptions, pushedBackend } from "./statsd/pushed-backend.ts";
export { type TallyOptions, tallyRoutes } from "./tally.ts";
export type { Tokens } from "./tokens.ts";
export { type UpdateOptions, updateHandler } from "./update.ts";
export { keepUp } from "./upkeep.ts";
