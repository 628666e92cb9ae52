// Sealed updates that wait for an acknowledgement, oldest first.
import { MAX_AGE_MS } from "../../core/limits.ts";
import type { Sql, SqlRow, SqlValue } from "../../core/ports.ts";
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
  for (const row of rowsOf(sql, "TRUE")) strip(sql, row, reason, isGone);
}

/** Empties one, if it still waits. */
export function hollow(sql: Sql, { epoch, seq }: Sealed, reason: string): void {
  for (const row of rowsOf(sql, "epoch = ? AND seq = ?", epoch, seq)) strip(sql, row, reason);
}

/** True for an update that carries nothing. */
export function isHollow({ data = {}, calls = 0 }: Update): boolean {
  return calls === 0 && Object.keys(data).length === 0;
}

/** What waited for too long carries nothing any more: the server may have forgotten that it had it. */
export function expire(sql: Sql, nowMs: number): void {
  for (const row of rowsOf(sql, "sealed_at < ?", nowMs - MAX_AGE_MS)) strip(sql, row, "expired");
}

/** One after the other: a full outbox of large updates is more than an object may hold in memory. */
function* rowsOf(sql: Sql, where: string, ...values: SqlValue[]): Generator<SqlRow> {
  for (const { id } of sql.all(`SELECT id FROM tally_outbox WHERE ${where}`, ...values)) {
    yield* sql.all("SELECT * FROM tally_outbox WHERE id = ?", id as number);
  }
}

/** Takes keys out of one, or all it carries. */
function strip(sql: Sql, row: SqlRow, reason: string, isGone?: (key: string) => boolean): void {
  const update: Sealed = JSON.parse(row["body"] as string);
  const all = Object.entries(update.data ?? {});
  const isKept = (key: string) => isGone !== undefined && !isGone(key);
  const kept = all.filter(([key]) => isKept(key));
  if (isGone ? kept.length === all.length : isHollow(update)) return;
  const known: CallsByKey = JSON.parse(row["calls"] as string);
  const keptCalls = known.filter(([key]) => isKept(key));
  const { calls = 0, set_keys = [] } = update;
  // With its last key an update loses the calls of no key, too.
  const gone = kept.length === 0 ? calls : sum(known) - sum(keptCalls);
  const lost: Counts = { ...update.lost };
  add(lost, reason, gone);
  const data = Object.fromEntries(kept);
  const left = { ...update, data, set_keys: set_keys.filter(isKept) };
  sql.all(
    "UPDATE tally_outbox SET body = ?, calls = ? WHERE id = ?",
    JSON.stringify({ ...left, calls: calls - gone, lost }),
    JSON.stringify(keptCalls),
    row["id"] as number,
  );
}

function sum(calls: CallsByKey): number {
  return calls.reduce((total, [, count]) => total + count, 0);
}
