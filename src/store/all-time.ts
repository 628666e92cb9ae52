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
import { LEVELS, type Marks } from "./levels.ts";
import { piecesOf } from "./pieces.ts";
import { num } from "./row.ts";
import { addPieces, addRows, KEY_TOTALS, MEMBER_TOTALS, type Totals } from "./totals.ts";

const KEYS = `SELECT k.id, app.name AS app, k.key, k.kind, k.members FROM key k
  JOIN app ON app.id = k.app ORDER BY k.id LIMIT ?`;
const MEMBERS = `SELECT m.id, m.key, m.value FROM json_each(?) k
  CROSS JOIN member m ON m.key = k.value ORDER BY m.id`;
const KEY_PAST = "SELECT id, past AS total FROM key WHERE past <> 0";
const MEMBER_PAST = `SELECT m.id, m.past AS total FROM json_each(?) k
  CROSS JOIN member m ON m.key = k.value WHERE m.past <> 0`;
const DAY = LEVELS.length - 1;

/** What there is of days that are over: most of the work, and it seldom changes. */
interface Days {
  readonly to: number;
  readonly sets: string;
  readonly atMs: number;
  readonly keys: Totals;
  readonly members: Totals;
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
    const keys = addPieces(sql, KEY_TOTALS, pieces, [], new Map(over.keys));
    const members = addPieces(sql, MEMBER_TOTALS, pieces, [sets], new Map(over.members));
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
    const keys = addPieces(sql, KEY_TOTALS, pieces, [], addRows(sql.all(KEY_PAST)));
    const past = addRows(sql.all(MEMBER_PAST, sets));
    const members = addPieces(sql, MEMBER_TOTALS, pieces, [sets], past);
    days = { to, sets, atMs, keys, members };
    return days;
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
