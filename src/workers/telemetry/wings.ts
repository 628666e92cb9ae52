// The wings of a server on Workers, for those who want them.
import type { Clock, Sql } from "../../core/ports.ts";
import { pushingWing } from "../../server/pushes/pushing.ts";
import { reportingWing } from "../../server/reporting.ts";
import type { Wing } from "../../server/wing.ts";
import { createPushes } from "../../store/pushes/pushes.ts";
import { createReports } from "../../store/reports/reports.ts";

/** A wing that keeps what it has in the database of the root. */
export type ObjectWing = (sql: Sql, clock: Clock) => Wing;

/** Takes one-shot reports. */
export const reports: ObjectWing = (sql, clock) => reportingWing(createReports(sql, { clock }));

/** Takes pushed metrics, and is scraped at `/metrics`. */
export const pushes: ObjectWing = (sql, clock) => pushingWing(createPushes(sql, { clock }));
