// A history in SQLite, on disk or in a Durable Object.
import type { Sql } from "../core/ports.ts";
import type { Sample } from "../core/sample.ts";
import { migrate } from "../storage/migrate.ts";
import { type CountedHistory, createRecorder, type HistoryOptions } from "./recorder.ts";

const TABLES: readonly string[] = [
  `CREATE TABLE sample (
    host TEXT NOT NULL, ts INTEGER NOT NULL, sample TEXT NOT NULL, PRIMARY KEY (host, ts)
  ) STRICT, WITHOUT ROWID`,
];

/** `sqlHistory(sqliteSql(new DatabaseSync("tally.db")))`. Makes its table when it is missing. */
export function sqlHistory(sql: Sql, options?: HistoryOptions): CountedHistory {
  migrate(sql, "history", [TABLES]);
  return createRecorder(
    {
      write(batch) {
        sql.tx(() => {
          for (const [host, sample] of batch) {
            const text = JSON.stringify(sample);
            sql.all("INSERT OR REPLACE INTO sample VALUES (?, ?, ?)", host, sample.ts, text);
          }
        });
      },
      read: (host, fromTs, toTs) =>
        sql
          .all(
            "SELECT ts, sample FROM sample WHERE host = ? AND ts BETWEEN ? AND ? ORDER BY ts",
            host,
            fromTs,
            toTs,
          )
          .flatMap((row) => decode(row["sample"] as string, row["ts"] as number)),
      hosts: () =>
        sql
          .all("SELECT DISTINCT host FROM sample ORDER BY host")
          .map((row) => row["host"] as string),
      prune(beforeTs) {
        sql.all("DELETE FROM sample WHERE ts < ?", beforeTs);
      },
    },
    options,
  );
}

/** One sample, or none when the text is not one. */
function decode(text: string, ts: number): Sample[] {
  try {
    const sample: unknown = JSON.parse(text);
    if (typeof sample !== "object" || sample === null || Array.isArray(sample)) return [];
    return Object.values(sample).every(Number.isFinite) ? [{ ...sample, ts }] : [];
  } catch {
    return [];
  }
}
