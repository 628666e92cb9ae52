// One life of one collector, as the store remembers it.
import type { SqlRow } from "../core/ports.ts";
import { type Account, balanceOf, emptyAccount } from "./account.ts";
import type { Runs } from "./runs.ts";
import type { Change } from "./sums.ts";

/** Which of its numbers came, and its accounts. */
export interface Epoch {
  readonly runs: Runs;
  readonly account: Account;
  /** When it was heard last, ms. */
  lastAt: number;
  /** The balance that the kept sums have of it. */
  readonly counted: Change;
}

/** An epoch that was never heard. */
export function newEpoch(): Epoch {
  return epochOf([], emptyAccount(), 0);
}

/** Columns of the epochs that are not current: when one is again, its row in `epoch` stays behind. */
export const FORMER = `SELECT instance, epoch, runs, account, seen_at AS last_at FROM epoch e
  WHERE NOT EXISTS (SELECT 1 FROM instance i WHERE i.id = e.instance AND i.epoch = e.epoch)`;

/** Columns of the epochs that their instances were heard by last. */
export const CURRENT = `SELECT i.id AS instance, i.epoch, i.runs, i.account, i.last_seen AS last_at
  FROM instance i WHERE i.epoch IS NOT NULL`;

/** An epoch out of the columns `runs`, `account` and `last_at`. Former releases kept no accounts. */
export function readEpoch(row: SqlRow): Epoch {
  const account = row["account"] as string | null;
  return epochOf(
    JSON.parse(row["runs"] as string) as Runs,
    account === null ? emptyAccount() : (JSON.parse(account) as Account),
    row["last_at"] as number,
  );
}

function epochOf(runs: Runs, account: Account, lastAt: number): Epoch {
  const counted = balanceOf(account, runs);
  return { runs, account, lastAt, counted: { ...counted, dropped: { ...counted.dropped } } };
}
