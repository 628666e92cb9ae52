// Rolls totals up from level to level and removes what is too old, a slice at a time.

import type { Clock, Sql, SqlRow } from "../core/ports.ts";
import {
  EPOCH_RETENTION_MS,
  INSTANCE_RETENTION_MS,
  MINUTE_MS,
  MINUTE_SECONDS,
  PRUNE_INSTANCES,
  PRUNE_KEYS,
  PRUNE_TOTALS,
  PRUNE_VALUES,
  ROLL_AFTER_MINUTES,
  ROLL_ROWS,
} from "../core/store-limits.ts";
import type { Keep } from "../core/tally.ts";
import { forgetEpochs, forgetInstance } from "./forget.ts";
import type { Known } from "./known.ts";
import type { Latests } from "./latest.ts";
import {
  bounded,
  bucketOf,
  LEVELS,
  type Level,
  type Mark,
  type Marks,
  oldestOf,
  withSpan,
} from "./levels.ts";
import { noChange, writeSums } from "./sums.ts";

/** What a compactor works on. */
export interface CompactorOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly marks: Marks;
  readonly keep: Keep;
  readonly known: Known;
  readonly latests: Latests;
  /** Totals are handed up instead. */
  readonly isShard?: boolean;
  /** `ROLL_ROWS` but in tests. */
  readonly rollRows?: number;
}

/** Does what is due, some milliseconds at a time. */
export interface Compactor {
  /** One slice in one transaction; false when nothing more is due. Nothing may wait for a commit meanwhile. */
  slice(): boolean;
}

