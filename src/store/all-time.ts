// What was ever counted, for whoever compares it with what it was a minute ago.
import type { Scalar } from "../core/json.ts";
import type { Clock, Sql, SqlRow } from "../core/ports.ts";
import {
  ALL_TIME_MS,
  LAST_DIGIT,
  MAX_ALL_SCRAPED_MEMBERS,
  MAX_SCRAPED_KEYS,
  MAX_SCRAPED_MEMBERS,
  TOLD_DIGITS,
} from "../core/push-limits.ts";
import { MINUTE_MS } from "../core/store-limits.ts";
import type { Member, Store } from "../core/tally.ts";
import { LEVELS, type Marks, withSpan } from "./levels.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { num } from "./row.ts";

const KEYS = `SELECT k.id, app.name AS app, k.key, k.kind, k.members FROM key k
  JOIN app ON app.id = k.app ORDER BY k.id LIMIT ?`;
const MEMBERS = `SELECT m.id, m.key, m.value FROM json_each(?) k
  CROSS JOIN member m ON m.key = k.value ORDER BY m.id`;
const KEY_PAST = "SELECT id, past AS total FROM key WHERE past <> 0";
const MEMBER_PAST = `SELECT m.id, m.past AS total FROM json_each(?) k
  CROSS JOIN member m ON m.key = k.value WHERE m.past <> 0`;
const KEY_TOTALS = LEVELS.map(
  ({ keyTable }) => `SELECT key AS id, sum(total) AS total FROM ${keyTable}
    WHERE minute >= ? AND minute < ? GROUP BY key`,
);
const MEMBER_TOTALS = LEVELS.map(
  (level) => `${withSpan(level)} SELECT m.member AS id, sum(m.total) AS total FROM span
    CROSS JOIN json_each(?) k CROSS JOIN ${level.memberTable} m
    ON m.minute = span.minute AND m.key = k.value GROUP BY m.member`,
);
const DAY = LEVELS.length - 1;

/** Totals by the number of a key or member. */
type Sums = Map<number, number>;

/** What there is of days that are over: most of the work, and it seldom changes. */
interface Days {
  readonly to: number;
  readonly sets: string;
  readonly atMs: number;
  readonly keys: Sums;
  readonly members: Sums;
}

/** Reads days, what is not in days yet, and what days had that were removed. */
export function createAllTime(options: {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly marks: Marks;
}): Store["totals"] {
  const { sql, clock, marks } = options;
  let days: Days | undefined;
  return () => {
    const rows = sql.all(KEYS, MAX_SCRAPED_KEYS);
    const sets = setsOf(rows);
    const over = daysFor(sets);
    const now = Math.floor(clock.now() / MINUTE_MS) + 1;
    const pieces = piecesOf(over.to, now, marks.read());
    const keys = summed([over.keys, ...totals(KEY_TOTALS, pieces)]);
    const members = summed([over.members, ...totals(MEMBER_TOTALS, pieces, sets)]);
    const named = new Map<number, Member[]>();
    for (const row of sql.all(MEMBERS, sets)) {
      const value = JSON.parse(row["value"] as string) as Scalar;
      const list = named.get(num(row, "key")) ?? [];
      named.set(num(row, "key"), list);
      list.push({ value, total: told(members.get(num(row, "id")) ?? 0) });
    }
    return rows.map((row) => ({
      app: row["app"] as string,
      key: row["key"] as string,
      total: told(keys.get(num(row, "id")) ?? 0),
      members: named.get(num(row, "id")) ?? [],
    }));
  };

  /** What comes late for a day that is over is not in it for some minutes. */
  function daysFor(sets: string): Days {
    const to = marks.read()[DAY]?.rolled as number;
    const atMs = clock.now();
    const isFresh = days?.to === to && days.sets === sets && atMs - days.atMs < ALL_TIME_MS;
    if (days && isFresh) return days;
    // What is left of days that are being removed included.
    const pieces = [{ level: DAY, from: 0, to }];
    const keys = summed([sumsOf(sql.all(KEY_PAST)), ...totals(KEY_TOTALS, pieces)]);
    const past = sumsOf(sql.all(MEMBER_PAST, sets));
    const members = summed([past, ...totals(MEMBER_TOTALS, pieces, sets)]);
    days = { to, sets, atMs, keys, members };
    return days;
  }

  function totals(
    statements: readonly string[],
    pieces: readonly Piece[],
    ...more: string[]
  ): Sums[] {
    return pieces.map(({ level, from, to }) =>
      sumsOf(sql.all(statements[level] as string, from, to, ...more)),
    );
  }
}

/** The numbers of sets whose members are few, as JSON. */
function setsOf(rows: readonly SqlRow[]): string {
  let room = MAX_ALL_SCRAPED_MEMBERS;
  const sets = rows.filter((row) => {
    const members = num(row, "members");
    const isTold = row["kind"] === "set" && members <= Math.min(room, MAX_SCRAPED_MEMBERS);
    if (isTold) room -= members;
    return isTold;
  });
  return JSON.stringify(sets.map((row) => num(row, "id")));
}

function sumsOf(rows: readonly SqlRow[]): Sums {
  return new Map(rows.map((row) => [num(row, "id"), num(row, "total")]));
}

/**
 * Fractions add up to other last digits in another order, as that of roll-ups is. To Prometheus a total that falls by
 * them began anew: so of what is no whole number they are rounded off.
 */
function told(sum: number): number {
  if (Number.isInteger(sum)) return sum;
  const last = Math.floor(Math.log2(Math.abs(sum))) - TOLD_DIGITS;
  const step = 2 ** Math.max(LAST_DIGIT, Math.min(0, last));
  // Not at the half, where sums of tenths often lie.
  return Math.floor(sum / step + 0.382) * step;
}

function summed(all: readonly Sums[]): Sums {
  const sum: Sums = new Map();
  for (const each of all) for (const [id, total] of each) sum.set(id, (sum.get(id) ?? 0) + total);
  return sum;
}
