// The door of tallybeacon/client.

export type { Accounting, EpochAccount } from "../core/accounting.ts";
export type * from "../core/api.ts";
export type {
  AllControls,
  Controls,
  ControlsChange,
  LoggedChange,
  Preview,
  Switch,
  Undo,
  Wish,
} from "../core/controls.ts";
export type { FamilyType } from "../core/family.ts";
export type { Data, Json, Scalar } from "../core/json.ts";
export type * from "../core/pushed.ts";
export type { Notice } from "../core/report.ts";
export type {
  Application,
  ApplicationChange,
  ApplicationSettings,
  InstallDay,
  KeptReport,
  VersionCount,
} from "../core/reports.ts";
export type { MemberRow, Rows, TotalRow, ValueRow } from "../core/rows.ts";
export type { Aggregation, Load, Sample } from "../core/sample.ts";
export type { Role, Session } from "../core/session.ts";
export type { InternalKind, InternalStat, StatsReply } from "../core/stats.ts";
export type {
  AppSummary,
  HeldField,
  HeldValue,
  HeldValues,
  Instance,
  KeySummary,
  Kind,
  Member,
  Point,
  Series,
} from "../core/tally.ts";
export type { CallOptions, Client, ClientError, ClientOptions } from "./client.ts";
export { createClient } from "./create-client.ts";