/** A compactor that remembers nothing but the marks: it may be stopped at any time. */
export function createCompactor(options: CompactorOptions): Compactor {
  const { sql, clock, marks, keep, known, latests, isShard, rollRows = ROLL_ROWS } = options;
  const now = () => Math.floor(clock.now() / MINUTE_MS);
  return {
    slice: () =>
      sql.tx(() => {
        const levels = isShard ? [] : LEVELS.keys();
        for (const level of levels) if (roll(level) || remove(level)) return true;
        return removeKeys() || removeInstances() || removeEpochs() || latests.fill();
      }),
  };

  /** Fills one bucket of a level out of the level before, or a part of it; false when that is not due. */
  function roll(level: number): boolean {
    if (level === 0) return false;
    const [finer, coarser] = [LEVELS[level - 1], LEVELS[level]] as [Level, Level];
    const mark = markOf(level);
    const filled = level === 1 ? now() - ROLL_AFTER_MINUTES : markOf(level - 1).rolled;
    const limit = bucketOf(filled, coarser.width);
    if (mark.rolled >= limit) return false;
    const oldest = oldestOf(sql, finer, mark.rolled);
    // Where nothing is, nothing has to be added up.
    const from = Math.min(bucketOf(oldest, coarser.width), limit);
    const to = Math.min(from + coarser.width, limit);
    if (from < to) {
      const done = mark.rolled === from ? (mark.through ?? 0) : 0;
      const through = lastOf(done, coarser.width / finer.width);
      const keys = [from, to, from, done, through ?? Number.MAX_SAFE_INTEGER];
      sql.all(rollKeys(finer, coarser), ...keys);
      sql.all(rollMembers(finer, coarser), ...keys);
      if (through !== undefined) {
        marks.put(level, { rolled: from, kept: mark.kept, through });
        return true;
      }
    }
    marks.put(level, { rolled: to, kept: mark.kept });
    return true;
  }

  /** The last key after `done` that still fits in a slice, when others come after it. */
  function lastOf(done: number, buckets: number): number | undefined {
    let rows = 0;
    const keys = sql.all(KEYS, done, Math.ceil(rollRows / buckets) + 1);
    const last = keys.findIndex(({ members }) => {
      rows += (2 + Number(members)) * buckets;
      return rows >= rollRows;
    });
    return last < 0 || last === keys.length - 1 ? undefined : (keys[last]?.["id"] as number);
  }

  /** Removes one bucket of the next level from this one when it is too old; the next level has it. */
  function remove(level: number): boolean {
    const finer = LEVELS[level] as Level;
    const mark = markOf(level);
    const oldest = oldestOf(sql, finer, 0);
    if (oldest < mark.kept) {
      clear(finer, mark.kept);
      return true;
    }
    if (keep[finer.name] === 0) return false;
    const width = (LEVELS[level + 1] ?? finer).width;
    const old = bucketOf(now() - keep[finer.name] / MINUTE_SECONDS, width);
    const limit = Math.min(old, LEVELS[level + 1] ? markOf(level + 1).rolled : old);
    if (mark.kept >= limit) return false;
    const to = Math.min(bucketOf(oldest, width) + width, limit);
    marks.put(level, { ...mark, kept: to });
    clear(finer, to);
    return true;
  }

  /** Deletes what came before `kept`, or a part of it: nobody reads it. Keys go last, by which it is seen what is left. */
  function clear({ name, keyTable, memberTable }: Level, kept: number): void {
    const tables = [
      [memberTable, "member", "minute, key, member"],
      [keyTable, "key", "minute, key"],
    ] as const;
    for (const [table, owner, columns] of tables) {
      const gone = sql.all(
        `DELETE FROM ${table} WHERE (${columns}) IN
         (SELECT ${columns} FROM ${table} WHERE minute < ? LIMIT ?) RETURNING ${owner} AS id, total`,
        kept,
        PRUNE_TOTALS,
      );
      // No coarser level has it.
      if (name === "day") for (const row of gone) addToPast(owner, row);
      if (gone.length === PRUNE_TOTALS) return;
    }
  }

  function addToPast(owner: "key" | "member", { id, total }: SqlRow): void {
    const statement = `UPDATE ${owner} SET past = ${bounded("past + ?")} WHERE id = ?`;
    sql.all(statement, total as number, id as number);
  }

  /** Of a key that came last before all that is kept only its name is left. */
  function removeKeys(): boolean {
    const { kept } = markOf(LEVELS.length - 1);
    if (kept === 0) return false;
    const rows = sql.all("SELECT id FROM key WHERE last_at < ? LIMIT 1", kept * MINUTE_MS);
    const id = rows[0]?.["id"] as number | undefined;
    if (id === undefined) return false;
    // A million instances may hold it.
    if (sql.all(DELETE_VALUES, id, id, PRUNE_VALUES).length === PRUNE_VALUES) return true;
    sql.all(
      "UPDATE app SET members = members - (SELECT members FROM key k WHERE k.id = ?) WHERE id = (SELECT app FROM key k WHERE k.id = ?)",
      id,
      id,
    );
    for (const table of ["member", "item"]) sql.all(`DELETE FROM ${table} WHERE key = ?`, id);
    sql.all("DELETE FROM key WHERE id = ?", id);
    known.forget();
    latests.made?.instances.drop(id);
    latests.made?.members.drop(id);
    return true;
  }

  /** Whoever was silent for long is not counted among the living; its part of the totals stays. */
  function removeInstances(): boolean {
    const since = Math.floor((clock.now() - INSTANCE_RETENTION_MS) / MINUTE_MS);
    const rows = sql.all(
      "SELECT instance FROM instance_keys WHERE minute < ? ORDER BY minute LIMIT ?",
      since,
      PRUNE_INSTANCES,
    );
    if (rows.length === 0) return false;
    const change = noChange();
    let keys = 0;
    for (const row of rows) {
      const instance = known.instance(row["instance"] as string);
      forgetInstance(sql, change, instance, latests.made, "expired");
      known.dropInstance(instance.id);
      const { app } = instance;
      if (app) sql.all("UPDATE app SET instances = ? WHERE id = ?", app.instances, app.id);
      keys += instance.keys.size;
      if (keys >= PRUNE_KEYS) break;
    }
    writeSums(sql, change);
    return true;
  }

  /** Epochs that were silent for long are forgotten: what was sealed before that is not taken any more. */
  function removeEpochs(): boolean {
    const change = noChange();
    const { forgotten, isMore } = forgetEpochs(sql, change, clock.now() - EPOCH_RETENTION_MS);
    if (forgotten.length > 0) writeSums(sql, change);
    for (const { instance, epoch } of forgotten) known.dropEpoch(instance, epoch);
    return isMore;
  }

  function markOf(level: number): Mark {
    return marks.read()[level] as Mark;
  }
}

const DELETE_VALUES = `DELETE FROM value WHERE key = ? AND (instance, field) IN
  (SELECT instance, field FROM value WHERE key = ? LIMIT ?) RETURNING 1`;
const KEYS = "SELECT id, members FROM key WHERE id > ? ORDER BY id LIMIT ?";
const SOME_KEYS = "ON m.minute = span.minute AND m.key > ? AND m.key <= ?";
const rollKeys = (finer: Level, coarser: Level): string =>
  `${withSpan(finer)} INSERT OR REPLACE INTO ${coarser.keyTable}
   SELECT CAST(? AS INTEGER), m.key, ${bounded("sum(m.total)")}, max(m.last_at)
   FROM span CROSS JOIN ${finer.keyTable} m ${SOME_KEYS} GROUP BY m.key`;
const rollMembers = (finer: Level, coarser: Level): string =>
  `${withSpan(finer)} INSERT OR REPLACE INTO ${coarser.memberTable}
   SELECT CAST(? AS INTEGER), m.key, m.member, ${bounded("sum(m.total)")}
   FROM span CROSS JOIN ${finer.memberTable} m ${SOME_KEYS} GROUP BY m.key, m.member`;
