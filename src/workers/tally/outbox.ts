// Sealed updates that wait for an acknowledgement, oldest first.
import { MAX_AGE_MS } from "../../core/limits.ts";
import type { Sql, SqlRow } from "../../core/ports.ts";
import type { Update } from "../../core/update.ts";
import type { Counts } from "../../store/account.ts";
import { add } from "./record.ts";

/** An update of ours: it is always numbered. */
export type Sealed = Update & { readonly epoch: string; readonly seq: number };

/** How many calls are whose key's. */
export type CallsByKey = readonly (readonly [key: string, calls: number])[];

/** Keeps a sealed update, and how many of its calls are whose key's. */
export function keep(sql: Sql, update: Sealed, calls: CallsByKey): void {
  const { epoch, seq, timestamp } = update;
  sql.all(
    "INSERT INTO tally_outbox (epoch, seq, sealed_at, body, calls) VALUES (?, ?, ?, ?, ?)",
    epoch,
    seq,
    Date.parse(timestamp),
    JSON.stringify(update),
    JSON.stringify(calls),
  );
}

/** How many wait. */
export function waiting(sql: Sql): number {
  return Number(sql.all("SELECT COUNT(*) AS n FROM tally_outbox")[0]?.["n"]);
}

/** The oldest behind `id`, as it is sent. */
export function nextOf(sql: Sql, id: number): { id: number; body: string } | undefined {
  const next = "SELECT id, body FROM tally_outbox WHERE id > ? ORDER BY id LIMIT 1";
  return sql.all(next, id)[0] as { id: number; body: string } | undefined;
}

/** Forgets what the server has: this update, and all of its epoch up to `ack`. */
export function settle(sql: Sql, { epoch, seq }: Sealed, ack = 0): void {
  sql.all("DELETE FROM tally_outbox WHERE epoch = ? AND (seq = ? OR seq <= ?)", epoch, seq, ack);
}

/** Forgets all that waits. */
export function clearOutbox(sql: Sql): void {
  sql.all("DELETE FROM tally_outbox");
}

/** Takes keys out of every update that waits, and says so in it; numbers stay. */
export function stripAll(sql: Sql, reason: string, isGone: (key: string) => boolean): void {
  for (const row of sql.all("SELECT * FROM tally_outbox")) strip(sql, row, reason, isGone);
}

/** Empties one; false when it was empty before, or is there no more. */
export function hollow(sql: Sql, { epoch, seq }: Sealed, reason: string): boolean {
  const find = "SELECT * FROM tally_outbox WHERE epoch = ? AND seq = ?";
  const [row] = sql.all(find, epoch, seq);
  return row !== undefined && strip(sql, row, reason, () => true);
}

/** What waited for too long carries nothing any more: the server may have forgotten that it had it. */
export function expire(sql: Sql, nowMs: number): void {
  const old = "SELECT * FROM tally_outbox WHERE sealed_at < ?";
  for (const row of sql.all(old, nowMs - MAX_AGE_MS)) strip(sql, row, "expired", () => true);
}

function strip(sql: Sql, row: SqlRow, reason: string, isGone: (key: string) => boolean): boolean {
  const update: Sealed = JSON.parse(row["body"] as string);
  const all = Object.entries(update.data ?? {});
  const kept = all.filter(([key]) => !isGone(key));
  if (kept.length === all.length) return false;
  const known: CallsByKey = JSON.parse(row["calls"] as string);
  const keptCalls = known.filter(([key]) => !isGone(key));
  const { calls = 0, set_keys = [] } = update;
  // With its last key an update loses the calls of no key, too.
  const gone = kept.length === 0 ? calls : sum(known) - sum(keptCalls);
  const lost: Counts = { ...update.lost };
  add(lost, reason, gone);
  const data = Object.fromEntries(kept);
  const left = { ...update, data, set_keys: set_keys.filter((key) => !isGone(key)) };
  sql.all(
    "UPDATE tally_outbox SET body = ?, calls = ? WHERE id = ?",
    JSON.stringify({ ...left, calls: calls - gone, lost }),
    JSON.stringify(keptCalls),
    row["id"] as number,
  );
  return true;
}

function sum(calls: CallsByKey): number {
  return calls.reduce((total, [, count]) => total + count, 0);
}
