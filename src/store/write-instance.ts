// What a batch has of one instance becomes rows: its own, those of its epochs, its keys and its values.
import type { Sql } from "../core/ports.ts";
import { MAX_FIELDS, MINUTE_MS } from "../core/store-limits.ts";
import { accountText } from "./account.ts";
import type { InstanceAdditions, KeyMove, ValueAdditions } from "./batch.ts";
import type { Epoch } from "./epoch.ts";
import { forgetHeld } from "./forget.ts";
import type { HeldText } from "./instance.ts";
import { keysText } from "./instance-keys.ts";
import { runsText } from "./runs.ts";

// Without the app, whose index would be written each time.
const PUT_INSTANCE = `INSERT INTO instance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen, expect_next = excluded.expect_next,
  updates = updates + excluded.updates, duplicates = duplicates + excluded.duplicates,
  epoch = excluded.epoch, runs = excluded.runs, account = excluded.account`;
const MOVE = "UPDATE instance SET app = ? WHERE id = ?";
const PUT_INSTANCE_KEYS = `INSERT INTO instance_keys VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
  minute = excluded.minute, keys = excluded.keys`;
const PUT_EPOCH = `INSERT INTO epoch VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  runs = excluded.runs, seen_at = excluded.seen_at, account = excluded.account`;
const PUT_VALUE = "INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?)";
const VALUES = "SELECT field, value, at FROM value WHERE key = ? AND instance = ?";
const DELETE_FIELD = "DELETE FROM value WHERE key = ? AND instance = ? AND field = ?";

/** Writes an instance; returns how many fields of its values there was no room for. */
export function writeInstance(
  sql: Sql,
  additions: InstanceAdditions,
  recount: (epoch: Epoch) => void,
): number {
  const { known: instance, app, firstAt, lastAt, expectNext, epoch } = additions;
  if (instance.epoch !== epoch && instance.epoch !== undefined)
    additions.epochs.add(instance.epoch);
  for (const name of additions.epochs) {
    const heard = instance.epochs.get(name) as Epoch;
    recount(heard);
    if (name === epoch) continue;
    const account = accountText(heard.account);
    sql.all(PUT_EPOCH, instance.id, name, runsText(heard.runs), heard.lastAt, account);
  }
  instance.epoch = epoch;
  const current = epoch === undefined ? undefined : instance.epochs.get(epoch);
  sql.all(
    PUT_INSTANCE,
    instance.id,
    firstAt,
    lastAt,
    expectNext,
    additions.updates,
    additions.duplicates,
    epoch ?? null,
    current ? runsText(current.runs) : null,
    current ? accountText(current.account) : null,
    app.id,
  );
  if (instance.minute < 0) instance.firstAt = firstAt;
  if (instance.app !== app) {
    if (instance.app) {
      sql.all(MOVE, app.id, instance.id);
      instance.app.instances -= 1;
    }
    app.instances += 1;
    instance.app = app;
  }

  const minute = Math.floor(lastAt / MINUTE_MS);
  const idOf = (key: string) => app.keys.get(key)?.id;
  if (additions.keysChanged || instance.minute !== minute) {
    sql.all(PUT_INSTANCE_KEYS, instance.id, minute, keysText(instance.keys, idOf));
    instance.minute = minute;
  }
  if (additions.moves) forgetLeft(sql, additions, additions.moves);
  let refused = 0;
  for (const [key, value] of additions.values) {
    const id = idOf(key);
    if (id === undefined) continue;
    const { whole, fields } = value;
    const held = instance.held.get(key);
    if (held?.isAlone && whole && whole.value !== null && !fields) {
      sql.all(PUT_VALUE, id, instance.id, "", whole.value, whole.at);
    } else refused += writeValue(sql, id, instance.id, value, held);
  }
  return refused;
}

/** What it said for another app is kept no more: nothing would tell that it is there. */
function forgetLeft(sql: Sql, { known, app }: InstanceAdditions, moves: readonly KeyMove[]): void {
  const isLeft = (move: KeyMove) =>
    move.to === undefined && !(move.app === app && known.keys.has(move.key));
  const keys = moves.filter(isLeft).flatMap((move) => move.app.keys.get(move.key)?.id ?? []);
  forgetHeld(sql, known.id, keys);
}

/** Brings what the database has of a value up to date: whatever is newer there stays. */
function writeValue(
  sql: Sql,
  key: number,
  instance: string,
  { whole, fields }: ValueAdditions,
  heldText: HeldText | undefined,
): number {
  const rows = sql.all(VALUES, key, instance);
  const held = new Map(rows.map((row) => [row["field"] as string, row["at"] as number]));
  const former = rows.find((row) => row["field"] === "");
  let isText = former !== undefined && former["value"] !== null;
  const put = (field: string, value: string | null, at: number) => {
    sql.all(PUT_VALUE, key, instance, field, value, at);
    held.set(field, at);
  };
  if (whole && whole.at >= (held.get("") ?? whole.at)) {
    for (const [field, at] of held) {
      const isReplaced = (fields?.get(field)?.at ?? -1) >= whole.at;
      if (field === "" || at > whole.at || isReplaced) continue;
      sql.all(DELETE_FIELD, key, instance, field);
      held.delete(field);
    }
    put("", whole.value, whole.at);
    isText = whole.value !== null;
  }
  const wholeAt = held.get("") ?? Number.NEGATIVE_INFINITY;
  let refused = 0;
  for (const [field, { value, at }] of fields ?? []) {
    const before = held.get(field);
    if (at < wholeAt || (before !== undefined && before > at)) continue;
    const isFull = held.size - Number(held.has("")) >= MAX_FIELDS;
    if (before === undefined && isFull) refused += 1;
    else put(field, value, at);
  }
  // What was no object is one now, or has been one since.
  if (isText && held.size > 1) {
    put("", null, wholeAt);
    if (heldText) heldText.value = "";
  }
  if (heldText) heldText.isAlone = held.size === 1 && held.get("") === heldText.at;
  return refused;
}
