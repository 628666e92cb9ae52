// One-shot reports: what an application tells of itself, and what it is answered. Names are those of the wire.
import type { Data, Json } from "./json.ts";

/** One report. Source: Metriton's and Scout's clients. */
export interface Report {
  readonly application: string;
  readonly install_id: string;
  readonly version: string;
  readonly metadata: Data;
}

/** A message for whoever uses the application. */
export interface Notice {
  /** `INFO`, `WARNING`, `ERROR` …. */
  readonly level: string;
  readonly message: string;
}

/** What a report is answered. */
export interface ReportReply {
  /** Empty where the application is not known, or nobody was asked. */
  readonly application: string;
  /** The newest release; the own version where nobody was asked or nothing was said; empty where that was left out. */
  readonly latest_version: string;
  /** Mostly a `Notice` each; other servers may send anything. */
  readonly notices: readonly Json[];
  /** Whether the application has to keep to its free limits. */
  readonly hard_limit: boolean;
  /** Whether nothing more is to be reported from here. */
  readonly disable_scout: boolean;
}

/** Who reports. */
export interface InstallId {
  readonly id: string;
  /** No report of this install has succeeded yet. */
  readonly isNew: boolean;
  /** Sent with every report. */
  readonly metadata?: Data;
  /** Has it remembered that this was told. */
  told?(): Promise<unknown>;
  /** Leaves it to others to tell this, as the report that did has failed. */
  readonly release?: (() => void) | undefined;
}

/** Where Metriton's client reports to by default. Source: its `DefaultEndpoint`. */
export const METRITON_ENDPOINT = "https://metriton.datawire.io/scout";
/** Source: its `BetaEndpoint`, from v2.1.0 on. */
export const METRITON_BETA_ENDPOINT = "https://metriton.datawire.io/beta/scout";
