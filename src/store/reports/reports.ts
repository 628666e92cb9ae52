// What reports: kept by application, install, day and version, and answered as an operator wishes.
import { systemClock } from "../../core/clock.ts";
import type { Data } from "../../core/json.ts";
import { MAX_DEPTH } from "../../core/limits.ts";
import type { Clock, Sql, SqlRow } from "../../core/ports.ts";
import type { Report } from "../../core/report.ts";
import {
  DAY_MS,
  FORGET_INSTALLS,
  MAX_INSTALLS,
  MAX_METADATA_CHARS,
  MAX_REPORTS,
  MAX_UNKNOWN_APPLICATIONS,
  MAX_UNKNOWN_INSTALLS,
} from "../../core/report-limits.ts";
import type { InstallDay, KeptReport, Reports } from "../../core/reports.ts";
import { num } from "../row.ts";
import { isShallow } from "../shallow.ts";
import { answerTo, applicationOf, nameOf, settingsOf } from "./application.ts";
import { countReport, dayOf } from "./count.ts";
import { migrateReports, OTHERS } from "./schema.ts";

/** How reports are kept. */
export interface ReportsOptions {
  readonly clock?: Clock;
  /** Installs known of one application at the most. Default 1,000,000. */
  readonly maxInstalls?: number;
}

const FIND = "SELECT * FROM application WHERE name = ?";
const UNKNOWN = "SELECT count(*) AS unknown FROM application WHERE settings IS NULL AND name <> ?";
const ADD = "INSERT INTO application (name) VALUES (?) ON CONFLICT (name) DO NOTHING";
const COUNT = `UPDATE application SET reports = reports + 1, installs = installs + ?,
  uncounted = uncounted + ?, first_at = coalesce(first_at, ?), last_at = ? WHERE id = ?`;
const PUT_REPORT = "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)";
const PUT_SETTINGS = `INSERT INTO application (name, settings) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET settings = excluded.settings`;
const LIST = "SELECT * FROM application WHERE name <> ? ORDER BY settings IS NULL, name";
const DAYS = `SELECT day, version, reports, installs, new_installs FROM report_day
  WHERE application = ? AND day > ? AND day <= ? ORDER BY day, version`;
const NEWEST = `SELECT at, install_id, version, metadata FROM report
  WHERE application = ? ORDER BY number DESC LIMIT ?`;
const FORGET = `DELETE FROM install WHERE (application, id) IN (
  SELECT application, id FROM install WHERE application = ? LIMIT ?) RETURNING 1`;

/**
 * `createReports(sqliteSql(new DatabaseSync("tally.db")))`. Makes its tables, beside those of a store in the same database
 * or alone, and is as durable as the database.
 */
export function createReports(sql: Sql, options: ReportsOptions = {}): Reports {
  const { clock = systemClock, maxInstalls = MAX_INSTALLS } = options;
  migrateReports(sql);
  const now = () => Math.floor(clock.now());
  const listeners = new Set<() => void>();
  const write = <T>(run: () => T): T => {
    const written = sql.tx(run);
    for (const tell of listeners) tell();
    return written;
  };

  return {
    onChange: (run) => void listeners.add(run),
    take: (report) =>
      write(() => {
        const row = admit(nameOf(report.application));
        const [id, at] = [num(row, "id"), now()];
        const isKept = row["settings"] !== null;
        let change = { installs: 0, uncounted: 0 };
        if (row["name"] !== OTHERS) {
          const most = isKept ? maxInstalls : Math.min(maxInstalls, MAX_UNKNOWN_INSTALLS);
          const counted = { id, installs: num(row, "installs"), maxInstalls: most };
          change = countReport(sql, counted, report, at);
          putReport(id, num(row, "reports"), at, report);
        }
        sql.all(COUNT, change.installs, change.uncounted, at, at, id);
        return isKept ? answerTo(report, row) : undefined;
      }),
    applications: () => sql.all(LIST, OTHERS).map(ofToday),
    others: () => num(find(OTHERS), "reports"),
    keep: ({ application, ...change }) =>
      write(() => {
        const name = nameOf(application);
        const settings = { ...settingsOf(find(name)), ...change, updated_at: now() };
        sql.all(PUT_SETTINGS, name, JSON.stringify(settings));
        return ofToday(find(name) as SqlRow);
      }),
    forget: (application) =>
      write(() => {
        const id = idOf(application);
        const gone = sql.all(FORGET, id, FORGET_INSTALLS).length;
        sql.all("UPDATE application SET installs = installs - ? WHERE id = ?", gone, id);
        if (gone === FORGET_INSTALLS) return true;
        for (const table of ["report_day", "report"]) {
          sql.all(`DELETE FROM ${table} WHERE application = ?`, id);
        }
        sql.all("DELETE FROM application WHERE id = ?", id);
        return false;
      }),
    days(application, count, toSeconds) {
      const last = dayOf(1_000 * toSeconds);
      return sql
        .all(DAYS, idOf(application), last - count, last)
        .map(
          ({ day, ...counts }) =>
            ({ ts: (Number(day) * DAY_MS) / 1_000, ...counts }) as unknown as InstallDay,
        );
    },
    newest: (application, limit) => sql.all(NEWEST, idOf(application), limit).map(keptReport),
  };

  function find(name: string): SqlRow | undefined {
    return sql.all(FIND, name)[0];
  }

  /** 0 for one that never came. */
  function idOf(application: string): number {
    return num(find(nameOf(application)), "id");
  }

  function ofToday(row: SqlRow): ReturnType<Reports["keep"]> {
    return applicationOf(sql, row, dayOf(now()));
  }

  /** The row that a report counts in: of its application, or of all others. */
  function admit(name: string): SqlRow {
    const found = find(name);
    if (found) return found;
    const unknown = num(sql.all(UNKNOWN, OTHERS)[0], "unknown");
    const admitted = unknown < MAX_UNKNOWN_APPLICATIONS ? name : OTHERS;
    sql.all(ADD, admitted);
    return find(admitted) as SqlRow;
  }

  /** Keeps a report by its number, in place of the one that is too old by then. */
  function putReport(id: number, number: number, at: number, report: Report): void {
    const { install_id, version } = report;
    sql.all(PUT_REPORT, id, number, at, install_id, version, textOf(report.metadata));
    sql.all("DELETE FROM report WHERE application = ? AND number <= ?", id, number - MAX_REPORTS);
  }
}

/** Metadata as JSON; nothing where it is too long to be kept, or too deep to be written. */
function textOf(metadata: Data): string | null {
  const text = isShallow(metadata, MAX_DEPTH) ? JSON.stringify(metadata) : "";
  return text && text.length <= MAX_METADATA_CHARS ? text : null;
}

function keptReport({ metadata, ...rest }: SqlRow): KeptReport {
  const report = rest as unknown as KeptReport;
  return metadata === null ? report : { ...report, metadata: JSON.parse(metadata as string) };
}
