// When the values that were passed on had been sealed: what was sealed earlier and comes later is no news.
import { ISOLATE_RETENTION_MS } from "../../core/edge-limits.ts";
import { MAX_ITEMS } from "../../core/limits.ts";
import type { Sql, SqlRow } from "../../core/ports.ts";

const NOTE = `INSERT INTO tally_newest VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET at = MAX(at, excluded.at)`;
const OF_KEY = "SELECT MAX(at) AS at FROM tally_newest WHERE key = ?";
const SURPLUS = "SELECT at FROM tally_newest ORDER BY at DESC LIMIT 1 OFFSET ?";

/** Notes rows of the buffer that are sealed. */
export function noteSealed(sql: Sql, rows: readonly SqlRow[]): void {
  for (const { kind, key, part, at } of rows) {
    if (kind === "value") sql.all(NOTE, key as string, part as string, at as number);
  }
}

/** Whether a field, or a whole where `field` is empty, is older than what was passed on in its place. */
export function isOldNews(sql: Sql, key: string, field: string, atMs: number): boolean {
  const [row] =
    field === "" ? sql.all(OF_KEY, key) : sql.all(`${OF_KEY} AND part IN ('', ?)`, key, field);
  return atMs < Number(row?.["at"] ?? atMs);
}

/** Forgets the oldest: no update is taken that was sealed before them, or there are too many. */
export function forgetNewest(sql: Sql, nowMs: number): void {
  const [surplus] = sql.all(SURPLUS, MAX_ITEMS);
  const untilMs = Math.max(nowMs - ISOLATE_RETENTION_MS, Number(surplus?.["at"] ?? 0));
  sql.all("DELETE FROM tally_newest WHERE at <= ?", untilMs);
}
