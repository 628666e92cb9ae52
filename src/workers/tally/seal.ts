// Buffer to outbox: what was gathered becomes numbered updates that fit onto the wire.
import { ENVELOPE_CHARS, PART_CHARS, SEAL_CHARS, SEAL_ROWS } from "../../core/edge-limits.ts";
import type { Data, Json } from "../../core/json.ts";
import { MAX_AGE_MS, MAX_OUTBOX, MAX_UPDATE_BYTES } from "../../core/limits.ts";
import type { Sql, SqlRow } from "../../core/ports.ts";
import { utf8 } from "../../core/utf8.ts";
import { type Counts, countOf, total } from "../../store/account.ts";
import { forget, saidBy } from "./buffer.ts";
import { noteSealed } from "./newest.ts";
import { keep, type Sealed, waiting } from "./outbox.ts";
import { add, type Own } from "./record.ts";

const ORDER = "ORDER BY kind, key, part";
/** The first rows, but none behind so many characters: all of the buffer is more than an object may hold in memory. */
const READ = `SELECT * FROM tally_part WHERE id IN (
    SELECT id FROM (
      SELECT id, SUM(chars) OVER (${ORDER}) - chars AS ahead
      FROM (SELECT id, kind, key, part, chars FROM tally_part ${ORDER} LIMIT ?))
    WHERE ahead < ?)
  ${ORDER}`;

/**
 * Seals the buffer, as far as there is room in the outbox, within one transaction. Where there is nothing and an
 * isolate has spoken, an update is made of nothing, to fetch the server's wishes.
 */
export function seal(sql: Sql, own: Own, nowMs: number, version: number): void {
  if (own.heardMs > 0 && nowMs - own.heardMs > MAX_AGE_MS) begin(own);
  let room = MAX_OUTBOX - waiting(sql);
  const isEmpty = room === MAX_OUTBOX && own.items === 0 && own.loose === 0;
  if (isEmpty && own.isAsked) number(sql, own, [], nowMs, version);
  own.isAsked = false;
  for (; room > 0 && (own.items > 0 || own.loose > 0); room -= 1) {
    number(sql, own, fitting(own, sql.all(READ, SEAL_ROWS, SEAL_CHARS)), nowMs, version);
  }
}

/** Another epoch, from number one: the server may have forgotten the last. What was not told of it is taken along. */
function begin(own: Own): void {
  const dropped: Counts = {};
  for (const reason in own.dropped) {
    add(dropped, reason, countOf(own.dropped, reason) - countOf(own.told, reason));
  }
  own.dropped = dropped;
  own.recorded = total(dropped);
  own.epoch = "";
  own.seq = own.heardMs = 0;
  own.told = {};
  own.faults = {};
}

/** The first rows, as many as one update takes; a single one as it is. A key is in it with one kind only. */
function fitting(own: Own, rows: readonly SqlRow[]): readonly SqlRow[] {
  const kinds = new Map<string, string>();
  let bytes = ENVELOPE_CHARS + JSON.stringify([own.id, own.dropped, own.faults]).length;
  for (const [index, row] of rows.entries()) {
    const { kind, key } = row as Record<"kind" | "key", string>;
    const isNew = kinds.get(key) !== kind;
    const isTwice = isNew && kinds.has(key);
    kinds.set(key, kind);
    bytes += weightOf(row, isNew);
    if (index > 0 && (isTwice || bytes > MAX_UPDATE_BYTES)) return rows.slice(0, index);
  }
  return rows;
}

/** UTF-8 bytes of a row on the wire, or a few more. Some kinds name a new key in `set_keys` as well. */
function weightOf({ kind, key, part, value, number }: SqlRow, isNew: boolean): number {
  const name = isNew ? utf8(key as string).length + PART_CHARS : 0;
  if (kind === "count") return name + String(number).length;
  if (kind === "set")
    return name + utf8(part as string).length + String(number).length + PART_CHARS;
  if (kind === "list") return name + utf8(value as string).length + 1;
  return 2 * name + utf8(`${part}${value}`).length + 2;
}

/** Moves rows into an update under the next number. */
function number(sql: Sql, own: Own, rows: readonly SqlRow[], nowMs: number, version: number): void {
  own.id ||= crypto.randomUUID();
  own.epoch ||= nowMs.toString(36) + crypto.randomUUID();
  own.seq += 1;
  const byKey = new Map<string, number>();
  for (const { key, calls } of rows) {
    const name = JSON.parse(key as string);
    byKey.set(name, (byKey.get(name) ?? 0) + Number(calls));
  }
  const calls = rows.reduce((sum, row) => sum + Number(row["calls"]), own.loose);
  own.recorded += calls;
  own.told = { ...own.dropped };
  own.loose = 0;
  const update: Sealed = {
    instance_id: own.id,
    timestamp: new Date(nowMs).toISOString(),
    epoch: own.epoch,
    seq: own.seq,
    ...(rows.length > 0 && toLoad(rows)),
    calls,
    dropped: own.dropped,
    recorded: own.recorded,
    faults: own.faults,
    controls: version,
    offset_ms: own.offsetMs,
  };
  keep(sql, update, [...byKey]);
  noteSealed(sql, rows);
  const ids = JSON.stringify(rows.map(({ id }) => id));
  sql.all("DELETE FROM tally_part WHERE id IN (SELECT value FROM json_each(?))", ids);
  const chars = rows.reduce((sum, row) => sum + Number(row["chars"]), 0);
  forget(own, { items: rows.length, chars });
}

/** What rows say on the wire. */
function toLoad(rows: readonly SqlRow[]): { data: Data; set_keys: string[] } {
  const groups = new Map<string, SqlRow[]>();
  for (const row of rows) {
    const key = JSON.parse(row["key"] as string) as string;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const set_keys: string[] = [];
  const data = Object.fromEntries(
    Array.from(groups, ([key, group]) => {
      // A whole value comes before the fields that were put into it later.
      const [first] = group as [SqlRow];
      if (first["kind"] === "value" && first["part"] === "") set_keys.push(key);
      return [key, toJson(first, group)];
    }),
  );
  return { data, set_keys };
}

function toJson(first: SqlRow, group: readonly SqlRow[]): Json {
  switch (first["kind"]) {
    case "count":
      return Number(first["number"]);
    case "set":
      return group.map((row) => ({ value: nameOf(row), count: Number(row["number"]) }));
    case "list":
      return group.map(saidBy);
    default: {
      if (group.length === 1 && first["part"] === "") return saidBy(first);
      const fields = group.flatMap((row) =>
        row["part"] === ""
          ? Object.entries(saidBy(row) as Readonly<Record<string, Json>>)
          : [[nameOf(row), saidBy(row)] as const],
      );
      return Object.fromEntries(fields);
    }
  }
}

function nameOf(row: SqlRow): string {
  return JSON.parse(row["part"] as string);
}
