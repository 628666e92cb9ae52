// What the dashboard asks of totals: apps, keys, series, members.
import type { Scalar } from "../core/json.ts";
import type { Clock, Sql } from "../core/ports.ts";
import { DEFAULT_APP, MAX_POINTS, MINUTE_SECONDS, SERIES_CELLS } from "../core/store-limits.ts";
import type { AppSummary, KeySummary, Kind, Store, Window } from "../core/tally.ts";
import { type Effective, isOff } from "./effective.ts";
import type { Latests } from "./latest.ts";
import { LEVELS, type Level, type Marks, withSpan } from "./levels.ts";
import { membersOf } from "./members.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { num } from "./row.ts";
import { type Span, spanOf } from "./span.ts";
import { KEY_TOTALS } from "./totals.ts";

/** What is read. */
export interface QueriesOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly marks: Marks;
  readonly latests: Latests;
  readonly effective: (app: string) => Effective;
}

const APPS = `SELECT id, name, instances, members,
  (SELECT count(*) FROM key WHERE key.app = app.id) AS keys FROM app ORDER BY name`;
const KEYS = `SELECT id, key, kind, last_at FROM key
  WHERE app = (SELECT id FROM app WHERE name = ?) ORDER BY key`;
const KEY_ID = `SELECT key.id FROM key JOIN app ON app.id = key.app
  WHERE app.name = ? AND key.key = ?`;
const MEMBER_ID = "SELECT id FROM member WHERE key = ? AND value = ?";

const byLevel = (statement: (level: Level) => string): readonly string[] => LEVELS.map(statement);
// Two lists are one row: as rows of their own, cells take longer than it takes to find them. Not every SQLite writes all
// digits of a number into a list.
const LISTS = `json_group_array(m.minute) AS minutes,
  json_group_array(iif(m.total = CAST(m.total AS INTEGER), CAST(m.total AS INTEGER),
    format('%!.17g', m.total))) AS totals`;
const KEY_SERIES = byLevel(
  (level) => `${withSpan(level)} SELECT ${LISTS} FROM span
    CROSS JOIN ${level.keyTable} m ON m.minute = span.minute AND m.key = ?`,
);
const MEMBER_SERIES = byLevel(
  (level) => `${withSpan(level)} SELECT ${LISTS} FROM span
    CROSS JOIN ${level.memberTable} m ON m.minute = span.minute AND m.key = ? AND m.member = ?`,
);
/** Reads what is committed; every call asks the database. */
export function createQueries(
  options: QueriesOptions,
): Pick<Store, "apps" | "keys" | "series" | "members"> {
  const { sql, clock, marks, latests, effective } = options;
  return {
    apps: () =>
      sql.all(APPS).map(
        (row): AppSummary => ({
          app: row["name"] as string,
          keys: num(row, "keys"),
          members: num(row, "members"),
          instances: num(row, "instances"),
          refused: refusedOf(num(row, "id")),
        }),
      ),
    keys(window, app = DEFAULT_APP) {
      const { from, to } = span(window);
      const totals = totalsByKey(piecesOf(from, to, marks.read()));
      const stateOf = statesOf(effective(app));
      const { instances, members } = latests.read();
      return sql.all(KEYS, app).flatMap((row) => {
        const id = num(row, "id");
        const key = row["key"] as string;
        const found = totals.get(id);
        const state = stateOf(key);
        // What is off is listed, so that it can be switched on.
        if (!found && state === "on") return [];
        return {
          key,
          kind: row["kind"] as Kind,
          total: found?.total ?? 0,
          members: found ? members.since(id, from) : 0,
          instances: instances.since(id, from),
          last_at: found?.lastAt ?? num(row, "last_at"),
          state,
        };
      });
    },
    series(key, member, window, app = DEFAULT_APP) {
      const { from, to, starts, step } = span(window, MAX_POINTS);
      const points = starts.map((ts) => ({ ts, total: 0 }));
      const width = step / MINUTE_SECONDS;
      const id = idOf(app, key, member);
      if (!id) return { step, points };
      const statements = member === undefined ? KEY_SERIES : MEMBER_SERIES;
      for (const { level, from: first, to: end } of piecesOf(from, to, marks.read(), width)) {
        // As many cells at once as a row may have.
        const minutesAtOnce = SERIES_CELLS * (LEVELS[level] as Level).width;
        for (let at = first; at < end; at += minutesAtOnce) {
          const upTo = Math.min(end, at + minutesAtOnce);
          const [row] = sql.all(statements[level] as string, at, upTo, ...id);
          const totals = JSON.parse(row?.["totals"] as string) as (number | string)[];
          (JSON.parse(row?.["minutes"] as string) as number[]).forEach((minute, index) => {
            const point = points[Math.floor((minute - from) / width)];
            if (point) point.total += Number(totals[index]);
          });
        }
      }
      return { step, points };
    },
    members(key, window, limit, app = DEFAULT_APP, points) {
      const [id = 0] = idOf(app, key) ?? [];
      return membersOf(sql, marks.read(), { key: id, span: span(window), limit, points });
    },
  };

  function span(window: Window, maxPoints?: number): Span {
    return spanOf(window, clock.now(), marks.read(), maxPoints);
  }

  function refusedOf(app: number): Record<string, number> {
    const rows = sql.all("SELECT reason, count FROM refused WHERE app = ? ORDER BY reason", app);
    return Object.fromEntries(rows.map((row) => [row["reason"], num(row, "count")]));
  }

  function totalsByKey(pieces: readonly Piece[]): Map<number, { total: number; lastAt: number }> {
    const totals = new Map<number, { total: number; lastAt: number }>();
    for (const { level, from, to } of pieces) {
      for (const row of sql.all(KEY_TOTALS[level] as string, from, to)) {
        const key = num(row, "id");
        const [total, lastAt] = [num(row, "total"), num(row, "last_at")];
        const held = totals.get(key);
        if (!held) totals.set(key, { total, lastAt });
        else {
          held.total += total;
          held.lastAt = Math.max(held.lastAt, lastAt);
        }
      }
    }
    return totals;
  }

  /** The numbers of a key and of its member; nothing when one never came. */
  function idOf(app: string, key: string, member?: Scalar): number[] | undefined {
    const [row] = sql.all(KEY_ID, app, key);
    if (!row) return undefined;
    const id = num(row, "id");
    if (member === undefined) return [id];
    const [found] = sql.all(MEMBER_ID, id, JSON.stringify(member));
    return found && [id, num(found, "id")];
  }
}

function statesOf({ all, partial }: Effective): (key: string) => KeySummary["state"] {
  const off = new Set(all.disabled_keys);
  const partly = new Set(partial.map(({ key }) => key));
  return (key) => (isOff(off, key) ? "off" : isOff(partly, key) ? "partly" : "on");
}
