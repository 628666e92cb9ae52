// One report in the counts of its day and version, and of its install.
import type { Sql } from "../../core/ports.ts";
import type { Report } from "../../core/report.ts";
import {
  DAY_MS,
  INSTALL_RETENTION_DAYS,
  MAX_DAY_VERSIONS,
  PRUNE_INSTALLS,
} from "../../core/report-limits.ts";
import { num } from "../row.ts";
import { OTHER_VERSIONS } from "./schema.ts";

/** The application that a report is of. */
export interface Counted {
  readonly id: number;
  /** Installs that are known, and how many may be. */
  readonly installs: number;
  readonly maxInstalls: number;
}

/** The UTC day of a moment, since 1970. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

const INSTALL = "SELECT day, version FROM install WHERE application = ? AND id = ?";
const PRUNE = `DELETE FROM install WHERE (application, id) IN (
  SELECT application, id FROM install WHERE application = ? AND day < ? LIMIT ?) RETURNING 1`;
const CELLS = `SELECT count(*) AS versions, total(version = ?) AS known FROM report_day
  WHERE application = ? AND day = ?`;
const LEAVE = `UPDATE report_day SET installs = installs - ?, latest = latest - 1
  WHERE application = ? AND day = ? AND version = ?`;
const ENTER = `INSERT INTO report_day VALUES (?, ?, ?, 1, ?, ?, ?)
  ON CONFLICT (application, day, version) DO UPDATE SET reports = reports + 1,
  installs = installs + excluded.installs, new_installs = new_installs + excluded.new_installs,
  latest = latest + excluded.latest`;
const PUT_INSTALL = `INSERT INTO install VALUES (?, ?, ?, ?, ?, ?, 1)
  ON CONFLICT (application, id) DO UPDATE SET day = excluded.day, version = excluded.version,
  last_seen = excluded.last_seen, reports = reports + 1`;

/**
 * Counts a report; an install counts once a day, by the version that it reported last. Gives what that changes of the
 * application: its installs, and the reports of installs that there was no room for.
 */
export function countReport(
  sql: Sql,
  { id: application, installs, maxInstalls }: Counted,
  { install_id, version: told }: Report,
  atMs: number,
): { readonly installs: number; readonly uncounted: number } {
  const [known] = sql.all(INSTALL, application, install_id);
  // Where the clock was set back nobody counts twice a day.
  const day = Math.max(dayOf(atMs), num(known, "day"));
  const gone = known
    ? 0
    : sql.all(PRUNE, application, day - INSTALL_RETENTION_DAYS, PRUNE_INSTALLS).length;
  const isNew = !known && installs - gone < maxInstalls;
  const version = versionFor(sql, application, day, told);
  const isFirst = isNew || (known !== undefined && num(known, "day") < day);
  const isMoved = known !== undefined && !isFirst && known["version"] !== version;
  if (known && (isFirst || isMoved)) {
    sql.all(
      LEAVE,
      Number(isMoved),
      application,
      known["day"] as number,
      known["version"] as string,
    );
  }
  const counts = Number(isFirst || isMoved);
  sql.all(ENTER, application, day, version, counts, Number(isNew), counts);
  if (known || isNew) sql.all(PUT_INSTALL, application, install_id, day, version, atMs, atMs);
  return { installs: Number(isNew) - gone, uncounted: Number(!known && !isNew) };
}

/** The version that a report counts by: its own, as long as there are not too many on that day. */
function versionFor(sql: Sql, application: number, day: number, told: string): string {
  const [row] = sql.all(CELLS, told, application, day);
  const isTold = num(row, "known") > 0 || num(row, "versions") < MAX_DAY_VERSIONS;
  return isTold ? told : OTHER_VERSIONS;
}
