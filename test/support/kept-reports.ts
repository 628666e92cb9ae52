// Reports kept in memory, and reports to send them.
import type { Sql } from "../../src/core/ports.ts";
import type { Report, ReportReply } from "../../src/core/report.ts";
import type { Application, Reports } from "../../src/core/reports.ts";
import { createReports, type ReportsOptions } from "../../src/store/reports/reports.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { memorySql, NOW_MS } from "./store.ts";

export const DAY_MS = 86_400_000;

export interface OpenReports {
  readonly reports: Reports;
  readonly sql: Sql;
  readonly clock: ManualClock;
  /** Sends a report of the application `shop`, version 1, from the install "i", unless told otherwise. */
  send(more?: Partial<Report>): ReportReply | undefined;
  /** The application `shop`, or another. */
  shop(name?: string): Application | undefined;
}

export function openReports(
  sql: Sql = memorySql(),
  { clock = manualClock(NOW_MS), ...options }: ReportsOptions & { clock?: ManualClock } = {},
): OpenReports {
  const reports = createReports(sql, { clock, ...options });
  return {
    reports,
    sql,
    clock,
    send: (more) => reports.take(reportOf(more)),
    shop: (name = "shop") => reports.applications().find((each) => each.application === name),
  };
}

export function reportOf(more: Partial<Report> = {}): Report {
  return { application: "shop", install_id: "i", version: "1", metadata: {}, ...more };
}
