// What all epochs come to, kept as sums: those of epochs that were forgotten stay in them.

import type { Sql } from "../core/ports.ts";
import { MAX_SUM_REASONS } from "../core/store-limits.ts";
import { type Balance, type Counts, countOf, emptyBalance } from "./account.ts";

/** What accounts are made of, besides what was dropped. */
export const BALANCES = [
  "recorded",
  "accepted",
  "pending",
  "unexplained",
  "missing",
  "duplicates",
] as const;

/** Before the reason of a drop in the column `name`. */
const DROPPED = "dropped/";

const ADD = `INSERT INTO account_sum VALUES (?, ?) ON CONFLICT DO UPDATE SET
  value = value + excluded.value`;

/** What the sums change by. */
export type Change = Balance & { readonly dropped: Counts };

/** No change. */
export function noChange(): Change {
  return { ...emptyBalance(), dropped: {} };
}

/** An epoch's balance was `held` and is `now`, which `held` becomes. */
export function addDifference(change: Change, held: Change, now: Balance): void {
  for (const name of BALANCES) {
    change[name] += now[name] - held[name];
    held[name] = now[name];
  }
  const { dropped } = change;
  for (const reason in held.dropped) {
    if (Object.hasOwn(now.dropped, reason)) continue;
    dropped[reason] = countOf(dropped, reason) - countOf(held.dropped, reason);
    delete held.dropped[reason];
  }
  for (const reason in now.dropped) {
    const calls = countOf(now.dropped, reason);
    dropped[reason] = countOf(dropped, reason) + calls - countOf(held.dropped, reason);
    held.dropped[reason] = calls;
  }
}

/** An epoch is forgotten: what was still under way of it will not be taken any more. */
export function closeAccount(change: Change, { pending, missing }: Balance, reason: string): void {
  change.pending -= pending;
  change.missing -= missing;
  change.dropped[reason] = countOf(change.dropped, reason) + pending;
}

/** Writes a change; a few rows for a whole commit. */
export function writeSums(sql: Sql, change: Change): void {
  for (const name of BALANCES) if (change[name] !== 0) sql.all(ADD, name, change[name]);
  for (const reason in change.dropped) {
    const more = countOf(change.dropped, reason);
    if (more !== 0) sql.all(ADD, DROPPED + (isRoomFor(sql, reason) ? reason : "other"), more);
  }
}

/** The sums as they are kept. */
export function readSums(sql: Sql): Balance {
  const sums = noChange();
  for (const { name, value } of sql.all("SELECT name, value FROM account_sum ORDER BY name")) {
    const number = BALANCES.find((one) => one === name);
    if (number) sums[number] = value as number;
    else sums.dropped[String(name).slice(DROPPED.length)] = value as number;
  }
  return sums;
}

/** Reasons are the clients' words: beyond many they count as one. */
function isRoomFor(sql: Sql, reason: string): boolean {
  const statement = "SELECT count(*) AS held, sum(name = ?) AS known FROM account_sum";
  const [row] = sql.all(statement, DROPPED + reason);
  return Number(row?.["known"]) > 0 || Number(row?.["held"]) < BALANCES.length + MAX_SUM_REASONS;
}
