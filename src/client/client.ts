// What a client of the read API can do: one method for each route.
import type {
  AccountingAsked,
  AccountingReply,
  ApplicationsReply,
  AppsReply,
  ChangesReply,
  ControlsAsked,
  ExportAsked,
  HistoryAsked,
  HistoryReply,
  HostsReply,
  InstallsAsked,
  InstallsReply,
  InstancesAsked,
  InstancesReply,
  KeysAsked,
  KeysReply,
  Limited,
  LoadAsked,
  LoadReply,
  MembersAsked,
  MembersReply,
  ReportsAsked,
  ReportsReply,
  SeriesAsked,
  SeriesReply,
  TotalsReply,
  ValuesAsked,
  ValuesReply,
} from "../core/api.ts";
import type { AllControls, Controls, ControlsChange, Preview, Undo } from "../core/controls.ts";
import type { PushedReply } from "../core/pushed.ts";
import type { Application, ApplicationChange } from "../core/reports.ts";
import type { Rows } from "../core/rows.ts";
import type { Session } from "../core/session.ts";
import type { StatsReply } from "../core/stats.ts";

/** Which server, and how it is asked. */
export interface ClientOptions {
  /** Where its API is: `https://count.example.com`, or below a path. */
  readonly url: string;
  /** An operator's or reader's. In a page of the server's own origin a login does without. */
  readonly token?: string;
  /** Default: the platform's `fetch`, looked up at each request. */
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>;
  /** How long an answer may take, and an export to begin. Default 10,000. */
  readonly timeoutMs?: number;
}

/** What goes with one request. */
export interface CallOptions {
  /** Ends it; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Why there is no answer, with a sentence for people: the server's own where it said one. */
export interface ClientError extends Error {
  /** Of the answer; 0 when none came, or none that could be read. */
  readonly status: number;
  /** Whether a token is wanted, or another one. */
  readonly wantsToken: boolean;
  /** When to come back, where the server said so. */
  readonly retryAfterSeconds?: number;
}

/** One method for each route that is answered with JSON. All of them reject with a `ClientError`. */
export interface Routes {
  apps(options?: CallOptions): Promise<AppsReply>;
  keys(asked?: KeysAsked, options?: CallOptions): Promise<KeysReply>;
  series(asked: SeriesAsked, options?: CallOptions): Promise<SeriesReply>;
  /** A series without the time of each point: for long ones. */
  totals(asked: SeriesAsked, options?: CallOptions): Promise<TotalsReply>;
  members(asked: MembersAsked, options?: CallOptions): Promise<MembersReply>;
  values(asked: ValuesAsked, options?: CallOptions): Promise<ValuesReply>;
  instances(asked?: InstancesAsked, options?: CallOptions): Promise<InstancesReply>;
  accounting(asked?: AccountingAsked, options?: CallOptions): Promise<AccountingReply>;
  /** All that is asked of clients. */
  controls(options?: CallOptions): Promise<AllControls>;
  /** What holds for one instance, or for those of an app who are not singled out. */
  controlsOf(asked: ControlsAsked, options?: CallOptions): Promise<Controls>;
  /** Takes an operator. Resolves to what holds now. */
  change(change: ControlsChange, options?: CallOptions): Promise<AllControls>;
  /** Whom a change would touch. Takes an operator. */
  preview(change: ControlsChange, options?: CallOptions): Promise<Preview>;
  /** Newest first. */
  changes(asked?: Limited, options?: CallOptions): Promise<ChangesReply>;
  /** Takes a change back. Takes an operator. */
  undo(undo: Undo, options?: CallOptions): Promise<AllControls>;
  applications(options?: CallOptions): Promise<ApplicationsReply>;
  /** Changes what an application is answered; one that was not kept is from then on. Takes an operator. */
  keepApplication(change: ApplicationChange, options?: CallOptions): Promise<Application>;
  /** Deletes all there is of an application. Takes an operator. */
  forgetApplication(application: string, options?: CallOptions): Promise<unknown>;
  installs(asked: InstallsAsked, options?: CallOptions): Promise<InstallsReply>;
  reports(asked: ReportsAsked, options?: CallOptions): Promise<ReportsReply>;
  load(asked?: LoadAsked, options?: CallOptions): Promise<LoadReply>;
  history(asked: HistoryAsked, options?: CallOptions): Promise<HistoryReply>;
  hosts(options?: CallOptions): Promise<HostsReply>;
  /** Pushed metrics: what was added up, and groups. */
  pushed(options?: CallOptions): Promise<PushedReply>;
  /** What the pipeline of tagged metrics says of itself. */
  stats(options?: CallOptions): Promise<StatsReply>;
  /** Who is asking. */
  session(options?: CallOptions): Promise<Session>;
  /** In a page of the server's origin: a cookie then stands for the token. */
  login(token: string, options?: CallOptions): Promise<Session>;
  logout(options?: CallOptions): Promise<unknown>;
}

/** One method for each route. */
export interface Client extends Routes {
  /** An export as it comes, to be written to a file. A stream that fails is not whole. */
  export(asked?: ExportAsked, options?: CallOptions): Promise<ReadableStream<Uint8Array>>;
  /** The rows of an export, one by one; throws where it breaks off. */
  rows<W extends keyof Rows = "totals">(
    asked?: Omit<ExportAsked, "what" | "format"> & { readonly what?: W },
    options?: CallOptions,
  ): AsyncGenerator<Rows[W], void, void>;
}
