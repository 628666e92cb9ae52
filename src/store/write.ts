// A batch becomes rows. Called inside one transaction; a throw means that nothing of it happened.
import type { Scalar } from "../core/json.ts";
import { MAX_LIST_ITEMS, MAX_MEMBERS, MAX_TOTAL, MINUTE_MS } from "../core/limits.ts";
import type { Sql } from "../core/ports.ts";
import { accountText, balanceOf, emptyBalance } from "./account.ts";
import type { Additions, Batch, InstanceAdditions } from "./batch.ts";
import type { Epoch } from "./epoch.ts";
import { forgetInstance } from "./forget.ts";
import type { Known, KnownKey } from "./known.ts";
import { runsText } from "./runs.ts";
import { OTHER_MEMBER } from "./schema.ts";
import { addDifference, noChange, writeSums } from "./sums.ts";

const bounded = (sum: string): string => `max(-${MAX_TOTAL}, min(${MAX_TOTAL}, ${sum}))`;

const ADD_TO_KEY = `INSERT INTO key_minute VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  total = ${bounded("total + excluded.total")}, last_at = max(last_at, excluded.last_at)`;
const ADD_TO_MEMBER = `INSERT INTO member_minute VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  total = ${bounded("total + excluded.total")}`;
const PUT_INSTANCE = `INSERT INTO instance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET last_seen = excluded.last_seen, expect_next = excluded.expect_next,
  updates = updates + excluded.updates, duplicates = duplicates + excluded.duplicates,
  epoch = excluded.epoch, runs = excluded.runs, account = excluded.account`;
const PUT_INSTANCE_KEYS = `INSERT INTO instance_keys VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
  minute = excluded.minute, keys = excluded.keys`;
const PUT_VALUE = `INSERT INTO value VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  value = excluded.value, at = excluded.at WHERE excluded.at >= value.at`;
const PUT_EPOCH = `INSERT INTO epoch VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  runs = excluded.runs, seen_at = excluded.seen_at, account = excluded.account`;
const KEEP_NEWEST = `DELETE FROM item WHERE key = ? AND id NOT IN
  (SELECT id FROM item WHERE key = ? ORDER BY at DESC, id DESC LIMIT ?)`;
const REFUSE = `INSERT INTO refused VALUES (?, ?) ON CONFLICT DO UPDATE SET
  count = count + excluded.count`;

/** Writes a batch and brings `known` up to date with it. `maxMembers` is `MAX_MEMBERS` but in tests. */
export function write(
  sql: Sql,
  batch: Batch,
  known: Known,
  maxMembers: number = MAX_MEMBERS,
): void {
  for (const [minute, keys] of batch.minutes) {
    for (const [name, additions] of keys) {
      const key = putKey(sql, known, name, minute, additions);
      sql.all(ADD_TO_KEY, minute, key.id, additions.total, additions.lastAt);
      for (const [member, count] of additions.members ?? []) {
        const id = memberId(sql, known, key, member, maxMembers);
        sql.all(ADD_TO_MEMBER, minute, key.id, id, count);
      }
      if (additions.items?.length) putItems(sql, key, additions.items);
    }
  }
  const change = noChange();
  const balance = emptyBalance();
  const recount = ({ account, runs, counted }: Epoch) =>
    addDifference(change, counted, balanceOf(account, runs, balance));
  for (const additions of batch.instances.values()) putInstance(sql, known, additions, recount);
  for (const [id, { receipt, at }] of batch.forgotten) {
    forgetInstance(sql, change, id, receipt, at);
  }
  writeSums(sql, change);
  for (const [reason, count] of batch.refused) sql.all(REFUSE, reason, count);
}

function putKey(
  sql: Sql,
  known: Known,
  name: string,
  minute: number,
  { kind, lastAt }: Additions,
): KnownKey {
  const found = known.key(name);
  // What comes late tells nothing about now.
  if (found && (minute < found.minute || (found.kind === kind && found.minute === minute))) {
    return found;
  }
  const [row] = sql.all(
    `INSERT INTO key (key, kind, last_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
     kind = excluded.kind, last_at = max(last_at, excluded.last_at) RETURNING id`,
    name,
    kind,
    lastAt,
  );
  const key = found ?? { id: 0, kind, minute, memberCount: 0, members: new Map(), untrimmed: 0 };
  const written = { ...key, id: row?.["id"] as number, kind, minute };
  known.addKey(name, written);
  return written;
}

function memberId(
  sql: Sql,
  known: Known,
  key: KnownKey,
  value: Scalar | undefined,
  max: number,
): number {
  if (value === undefined) return OTHER_MEMBER;
  const found = key.members.get(value);
  if (found !== undefined) return found;
  // As JSON, because 1, "1" and true are three members.
  const text = JSON.stringify(value);
  let [row] = sql.all("SELECT id FROM member WHERE key = ? AND value = ?", key.id, text);
  if (!row) {
    if (key.memberCount >= max) return OTHER_MEMBER;
    [row] = sql.all("INSERT INTO member (key, value) VALUES (?, ?) RETURNING id", key.id, text);
    key.memberCount += 1;
  }
  const id = row?.["id"] as number;
  known.addMember(key, value, id);
  return id;
}

function putItems(sql: Sql, key: KnownKey, items: NonNullable<Additions["items"]>): void {
  for (const { instance, value, at } of items) {
    sql.all(
      "INSERT INTO item (key, instance, value, at) VALUES (?, ?, ?, ?)",
      key.id,
      instance,
      value,
      at,
    );
  }
  key.untrimmed += items.length;
  if (key.untrimmed < MAX_LIST_ITEMS) return;
  sql.all(KEEP_NEWEST, key.id, key.id, MAX_LIST_ITEMS);
  key.untrimmed = 0;
}

function putInstance(
  sql: Sql,
  known: Known,
  additions: InstanceAdditions,
  recount: (epoch: Epoch) => void,
): void {
  const { known: instance, firstAt, lastAt, expectNext, updates, duplicates, epoch } = additions;
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
    updates,
    duplicates,
    epoch ?? null,
    current ? runsText(current.runs) : null,
    current ? accountText(current.account) : null,
  );
  if (instance.minute < 0) instance.firstAt = firstAt;

  const minute = Math.floor(lastAt / MINUTE_MS);
  if (additions.keysChanged || instance.minute !== minute) {
    sql.all(PUT_INSTANCE_KEYS, instance.id, minute, keysText(instance.keys, known));
    instance.minute = minute;
  }
  for (const [name, { value, at }] of additions.values) {
    const id = known.key(name)?.id;
    if (id !== undefined) sql.all(PUT_VALUE, id, instance.id, value, at);
  }
}

function keysText(keys: ReadonlyMap<string, number>, known: Known): string {
  const byMinute: Record<string, number[]> = {};
  for (const [name, minute] of keys) {
    const id = known.key(name)?.id;
    if (id === undefined) continue;
    byMinute[minute] ??= [];
    byMinute[minute].push(id);
  }
  return JSON.stringify(byMinute);
}
