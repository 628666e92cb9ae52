// The accounts of one epoch: what its client says it recorded, against what came and what it says it dropped.
import { MAX_CALLS, MAX_REASON_CHARS, MAX_REASONS } from "../core/store-limits.ts";
import type { Update } from "../core/update.ts";
import { highestOf, missingOf, type Runs } from "./runs.ts";

/** Numbers by reason or by error code. */
export type Counts = Record<string, number>;

/** What is kept of an epoch, as JSON, beside its runs. In calls. */
export interface Account {
  /** The highest told. */
  recorded: number;
  /** In the updates that came. */
  accepted: number;
  duplicates: number;
  /** The highest told, by reason. */
  dropped?: Counts;
  /** Summed over the updates that came, by reason. */
  lost?: Counts;
  /** The highest told, by error code. */
  faults?: Counts;
  /** As its newest update told. */
  controls?: number;
  offset_ms?: number;
}

/** What an account comes to: `recorded` = `accepted` + all of `dropped` + `pending` + `unexplained`. */
export interface Balance {
  recorded: number;
  accepted: number;
  pending: number;
  unexplained: number;
  missing: number;
  duplicates: number;
  /** Dropped and lost together, by reason. */
  dropped: Readonly<Counts>;
}

const NONE: Readonly<Counts> = {};

/** The balance of nothing. */
export function emptyBalance(): Balance {
  const zero = { recorded: 0, accepted: 0, pending: 0, unexplained: 0, missing: 0, duplicates: 0 };
  return { ...zero, dropped: NONE };
}

/** The account of an epoch that was never heard. */
export function emptyAccount(): Account {
  return { recorded: 0, accepted: 0, duplicates: 0 };
}

/** Enters an update that had not come before; `runs` has its number already. */
export function enter(account: Account, update: Update, runs: Runs): void {
  const { calls = 0, dropped, lost, faults, recorded, controls, offset_ms } = update;
  account.accepted = bounded(account.accepted + calls);
  if (dropped) account.dropped = merged(account.dropped, dropped, Math.max);
  if (lost) account.lost = merged(account.lost, lost, add);
  if (faults) account.faults = merged(account.faults, faults, Math.max);
  // A client of before it told has recorded what it accounts for.
  account.recorded = Math.max(account.recorded, bounded(recorded ?? explained(account)));
  // What came late is old news.
  if (update.seq !== highestOf(runs)) return;
  if (controls !== undefined) account.controls = controls;
  if (offset_ms !== undefined) account.offset_ms = offset_ms;
}

/**
 * Draws the balance, into one that may be used again. While no number is missing nothing can be under way: what is
 * left over is unexplained.
 */
export function balanceOf(account: Account, runs: Runs, into: Balance = emptyBalance()): Balance {
  const { dropped, lost } = account;
  const missing = missingOf(runs);
  const rest = account.recorded - explained(account);
  const isPending = rest > 0 && missing > 0;
  into.recorded = account.recorded;
  into.accepted = account.accepted;
  into.duplicates = account.duplicates;
  into.missing = missing;
  into.pending = isPending ? rest : 0;
  into.unexplained = isPending ? 0 : rest;
  into.dropped = lost ? merged({ ...dropped }, lost, add) : (dropped ?? NONE);
  return into;
}

/** An account as JSON, which is written for each update: by hand in half the time. */
export function accountText(account: Account): string {
  const { recorded, accepted, duplicates, dropped, lost, faults, controls, offset_ms } = account;
  let text = `{"recorded":${recorded},"accepted":${accepted},"duplicates":${duplicates}`;
  if (dropped) text += `,"dropped":${countsText(dropped)}`;
  if (lost) text += `,"lost":${countsText(lost)}`;
  if (faults) text += `,"faults":${countsText(faults)}`;
  if (controls !== undefined) text += `,"controls":${controls}`;
  if (offset_ms !== undefined) text += `,"offset_ms":${offset_ms}`;
  return `${text}}`;
}

/** Names are plain letters. */
function countsText(counts: Readonly<Counts>): string {
  let text = "";
  for (const name in counts) text += `${text ? "," : "{"}"${name}":${counts[name]}`;
  return text ? `${text}}` : "{}";
}

/** The sum of a record of numbers. */
export function total(counts: Readonly<Counts> = NONE): number {
  let sum = 0;
  for (const name in counts) sum += counts[name] as number;
  return sum;
}

/** The number of a name, 0 where there is none, whatever objects have anyway. */
export function countOf(counts: Readonly<Counts>, name: string): number {
  return Object.hasOwn(counts, name) ? (counts[name] as number) : 0;
}

function explained({ accepted, dropped, lost }: Account): number {
  return accepted + total(dropped) + total(lost);
}

/** Takes `told` in. Clients name reasons: few names, short ones, the rest together. */
function merged(
  held: Counts = {},
  told: Readonly<Counts>,
  join: (held: number, told: number) => number,
): Counts {
  let other = 0;
  for (const reason in told) {
    const name = nameIn(held, reason);
    const calls = told[reason] as number;
    if (name === OTHER) other += calls;
    else held[name] = bounded(join(countOf(held, name), calls));
  }
  // Together before they are joined: of several the highest alone would be too little.
  if (other > 0) held[OTHER] = bounded(join(countOf(held, OTHER), other));
  return held;
}

const NAME = /^[a-z][a-z-]*$/;
const OTHER = "other";

function nameIn(held: Readonly<Counts>, reason: string): string {
  if (Object.hasOwn(held, reason)) return reason;
  const isFit = reason.length <= MAX_REASON_CHARS && NAME.test(reason);
  return isFit && Object.keys(held).length < MAX_REASONS ? reason : OTHER;
}

function add(a: number, b: number): number {
  return a + b;
}

/** Whole, and small enough that sums of many epochs stay exact. */
function bounded(calls: number): number {
  return calls < MAX_CALLS ? Math.floor(calls) : MAX_CALLS;
}
