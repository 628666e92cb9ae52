// One-shot reports as they are kept: applications, what an operator answers to them, and who reported.
import type { Data } from "./json.ts";
import type { Notice, Report, ReportReply } from "./report.ts";

/** What an operator has an application answered. */
export interface ApplicationSettings {
  /** The newest release. Empty: each is told its own version. */
  readonly latest_version: string;
  readonly notices: readonly Notice[];
  /** Whether it has to keep to its free limits. */
  readonly hard_limit: boolean;
  /** Whether its installs are asked to report no more. Those that keep what they heard do so for good. */
  readonly disable: boolean;
  /** Unix milliseconds. */
  readonly updated_at: number;
}

/** A change of an application's settings; what is absent stays as it is. One that was not kept is from then on. */
export interface ApplicationChange extends Partial<Omit<ApplicationSettings, "updated_at">> {
  /** Upper and lower case are one. */
  readonly application: string;
}

/** How many installs have a version. */
export interface VersionCount {
  /** Empty: those beyond the 100 that are told apart on a day, together. */
  readonly version: string;
  readonly installs: number;
}

/** An application, as an operator sees it. */
export interface Application {
  /** In lower case. */
  readonly application: string;
  /** Absent: nobody keeps it, and its reports are answered with nothing. */
  readonly settings?: ApplicationSettings;
  readonly reports: number;
  /** Installs that are known. */
  readonly installs: number;
  /** Of those, who reported within 30 days. */
  readonly active: number;
  /** The active ones by the version of their last report, most used first. */
  readonly versions: readonly VersionCount[];
  /** Reports of installs that there was no room for. */
  readonly uncounted: number;
  /** Unix milliseconds of the first report and the last; absent before there was one. */
  readonly first_at?: number;
  readonly last_at?: number;
}

/** What came of one version on one day. */
export interface InstallDay {
  /** Unix seconds of the day's start, UTC. */
  readonly ts: number;
  /** As in `VersionCount`. */
  readonly version: string;
  readonly reports: number;
  /** Each counts once a day, by the version that it reported last. */
  readonly installs: number;
  /** Of those, who had never reported before; what clients say of themselves is not looked at. */
  readonly new_installs: number;
}

/** One of the newest reports. */
export interface KeptReport {
  /** Unix milliseconds of its arrival. */
  readonly at: number;
  readonly install_id: string;
  readonly version: string;
  /** As it was told; absent where that was too long. */
  readonly metadata?: Data;
}

/** Keeps reports, and what they are answered. */
export interface Reports {
  /** Has `run` called after all that is kept, changed or forgotten. */
  onChange(run: () => void): void;
  /** Durable on return. Gives the answer, and nothing for an application that nobody keeps. */
  take(report: Report): ReportReply | undefined;
  /** Those that are kept first, then by name. */
  applications(): Application[];
  /** Reports of applications that there was no room for. */
  others(): number;
  /** Changes what an application is answered, and gives what is there now. */
  keep(change: ApplicationChange): Application;
  /** Deletes some of an application, or the last of it; true when there is more. */
  forget(application: string): boolean;
  /** So many days up to the one of `toSeconds`, by day and version; days without reports are left out. */
  days(application: string, count: number, toSeconds: number): InstallDay[];
  /** Newest first. */
  newest(application: string, limit: number): KeptReport[];
}
