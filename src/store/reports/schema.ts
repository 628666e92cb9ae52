// The tables of kept reports.
import type { Sql } from "../../core/ports.ts";
import { migrate } from "../../storage/migrate.ts";

/** The application that stands for all there is no room for; the others have names. */
export const OTHERS = "";
/** The version that stands for all that are not told apart. */
export const OTHER_VERSIONS = "";

const TABLES: readonly string[] = [
  // `settings` is JSON, null where nobody keeps it.
  `CREATE TABLE application (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, settings TEXT,
    reports INTEGER NOT NULL DEFAULT 0, installs INTEGER NOT NULL DEFAULT 0,
    uncounted INTEGER NOT NULL DEFAULT 0, first_at INTEGER, last_at INTEGER
  ) STRICT`,
  // `day` and `version` say where it is counted.
  `CREATE TABLE install (
    application INTEGER NOT NULL, id TEXT NOT NULL, day INTEGER NOT NULL, version TEXT NOT NULL,
    first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, reports INTEGER NOT NULL,
    PRIMARY KEY (application, id)
  ) STRICT, WITHOUT ROWID`,
  // Written once a day for each install.
  "CREATE INDEX install_by_day ON install (application, day)",
  // Days since 1970, UTC. `latest` are the installs that have not reported since.
  `CREATE TABLE report_day (
    application INTEGER NOT NULL, day INTEGER NOT NULL, version TEXT NOT NULL,
    reports INTEGER NOT NULL, installs INTEGER NOT NULL, new_installs INTEGER NOT NULL,
    latest INTEGER NOT NULL, PRIMARY KEY (application, day, version)
  ) STRICT, WITHOUT ROWID`,
  // Numbered as the application counts them: the oldest are found without looking.
  `CREATE TABLE report (
    application INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
    install_id TEXT NOT NULL, version TEXT NOT NULL, metadata TEXT,
    PRIMARY KEY (application, number)
  ) STRICT, WITHOUT ROWID`,
];

/** The steps from nothing to the tables of today, one a version. */
export const VERSIONS: readonly (readonly string[])[] = [TABLES];

/** Makes the tables, or brings older ones up to date; may be called again and again. */
export function migrateReports(sql: Sql): void {
  migrate(sql, "reports", VERSIONS);
}
