// Deleting what is known of an instance, and epochs that were silent for long. Called inside a transaction.

import type { Sql, SqlRow } from "../core/ports.ts";
import { PRUNE_ROWS } from "../core/store-limits.ts";
import { CURRENT, FORMER, readEpoch } from "./epoch.ts";
import type { KnownInstance } from "./instance.ts";
import type { Latest } from "./latest.ts";
import { type Change, closeAccount } from "./sums.ts";

const EPOCHS = `${CURRENT} AND i.id = ? UNION ALL ${FORMER} AND instance = ?`;
const OWN = ["instance WHERE id", "epoch WHERE instance", "instance_keys WHERE instance"];
// A seek for each key that is noted of the instance: what is noted of none is kept of none.
const DELETE_HELD: readonly string[] = ["value", "item"].map(
  (table) => `DELETE FROM ${table} WHERE key IN (SELECT value FROM json_each(?)) AND instance = ?`,
);

/** Deletes the rows of an instance by itself. */
export function forgetOwn(sql: Sql, instance: string): void {
  for (const where of OWN) sql.all(`DELETE FROM ${where} = ?`, instance);
}

/** Deletes what an instance said under keys, by their numbers. */
export function forgetHeld(sql: Sql, instance: string, keys: readonly number[]): void {
  if (keys.length === 0) return;
  for (const statement of DELETE_HELD) sql.all(statement, JSON.stringify(keys), instance);
}

/**
 * Deletes all that is kept of an instance, as `known` has it. What it added to the sums by minute and to the accounts of
 * everybody stays: those are nobody's. What was under way of it is dropped for `reason`.
 */
export function forgetInstance(
  sql: Sql,
  change: Change,
  { id, app, keys }: KnownInstance,
  latest: Latest | undefined,
  reason: "forgotten" | "expired" = "forgotten",
): void {
  if (sql.all("SELECT id FROM instance WHERE id = ?", id).length === 0) return;
  for (const row of sql.all(EPOCHS, id, id)) closeAccount(change, readEpoch(row).counted, reason);
  forgetOwn(sql, id);
  if (!app) return;
  app.instances -= 1;
  const noted: number[] = [];
  const isCounted = latest?.hasInstance(id) ?? false;
  for (const [name, minute] of keys) {
    const key = app.keys.get(name);
    if (!key) continue;
    noted.push(key.id);
    if (isCounted) latest?.instances.add(key.id, minute, -1);
  }
  forgetHeld(sql, id, noted);
}

/** Deletes epochs not heard since `sinceMs`, the most silent first: not more at a time than a commit can bear. */
export function forgetEpochs(
  sql: Sql,
  change: Change,
  sinceMs: number,
): { forgotten: { instance: string; epoch: string }[]; isMore: boolean } {
  const rows = sql.all(
    `DELETE FROM epoch WHERE (instance, epoch) IN
     (SELECT instance, epoch FROM epoch WHERE seen_at < ? ORDER BY seen_at LIMIT ?)
     RETURNING instance, epoch, runs, account, seen_at AS last_at,
     EXISTS (SELECT 1 FROM instance i WHERE i.id = instance AND i.epoch = epoch.epoch) AS current`,
    sinceMs,
    PRUNE_ROWS,
  );
  const former = rows.filter((row) => row["current"] === 0);
  for (const row of former) closeAccount(change, readEpoch(row).counted, "expired");
  const names = (row: SqlRow) => ({
    instance: String(row["instance"]),
    epoch: String(row["epoch"]),
  });
  return { forgotten: former.map(names), isMore: rows.length === PRUNE_ROWS };
}
