// What the dashboard asks: keys, series, members, values, instances.
import type { Json, Scalar } from "../core/json.ts";
import { MINUTE_MS } from "../core/limits.ts";
import type { Clock, Sql, SqlRow } from "../core/ports.ts";
import type { Controls, Instance, KeySummary, Kind, Member, Point, Store } from "../core/tally.ts";
import { isOff } from "./controls.ts";
import { keysByMinute } from "./known.ts";
import { spanOf } from "./span.ts";

/** The reading half of a store. */
export type Queries = Pick<Store, "keys" | "series" | "members" | "values" | "instances">;

// One seek a minute, however many other keys there are.
const MINUTES = `WITH RECURSIVE span (minute) AS (
  VALUES (CAST(? AS INTEGER)) UNION ALL SELECT minute + 1 FROM span WHERE minute < ?)`;
const KEYS = `SELECT k.id, k.key, k.kind, k.last_at AS known_at, t.total, t.last_at, m.members
  FROM key k LEFT JOIN (
    SELECT key, sum(total) AS total, max(last_at) AS last_at FROM key_minute
    WHERE minute BETWEEN ? AND ? GROUP BY key) t ON t.key = k.id
  LEFT JOIN (
    SELECT key, count(DISTINCT member) AS members FROM member_minute
    WHERE minute BETWEEN ? AND ? AND member > 0 GROUP BY key) m ON m.key = k.id
  ORDER BY k.key`;
const KEY_SERIES = `${MINUTES} SELECT m.minute, m.total FROM span
  JOIN key_minute m ON m.minute = span.minute AND m.key = (SELECT id FROM key WHERE key = ?)`;
const MEMBER_SERIES = `${MINUTES} SELECT m.minute, m.total FROM span
  JOIN key k ON k.key = ? JOIN member ON member.key = k.id AND member.value = ?
  JOIN member_minute m ON m.minute = span.minute AND m.key = k.id AND m.member = member.id`;
const MEMBERS = `${MINUTES} SELECT member.value, sum(m.total) AS total FROM span
  JOIN member_minute m ON m.minute = span.minute AND m.key = (SELECT id FROM key WHERE key = ?)
  LEFT JOIN member ON member.id = m.member
  GROUP BY m.member ORDER BY total DESC, member.value`;
const VALUES = `SELECT value, count(DISTINCT instance) AS instances, max(at) AS last_at FROM (
    SELECT instance, value, at FROM value WHERE key = (SELECT id FROM key WHERE key = ?)
    UNION ALL SELECT instance, value, at FROM item WHERE key = (SELECT id FROM key WHERE key = ?))
  GROUP BY value ORDER BY instances DESC, last_at DESC, value LIMIT ?`;
// The index by minute finds the newest; within a minute they are sorted.
const INSTANCES = `SELECT id, first_seen, last_seen, expect_next, updates, duplicates
  FROM instance_keys k CROSS JOIN instance i ON i.id = k.instance
  ORDER BY k.minute DESC, i.last_seen DESC, i.id LIMIT ?`;
const ACTIVE = `SELECT count(*) AS n FROM instance_keys k CROSS JOIN instance i ON i.id = k.instance
  WHERE k.minute >= ? AND i.last_seen >= ?`;

/** Reads what is committed; every call asks the database. */
export function createQueries(sql: Sql, clock: Clock, controls: () => Controls): Queries {
  return {
    keys(window) {
      const { from, to } = spanOf(window, clock.now());
      const off = new Set(controls().disabled_keys);
      const instances = instancesByKey(sql, from);
      return sql.all(KEYS, from, to, from, to).flatMap((row) => summary(row, off, instances));
    },
    series(key, member, window) {
      const span = spanOf(window, clock.now());
      const rows =
        member === undefined
          ? sql.all(KEY_SERIES, span.from, span.to, key)
          : sql.all(MEMBER_SERIES, span.from, span.to, key, JSON.stringify(member));
      const points = span.starts.map((ts) => ({ ts, total: 0 }));
      const [first = 0] = span.starts;
      for (const row of rows) {
        const seconds = (num(row, "minute") * MINUTE_MS) / 1000;
        const point = points[Math.floor((seconds - first) / span.step)];
        if (point) point.total += num(row, "total");
      }
      return points satisfies Point[];
    },
    members(key, window, limit) {
      const { from, to } = spanOf(window, clock.now());
      const rows = sql.all(MEMBERS, from, to, key);
      const members: Member[] = [];
      let other = 0;
      for (const row of rows) {
        const value = row["value"];
        const total = num(row, "total");
        if (typeof value !== "string" || members.length >= limit) other += total;
        else members.push({ value: JSON.parse(value) as Scalar, total });
      }
      return { members, other };
    },
    values: (key, limit) =>
      sql.all(VALUES, key, key, limit).map((row) => ({
        value: JSON.parse(row["value"] as string) as Json,
        instances: num(row, "instances"),
        last_at: num(row, "last_at"),
      })),
    instances(limit, activeSinceMs) {
      const sinceMinute = Math.floor(activeSinceMs / MINUTE_MS);
      const count = (rows: SqlRow[]) => num(rows[0] ?? {}, "n");
      return {
        instances: sql.all(INSTANCES, limit).map((row) => ({ ...row }) as unknown as Instance),
        active: count(sql.all(ACTIVE, sinceMinute, activeSinceMs)),
        total: count(sql.all("SELECT count(*) AS n FROM instance")),
      };
    },
  };
}

/** One summary of a key that came in the window or is off, so that it can be switched on; else none. */
function summary(
  row: SqlRow,
  off: ReadonlySet<string>,
  instances: ReadonlyMap<number, number>,
): KeySummary[] {
  const key = row["key"] as string;
  const disabled = isOff(off, key);
  if (row["total"] === null && !disabled) return [];
  return [
    {
      key,
      kind: row["kind"] as Kind,
      total: num(row, "total"),
      members: num(row, "members"),
      instances: instances.get(num(row, "id")) ?? 0,
      last_at: num(row, row["last_at"] === null ? "known_at" : "last_at"),
      disabled,
    },
  ];
}

function instancesByKey(sql: Sql, fromMinute: number): Map<number, number> {
  const counts = new Map<number, number>();
  const rows = sql.all("SELECT keys FROM instance_keys WHERE minute >= ?", fromMinute);
  for (const row of rows) {
    for (const [minute, keys] of keysByMinute(row["keys"] as string)) {
      if (minute < fromMinute) continue;
      for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function num(row: SqlRow, column: string): number {
  return Number(row[column] ?? 0);
}
