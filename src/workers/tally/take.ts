// One update of an isolate is taken in: once, whatever comes twice, with its part of the accounts.
import {
  FORGOTTEN_ISOLATES,
  ISOLATE_RETENTION_MS,
  ISOLATE_SKEW_MS,
  MAX_HELD_CHARS,
} from "../../core/edge-limits.ts";
import { TallybeaconError } from "../../core/errors.ts";
import { MAX_DEPTH, MAX_ITEMS, MAX_KEY_CHARS } from "../../core/limits.ts";
import type { Sql } from "../../core/ports.ts";
import { MAX_CALLS } from "../../core/store-limits.ts";
import type { Update } from "../../core/update.ts";
import {
  type Account,
  accountText,
  balanceOf,
  type Counts,
  countOf,
  emptyAccount,
  enter,
} from "../../store/account.ts";
import { isOff } from "../../store/effective.ts";
import { filedAt, sealedAt } from "../../store/filing.ts";
import { ackOf, addSeq, type Runs, runsText } from "../../store/runs.ts";
import { isShallow } from "../../store/shallow.ts";
import { merge } from "./buffer.ts";
import { type Part, partsOf } from "./parts.ts";
import { add, drop, type Own, readOwn, readWishes, writeOwn } from "./record.ts";

/** Thrown out of a transaction that would have made the buffer too large: nothing of it has happened. */
export const FULL: unique symbol = Symbol("full");

const FIND = "SELECT runs, account FROM tally_isolate WHERE instance = ? AND epoch = ?";
const WRITE = "INSERT OR REPLACE INTO tally_isolate VALUES (?, ?, ?, ?, ?)";

/**
 * Takes an update in, in one transaction. Returns what to acknowledge, nothing for an update without a number.
 * Throws `FULL` when there is no room for it, `too-large` when there never will be.
 */
export function take(sql: Sql, update: Update, nowMs: number): number | undefined {
  return sql.tx(() => {
    const own = readOwn(sql);
    own.isAsked = true;
    // More calls than the server would believe of anybody are nobody's.
    const calls = Math.min(update.calls ?? 0, MAX_CALLS);
    const ack = enterUpdate(sql, own, { ...update, calls }, nowMs);
    if (own.items > MAX_ITEMS || own.chars > MAX_HELD_CHARS) throw FULL;
    writeOwn(sql, own);
    return ack;
  });
}

function enterUpdate(sql: Sql, own: Own, update: Update, nowMs: number): number | undefined {
  const { instance_id, epoch, seq, calls = 0 } = update;
  if (readWishes(sql).stopped) {
    // For good: nothing has to be known any more of whoever still speaks.
    drop(own, "stopped", calls);
    return seq;
  }
  if (epoch === undefined || seq === undefined) {
    addAll(sql, own, update, nowMs);
    return undefined;
  }
  const [row] = sql.all(FIND, instance_id, epoch);
  if (!row && sealedAt(update) < nowMs - ISOLATE_RETENTION_MS) {
    // It may have been counted before its isolate was forgotten.
    drop(own, "expired", calls);
    return seq;
  }
  const runs: Runs = row ? JSON.parse(row["runs"] as string) : [];
  const account: Account = row ? JSON.parse(row["account"] as string) : emptyAccount();
  if (addSeq(runs, seq)) {
    const before = structuredClone(account);
    enter(account, update, runs);
    const { dropped, lost, faults } = account;
    for (const [reason, more] of grown(before.dropped, dropped)) drop(own, reason, more);
    for (const [reason, more] of grown(before.lost, lost)) drop(own, reason, more);
    for (const [code, more] of grown(before.faults, faults)) add(own.faults, code, more);
    addAll(sql, own, update, nowMs);
  } else account.duplicates += 1;
  sql.all(WRITE, instance_id, epoch, runsText(runs), accountText(account), nowMs);
  return ackOf(runs);
}

/** Its data into the buffer, but for keys that are off: the isolate has not heard of that yet. */
function addAll(sql: Sql, own: Own, update: Update, nowMs: number): void {
  const off = new Set(readWishes(sql).off);
  const atMs = filedAt(sealedAt(update), nowMs);
  const { parts, loose } = partsOf(update);
  if (parts.length > MAX_ITEMS) {
    throw new TallybeaconError("too-large", `data: more than ${MAX_ITEMS} parts`);
  }
  own.loose += loose;
  for (const part of parts) {
    if (isOff(off, part.key)) drop(own, "disabled", part.calls);
    else if (!isFit(part)) drop(own, "bad-value", part.calls);
    else merge(sql, own, part, atMs);
  }
}

/** Whether a part could be written down again: collectors count nothing else. */
function isFit({ key, value }: Part): boolean {
  return key.length <= MAX_KEY_CHARS && isShallow(value, MAX_DEPTH);
}

/** By how much each count has grown. */
function grown(before: Counts = {}, after: Counts = {}): [name: string, more: number][] {
  return Object.entries(after).map(([name, count]) => [name, count - countOf(before, name)]);
}

/**
 * Forgets isolates that were silent for so long that nothing they have sealed would be taken any more. What they
 * recorded and never sent is dropped with them.
 */
export function forgetIsolates(sql: Sql, own: Own, nowMs: number): void {
  const untilMs = nowMs - ISOLATE_RETENTION_MS - ISOLATE_SKEW_MS;
  const old = "SELECT * FROM tally_isolate WHERE seen_at < ? ORDER BY seen_at LIMIT ?";
  for (const row of sql.all(old, untilMs, FORGOTTEN_ISOLATES)) {
    const [runs, account] = [row["runs"], row["account"]] as [string, string];
    const { pending, unexplained } = balanceOf(JSON.parse(account), JSON.parse(runs));
    drop(own, "unsent", Math.max(0, pending + unexplained));
    const [instance, epoch] = [row["instance"], row["epoch"]] as [string, string];
    sql.all("DELETE FROM tally_isolate WHERE instance = ? AND epoch = ?", instance, epoch);
  }
}
