// The tables of what is pushed.
import type { Sql } from "../../core/ports.ts";
import { EPOCH_ROW_CHARS } from "../../core/push-limits.ts";
import { migrate } from "../../storage/migrate.ts";

const TABLES: readonly string[] = [
  `CREATE TABLE push_group (
    grouping TEXT PRIMARY KEY, at INTEGER NOT NULL, chars INTEGER NOT NULL, families TEXT NOT NULL
  ) STRICT`,
  // Numbers are not given again: epochs of a job that was deleted still have its own.
  `CREATE TABLE sum_job (
    id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL UNIQUE, since INTEGER NOT NULL,
    at INTEGER NOT NULL, epochs INTEGER NOT NULL, chars INTEGER NOT NULL
  ) STRICT`,
  // A family is one text: its series would be hundreds of rows to write for one push.
  `CREATE TABLE sum_family (
    job INTEGER NOT NULL, name TEXT NOT NULL, family TEXT NOT NULL, PRIMARY KEY (job, name)
  ) STRICT, WITHOUT ROWID`,
  // Without \`last\` it is over.
  `CREATE TABLE sum_epoch (
    id INTEGER PRIMARY KEY, job INTEGER NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    at INTEGER NOT NULL, last TEXT, UNIQUE (job, epoch)
  ) STRICT`,
  "CREATE INDEX sum_epoch_living ON sum_epoch (at) WHERE last IS NOT NULL",
  "CREATE INDEX sum_epoch_gone ON sum_epoch (at) WHERE last IS NULL",
  // How much there is of epochs, which otherwise would be counted over and over.
  "CREATE TABLE sum_size (chars INTEGER NOT NULL, gone INTEGER NOT NULL) STRICT",
  "INSERT INTO sum_size VALUES (0, 0)",
];

/** How much each job has of living epochs. */
const EPOCHS_BY_JOB: readonly string[] = [
  "ALTER TABLE sum_job ADD COLUMN epoch_chars INTEGER NOT NULL DEFAULT 0",
  `UPDATE sum_job SET epoch_chars =
    (SELECT total(length(last) + ${EPOCH_ROW_CHARS}) FROM sum_epoch WHERE job = sum_job.id)`,
  "ALTER TABLE sum_size DROP COLUMN chars",
  "CREATE INDEX sum_epoch_by_job ON sum_epoch (job, at) WHERE last IS NOT NULL",
];

/** Makes the tables of pushes; may be called again and again. */
export function migratePushes(sql: Sql): void {
  migrate(sql, "pushes", [TABLES, EPOCHS_BY_JOB]);
}
