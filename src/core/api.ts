// What a server is asked, by path, and what it answers: the nouns of its read API besides those of the store.

import type { Accounting } from "./accounting.ts";
import type { LoggedChange } from "./controls.ts";
import type { Scalar } from "./json.ts";
import type { Application, InstallDay, KeptReport } from "./reports.ts";
import type { Rows } from "./rows.ts";
import type { Aggregation, Load, RANGES, Sample } from "./sample.ts";
import type { AppSummary, HeldValues, Instances, KeySummary, Members, Series } from "./tally.ts";

/** Which app. */
export interface OfApp {
  /** Default: `default`, or where it says so all of them. */
  readonly app?: string;
}

/** Where several stores answer as one. */
export interface Silent {
  /** Shards that did not answer: what they have is missing. Absent where all did. */
  readonly silent?: readonly string[];
}

/** How many rows. */
export interface Limited {
  /** From 1 to 1,000. Default 50. */
  readonly limit?: number;
}

/** A stretch of the past. */
export interface Stretch {
  /** `30m`, `24h`, `60d` …, at least a minute. Default `1h`. */
  readonly range?: string;
  /** Its end, Unix seconds. Default: now. */
  readonly to?: number;
  /** Of a point: seconds, or `5m`, `6h`, `1d` …. Default: what gives about a hundred points. */
  readonly step?: number | string;
}

/** Behind `GET /keys?`. */
export interface KeysAsked extends OfApp, Stretch {}

/** Behind `GET /series?`. */
export interface SeriesAsked extends OfApp, Stretch {
  readonly key: string;
  /** One member of a counting set. Default: all together. */
  readonly member?: Scalar;
}

/** Behind `GET /members?`. */
export interface MembersAsked extends OfApp, Stretch, Limited {
  readonly key: string;
  /** Of each member, from 1 to 200: fewer are told where the range has fewer steps. Default: none. */
  readonly points?: number;
}

/** Behind `GET /values?`. */
export interface ValuesAsked extends OfApp, Limited {
  readonly key: string;
}

/** Behind `GET /instances?`. */
export interface InstancesAsked extends OfApp, Limited {
  /** One, to the letter. Default: the newest. */
  readonly instance?: string;
}

/** Behind `GET /accounting?`. */
export interface AccountingAsked extends Limited {
  /** Default: all. */
  readonly instance?: string;
}

/** Behind `GET /controls?`: whom they hold for. With neither it is all that was ever switched. */
export interface ControlsAsked extends OfApp {
  readonly instance?: string;
}

/** Behind `GET /history?`. */
export interface HistoryAsked {
  readonly host: string;
  /** Default `1h`. */
  readonly range?: keyof typeof RANGES;
  /** Default `first`. */
  readonly agg?: Aggregation;
}

/** Behind `GET /load?`. */
export interface LoadAsked {
  /** Default `1h`. */
  readonly range?: keyof typeof RANGES;
}

/** Behind `GET /export?`. `range`, `to` and `step` are for totals and members, `key` for these and values. */
export interface ExportAsked extends OfApp, Stretch {
  /** Default `totals`. */
  readonly what?: keyof Rows;
  /** Default `ndjson`. */
  readonly format?: "ndjson" | "csv";
  /** Default: all. */
  readonly key?: string;
}

/** Behind `GET /installs?`. */
export interface InstallsAsked {
  readonly application: string;
  /** Days or weeks: `7d`, `12w` …, at most 400 days. Default `30d`. */
  readonly range?: string;
  /** In the last of them, Unix seconds. Default: now. */
  readonly to?: number;
}

/** Behind `GET /reports?`. */
export interface ReportsAsked extends Limited {
  readonly application: string;
}

/** The answer to `GET /apps`. */
export interface AppsReply extends Silent {
  readonly now: number;
  readonly apps: readonly AppSummary[];
}

/** The answer to `GET /keys`. */
export interface KeysReply extends OfApp, Silent {
  readonly range: string;
  readonly now: number;
  readonly keys: readonly KeySummary[];
}

/** The answer to `GET /series`. */
export interface SeriesReply extends OfApp, Series, Silent {
  readonly key: string;
  readonly member?: Scalar;
  readonly range: string;
}

/** The answer to `GET /series?form=totals`: the same in a tenth of the bytes. */
export interface TotalsReply extends Omit<SeriesReply, "points"> {
  /** Unix seconds: where the first step begins. */
  readonly from: number;
  /** One for each step, empty ones included, oldest first. */
  readonly totals: readonly number[];
}

/** The answer to `GET /members`. */
export interface MembersReply extends OfApp, Members, Silent {
  readonly key: string;
  readonly range: string;
}

/** The answer to `GET /values`. */
export interface ValuesReply extends OfApp, HeldValues, Silent {
  readonly key: string;
}

/** The answer to `GET /instances`. */
export interface InstancesReply extends OfApp, Instances, Silent {
  readonly now: number;
}

/** The answer to `GET /accounting`. */
export interface AccountingReply extends Accounting, Silent {
  readonly now: number;
}

/** The answer to `GET /controls/changes`. */
export interface ChangesReply {
  /** Newest first. */
  readonly changes: readonly LoggedChange[];
}

/** The answer to `GET /history`. */
export interface HistoryReply {
  readonly host: string;
  /** In words: `1 hour`. */
  readonly range: string;
  /** Where it was asked for. */
  readonly agg?: Aggregation;
  readonly samples: readonly Sample[];
}

/** The answer to `GET /hosts`. */
export interface HostsReply {
  readonly hosts: readonly string[];
}

/** The answer to `GET /load`. */
export interface LoadReply {
  readonly range: keyof typeof RANGES;
  readonly now: number;
  /** One for each bucket, empty ones included, oldest first. The minute that is running belongs to it where something came. */
  readonly samples: readonly Load[];
}

/** The answer to `GET /applications`. */
export interface ApplicationsReply {
  readonly now: number;
  /** Those that are kept first, then by name. */
  readonly applications: readonly Application[];
  /** Reports of further ones, which nobody keeps and there was no room for. */
  readonly others: number;
}

/** The answer to `GET /installs`. */
export interface InstallsReply {
  /** By day and version; what nothing came of is left out. */
  readonly days: readonly InstallDay[];
}

/** The answer to `GET /reports`. */
export interface ReportsReply {
  /** Newest first. */
  readonly reports: readonly KeptReport[];
}
