// Schemas that grow: each room's tables, step by step, once.
import { TallybeaconError } from "../core/errors.ts";
import type { Sql } from "../core/ports.ts";

/**
 * Brings the tables of `room` up to date: runs the steps it has not had yet, in one transaction. The
 * version is kept in a table, because a Durable Object does not allow `PRAGMA user_version`. Throws
 * `bad-option` when a newer release has been there.
 */
export function migrate(sql: Sql, room: string, steps: readonly (readonly string[])[]): void {
  sql.tx(() => {
    sql.all(
      "CREATE TABLE IF NOT EXISTS schema_version (room TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT",
    );
    const [row] = sql.all("SELECT version FROM schema_version WHERE room = ?", room);
    const version = Number(row?.["version"] ?? 0);
    if (version > steps.length) {
      throw new TallybeaconError(
        "bad-option",
        `tables of "${room}" have version ${version}; this release knows ${steps.length}`,
      );
    }
    if (version === steps.length) return;
    for (const step of steps.slice(version)) for (const statement of step) sql.all(statement);
    sql.all("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", room, steps.length);
  });
}
