// The wings of a server on Workers, for those who want them.
import type { Clock, Sql } from "../../core/ports.ts";
import { pushingWing } from "../../server/pushes/pushing.ts";
import { reportingWing } from "../../server/reporting.ts";
import type { Wing } from "../../server/wing.ts";
import { createReports } from "../../store/reports/reports.ts";
import { pushesOf } from "./kept-pushes.ts";

/** A wing that keeps what it has in the database of the root, and has its `alarm` called so many milliseconds after `wake`. */
export interface ObjectWing {
  (sql: Sql, clock: Clock, wake: (ms: number) => void): WakingWing;
  /** Who sent an update with lines: where it is said, shards hand those up, and else they are values of their key. */
  readonly sourceOf?: (request: Request) => string;
}

/** One of the root's. */
export interface WakingWing extends Wing {
  /** Does what is due, which may be nothing: it is called more often than was asked for. */
  alarm?(): Promise<void>;
}

/** Takes one-shot reports. */
export const reports: ObjectWing = (sql, clock) => reportingWing(createReports(sql, { clock }));

/** Takes pushed metrics, and is scraped at `/metrics`. */
export const pushes: ObjectWing = (sql, clock) => pushingWing(pushesOf(sql, clock));
