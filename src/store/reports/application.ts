// An application out of its row, and what its reports are answered.
import type { Sql, SqlRow } from "../../core/ports.ts";
import type { Report, ReportReply } from "../../core/report.ts";
import { ACTIVE_DAYS } from "../../core/report-limits.ts";
import type { Application, ApplicationSettings, VersionCount } from "../../core/reports.ts";
import { num } from "../row.ts";

const NONE = { latest_version: "", notices: [], hard_limit: false, disable: false, updated_at: 0 };

const VERSIONS = `SELECT version, sum(latest) AS installs FROM report_day
  WHERE application = ? AND day > ? GROUP BY version HAVING sum(latest) > 0
  ORDER BY installs DESC, version`;

/** The name that an application is kept by. */
export function nameOf(application: string): string {
  return application.toLowerCase();
}

/** What is kept of its settings; those of one that is not kept are as if nothing had ever been set. */
export function settingsOf(row: SqlRow | undefined): ApplicationSettings {
  const text = (row?.["settings"] ?? null) as string | null;
  return text === null ? NONE : JSON.parse(text);
}

/** The answer to a report. Where there is no newer version to tell of it tells the own one. */
export function answerTo({ version }: Report, row: SqlRow): ReportReply {
  const { latest_version, notices, hard_limit, disable } = settingsOf(row);
  return {
    application: row["name"] as string,
    latest_version: latest_version || version,
    notices: notices.map((notice) => ({ ...notice })),
    hard_limit,
    disable_scout: disable,
  };
}

/** All of it, as of `today`. */
export function applicationOf(sql: Sql, row: SqlRow, today: number): Application {
  const since = today - ACTIVE_DAYS;
  const versions = sql.all(VERSIONS, num(row, "id"), since) as unknown as VersionCount[];
  return {
    application: row["name"] as string,
    ...(row["settings"] !== null && { settings: settingsOf(row) }),
    reports: num(row, "reports"),
    installs: num(row, "installs"),
    active: versions.reduce((sum, { installs }) => sum + installs, 0),
    versions: versions.map((each) => ({ ...each })),
    uncounted: num(row, "uncounted"),
    ...(row["last_at"] !== null && {
      first_at: num(row, "first_at"),
      last_at: num(row, "last_at"),
    }),
  };
}
