// What the object knows of itself, and what its server wants: read and written within the transaction that changes it.
import type { Sql } from "../../core/ports.ts";
import { MAX_REASONS } from "../../core/store-limits.ts";
import { type Counts, countOf } from "../../store/account.ts";

/** The object as one instance of its server. Calls are the unit of all accounts. */
export interface Own {
  /** Its instance id; empty until something is sealed, as are the epoch and its numbers. */
  id: string;
  epoch: string;
  /** The number of the last sealed update. */
  seq: number;
  /** Calls in this epoch: of sealed updates, and dropped. */
  recorded: number;
  /** Calls that were dropped before they were sealed, by isolates and here; only ever grows. */
  dropped: Counts;
  /** How much of it the last sealed update told. */
  told: Counts;
  /** Trouble, of isolates and ours; only ever grows. */
  faults: Counts;
  /** What our clock lacks to the server's, ms. */
  offsetMs: number;
  /** When the next emission is due, ms since the epoch; 0 is at once. */
  nextAtMs: number;
  /** What the last reply wanted, ms. */
  wantedMs?: number | undefined;
  /** Attempts that the emission under way has used up. */
  failures: number;
  /** When the server last had an update of ours; 0 is never. */
  heardMs: number;
  /** Rows of the buffer, and their characters. */
  items: number;
  chars: number;
  /** List items ever taken in: the next one's place. */
  listed: number;
  /** Calls of the buffer that belong to no key. */
  loose: number;
  /** An isolate has spoken since the last emission, so that the server's wishes are worth asking for. */
  isAsked: boolean;
}

/** What the server was heard to want. */
export interface Wishes {
  /** Keys that are off. */
  off: readonly string[];
  /** Keys that were off and count again. */
  on: readonly string[];
  /** It wants nothing any more. */
  stopped: boolean;
  version: number;
}

const NEW: Own = {
  id: "",
  epoch: "",
  seq: 0,
  recorded: 0,
  dropped: {},
  told: {},
  faults: {},
  offsetMs: 0,
  nextAtMs: 0,
  failures: 0,
  heardMs: 0,
  items: 0,
  chars: 0,
  listed: 0,
  loose: 0,
  isAsked: false,
};

export function readOwn(sql: Sql): Own {
  return { ...NEW, dropped: {}, told: {}, faults: {}, ...read(sql, "own") };
}

export function writeOwn(sql: Sql, own: Own): void {
  write(sql, "own", own);
}

export function readWishes(sql: Sql): Wishes {
  return { off: [], on: [], stopped: false, version: 0, ...read(sql, "wishes") };
}

export function writeWishes(sql: Sql, wishes: Wishes): void {
  write(sql, "wishes", wishes);
}

/** Counts calls that are dropped before they are sealed: they were recorded, too. */
export function drop(own: Own, reason: string, calls: number): void {
  add(own.dropped, reason, calls);
  own.recorded += calls;
}

/**
 * Adds to a count; nothing where there is nothing to add. Isolates choose names: few are told apart, no more than the
 * server would take of one instance, and the rest together.
 */
export function add(counts: Counts, name: string, more: number): void {
  if (!(more > 0)) return;
  const isKnown = Object.hasOwn(counts, name) || Object.keys(counts).length < MAX_REASONS - 1;
  const told = isKnown ? name : "other";
  counts[told] = countOf(counts, told) + more;
}

function read(sql: Sql, name: string): object {
  const [row] = sql.all("SELECT value FROM tally_record WHERE name = ?", name);
  return row ? JSON.parse(row["value"] as string) : {};
}

function write(sql: Sql, name: string, value: object): void {
  sql.all("INSERT OR REPLACE INTO tally_record VALUES (?, ?)", name, JSON.stringify(value));
}
