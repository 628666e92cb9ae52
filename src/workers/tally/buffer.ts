// The buffer of the object: parts of updates, merged by the laws by which the server would have merged them.
import type { Json } from "../../core/json.ts";
import type { Sql, SqlRow } from "../../core/ports.ts";
import { MAX_TOTAL } from "../../core/store-limits.ts";
import { isOldNews } from "./newest.ts";
import { isObject, type Part } from "./parts.ts";
import { drop, type Own } from "./record.ts";

const FIND = "SELECT * FROM tally_part WHERE kind = ? AND key = ? AND part = ?";
const ADD = `INSERT INTO tally_part (kind, key, part, number, value, at, calls, chars)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const CHANGE =
  "UPDATE tally_part SET number = ?, value = ?, at = ?, calls = ?, chars = ? WHERE id = ?";
const FIELDS = "kind = 'value' AND key = ? AND part <> ''";
const SUMS = `SELECT COUNT(*) AS items, SUM(chars) AS chars, SUM(calls) AS calls
  FROM tally_part WHERE`;

/** Takes a part in that was sealed at `atMs`. Within a transaction, as all of this. */
export function merge(sql: Sql, own: Own, part: Part, atMs: number): void {
  if (part.kind === "value") mergeValue(sql, own, part, atMs);
  else if (part.kind === "list") {
    const place = String(own.listed++).padStart(16, "0");
    put(sql, own, undefined, { ...part, name: place }, atMs);
  } else {
    const row = find(sql, part);
    const most = part.kind === "set" ? Number.MAX_SAFE_INTEGER : MAX_TOTAL;
    const sum = Number(row?.["number"] ?? 0) + part.number;
    const number = Math.max(-most, Math.min(most, sum));
    put(sql, own, row, { ...part, number }, atMs);
  }
}

/** The newest wins: of wholes, of a field's values, and of a field and the whole that it would be a part of. */
function mergeValue(sql: Sql, own: Own, part: Part, atMs: number): void {
  if (isOldNews(sql, JSON.stringify(part.key), part.name, atMs)) {
    // It was counted all the same.
    own.loose += part.calls;
    return;
  }
  const whole = find(sql, { ...part, name: "" });
  const isLate = whole !== undefined && atMs < Number(whole["at"]);
  if (isLate) credit(sql, whole, part.calls);
  else if (part.name === "") putWhole(sql, own, whole, part, atMs);
  else {
    if (whole && !isObject(saidBy(whole))) empty(sql, own, whole);
    const row = find(sql, part);
    if (row && atMs < Number(row["at"])) credit(sql, row, part.calls);
    else put(sql, own, row, part, atMs);
  }
}

/** In place of all fields but newer ones; the calls of those that go stay with it. */
function putWhole(sql: Sql, own: Own, row: SqlRow | undefined, part: Part, atMs: number): void {
  const key = JSON.stringify(part.key);
  const [older] = sql.all(`${SUMS} ${FIELDS} AND at <= ?`, key, atMs);
  sql.all(`DELETE FROM tally_part WHERE ${FIELDS} AND at <= ?`, key, atMs);
  forget(own, older);
  const calls = part.calls + Number(older?.["calls"] ?? 0);
  const [newer] = sql.all(`SELECT id FROM tally_part WHERE ${FIELDS} LIMIT 1`, key);
  const value = newer && !isObject(part.value) ? {} : part.value;
  put(sql, own, row, { ...part, calls, value }, atMs);
}

/** Forgets all of the keys that are off; their calls are dropped. */
export function purge(sql: Sql, own: Own, isOff: (key: string) => boolean): void {
  for (const { key } of sql.all("SELECT DISTINCT key FROM tally_part")) {
    if (!isOff(JSON.parse(key as string))) continue;
    const [sums] = sql.all(`${SUMS} key = ?`, key as string);
    sql.all("DELETE FROM tally_part WHERE key = ?", key as string);
    forget(own, sums);
    drop(own, "disabled", Number(sums?.["calls"] ?? 0));
  }
}

/** Forgets everything; its calls are dropped. */
export function clear(sql: Sql, own: Own, reason: string): void {
  const [sums] = sql.all(`${SUMS} TRUE`);
  sql.all("DELETE FROM tally_part");
  forget(own, sums);
  drop(own, reason, Number(sums?.["calls"] ?? 0) + own.loose);
  own.loose = 0;
}

/** Notes that rows have gone. */
export function forget(own: Own, sums: SqlRow | undefined): void {
  own.items -= Number(sums?.["items"] ?? 0);
  own.chars -= Number(sums?.["chars"] ?? 0);
}

function find(sql: Sql, { kind, key, name }: Part): SqlRow | undefined {
  return sql.all(FIND, kind, JSON.stringify(key), name)[0];
}

/** Writes a part, over `row` if there is one, whose calls stay. */
function put(sql: Sql, own: Own, row: SqlRow | undefined, part: Part, atMs: number): void {
  const { kind, name, number } = part;
  const key = JSON.stringify(part.key);
  const value = kind === "list" || kind === "value" ? JSON.stringify(part.value) : "";
  const chars = key.length + name.length + value.length;
  own.chars += chars - Number(row?.["chars"] ?? 0);
  if (row) {
    const calls = Number(row["calls"]) + part.calls;
    sql.all(CHANGE, number, value, atMs, calls, chars, row["id"] as number);
  } else {
    own.items += 1;
    sql.all(ADD, kind, key, name, number, value, atMs, part.calls, chars);
  }
}

/** What is older than what is there has been counted all the same. */
function credit(sql: Sql, row: SqlRow, calls: number): void {
  const id = row["id"] as number;
  sql.all("UPDATE tally_part SET calls = ? WHERE id = ?", Number(row["calls"]) + calls, id);
}

/** A value that was not an object becomes one, of which only later fields are left. */
function empty(sql: Sql, own: Own, whole: SqlRow): void {
  const { id, value, chars } = whole as { id: number; value: string; chars: number };
  own.chars += 2 - value.length;
  sql.all(
    "UPDATE tally_part SET value = '{}', chars = ? WHERE id = ?",
    chars + 2 - value.length,
    id,
  );
}

/** What a row of the buffer says. */
export function saidBy(row: SqlRow): Json {
  return JSON.parse(row["value"] as string);
}
