// What keys and members came to, added up by their numbers.
import type { Sql, SqlRow } from "../core/ports.ts";
import { LEVELS, withSpan } from "./levels.ts";
import type { Piece } from "./pieces.ts";
import { num } from "./row.ts";

/** Totals by the number of a key or member. */
export type Totals = Map<number, number>;

/** Of all keys. */
export const KEY_TOTALS: readonly string[] = LEVELS.map(
  ({ keyTable }) => `SELECT key AS id, sum(total) AS total, max(last_at) AS last_at FROM ${keyTable}
    WHERE minute >= ? AND minute < ? GROUP BY key`,
);
/** Of the members of some keys, whose numbers are a list as JSON. */
export const MEMBER_TOTALS: readonly string[] = LEVELS.map(
  (level) => `${withSpan(level)} SELECT m.member AS id, sum(m.total) AS total FROM span
    CROSS JOIN json_each(?) k CROSS JOIN ${level.memberTable} m
    ON m.minute = span.minute AND m.key = k.value GROUP BY m.member`,
);

/** Adds rows to `totals`, or to none. */
export function addRows(rows: readonly SqlRow[], totals: Totals = new Map()): Totals {
  for (const row of rows) {
    const id = num(row, "id");
    totals.set(id, (totals.get(id) ?? 0) + num(row, "total"));
  }
  return totals;
}

/** Adds what is in the pieces to `totals`, or to none. `statements` take what is in `more` besides the bounds. */
export function addPieces(
  sql: Sql,
  statements: readonly string[],
  pieces: readonly Piece[],
  more: readonly string[],
  totals: Totals = new Map(),
): Totals {
  for (const { level, from, to } of pieces) {
    addRows(sql.all(statements[level] as string, from, to, ...more), totals);
  }
  return totals;
}
