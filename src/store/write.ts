// A batch becomes rows. Called inside one transaction; a throw means that nothing of it happened.
import type { Scalar } from "../core/json.ts";
import type { Sql } from "../core/ports.ts";
import { MAX_APP_MEMBERS, MAX_LIST_ITEMS, MAX_MEMBERS } from "../core/store-limits.ts";
import { balanceOf, emptyBalance } from "./account.ts";
import type { KnownApp, KnownKey } from "./app.ts";
import { type Additions, type Batch, type Cell, refuse } from "./batch.ts";
import type { Epoch } from "./epoch.ts";
import { forgetInstance } from "./forget.ts";
import type { Known } from "./known.ts";
import type { Latest } from "./latest.ts";
import { bounded, bucketOf, LEVELS, type Level, type Mark } from "./levels.ts";
import { OTHER_MEMBER } from "./schema.ts";
import { addDifference, noChange, writeSums } from "./sums.ts";
import { writeInstance } from "./write-instance.ts";

/** What a batch is written with. */
export interface Written {
  readonly known: Known;
  readonly marks: readonly Mark[];
  /** Kept current, where it was made. */
  readonly latest?: Latest | undefined;
  /** `MAX_MEMBERS` and `MAX_APP_MEMBERS` but in tests. */
  readonly maxMembers?: number;
  readonly maxAppMembers?: number;
}

const ADD_TO_KEY: readonly string[] = LEVELS.map(
  ({ keyTable }) => `INSERT INTO ${keyTable} VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    total = ${bounded("total + excluded.total")}, last_at = max(last_at, excluded.last_at)`,
);
const ADD_TO_MEMBER: readonly string[] = LEVELS.map(
  ({ memberTable }) => `INSERT INTO ${memberTable} VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    total = ${bounded("total + excluded.total")}`,
);
const TOUCH_KEY = "UPDATE key SET kind = ?, last_at = max(last_at, ?) WHERE id = ?";
const KEEP_NEWEST = `DELETE FROM item WHERE key = ? AND id NOT IN
  (SELECT id FROM item WHERE key = ? ORDER BY at DESC, id DESC LIMIT ?)`;
const REFUSE = `INSERT INTO refused VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
  count = count + excluded.count`;

/** Writes a batch and brings `known` and `latest` up to date with it. */
export function write(sql: Sql, batch: Batch, written: Written): void {
  const { latest } = written;
  const apps = new Map<KnownApp, string>();
  for (const cell of batch.cells.values()) {
    noteApp(apps, cell.app);
    writeCell(sql, cell, written);
  }
  const change = noChange();
  const balance = emptyBalance();
  const recount = ({ account, runs, counted }: Epoch) =>
    addDifference(change, counted, balanceOf(account, runs, balance));
  for (const additions of batch.instances.values()) {
    noteApp(apps, additions.app);
    if (additions.known.app) noteApp(apps, additions.known.app);
    const refused = writeInstance(sql, additions, recount);
    if (refused > 0) refuse(batch, additions.app, "fields", refused);
    const isCounted = latest?.hasInstance(additions.known.id) ?? false;
    for (const { app, key, from, to } of (isCounted && additions.moves) || []) {
      const id = app.keys.get(key)?.id;
      if (id === undefined) continue;
      if (from !== undefined) latest?.instances.add(id, from, -1);
      if (to !== undefined) latest?.instances.add(id, to, 1);
    }
  }
  for (const { receipt, at, known: instance } of batch.forgotten) {
    if (instance.app) noteApp(apps, instance.app);
    forgetInstance(sql, change, instance, latest);
    sql.all("INSERT OR IGNORE INTO receipt VALUES (?, ?)", receipt, at);
  }
  writeSums(sql, change);
  for (const [app, text] of apps) writeApp(sql, app, text);
  for (const [app, counts] of batch.refused) {
    for (const [reason, count] of counts) sql.all(REFUSE, app.id, reason, count);
  }
}

function noteApp(apps: Map<KnownApp, string>, app: KnownApp): void {
  if (!apps.has(app)) apps.set(app, sizeOf(app));
}

function writeApp(sql: Sql, app: KnownApp, before: string): void {
  if (sizeOf(app) === before) return;
  const { instances, members, id } = app;
  sql.all("UPDATE app SET instances = ?, members = ? WHERE id = ?", instances, members, id);
}

function sizeOf({ instances, members }: KnownApp): string {
  return `${instances}/${members}`;
}

function writeCell(sql: Sql, { app, minute, keys }: Cell, written: Written): void {
  const whole = levelsOf(minute, written.marks);
  const begun = begunOf(minute, written.marks);
  for (const [name, additions] of keys) {
    const key = putKey(sql, written.known, app, name, minute, additions);
    const levels = begun && key.id <= begun.through ? [...whole, begun.place] : whole;
    const { total, lastAt } = additions;
    for (const [level, bucket] of levels) {
      sql.all(ADD_TO_KEY[level] as string, bucket, key.id, total, lastAt);
    }
    for (const [member, count] of additions.members ?? []) {
      const id = memberId(sql, app, key, member, minute, written);
      for (const [level, bucket] of levels) {
        sql.all(ADD_TO_MEMBER[level] as string, bucket, key.id, id, count);
      }
    }
    if (additions.items) putItems(sql, key, additions.items, additions.itemCount);
  }
}

type Place = [level: number, bucket: number];

/** Where a minute is to be added: to itself, and to each level that has been filled beyond it already. */
function levelsOf(minute: number, marks: readonly Mark[]): Place[] {
  return LEVELS.flatMap(({ width }, level) => {
    const { rolled, kept } = marks[level] as Mark;
    const bucket = bucketOf(minute, width);
    return bucket < rolled && bucket >= kept ? [[level, bucket] as Place] : [];
  });
}

/** The bucket of a minute that is being filled: some keys are in it already. There is one at the most. */
function begunOf(
  minute: number,
  marks: readonly Mark[],
): { through: number; place: Place } | undefined {
  for (const [level, { rolled, through }] of marks.entries()) {
    if (through === undefined) continue;
    const { width } = LEVELS[level] as Level;
    if (minute - (minute % width) === rolled) return { through, place: [level, rolled] };
  }
  return undefined;
}

function putKey(
  sql: Sql,
  known: Known,
  app: KnownApp,
  name: string,
  minute: number,
  { kind, lastAt }: Additions,
): KnownKey {
  const found = app.keys.get(name);
  // What comes late tells nothing about now.
  if (found && (minute < found.minute || (found.kind === kind && found.minute === minute))) {
    return found;
  }
  if (found) {
    // Each key comes anew each minute, and by its number that costs a quarter.
    sql.all(TOUCH_KEY, kind, lastAt, found.id);
    return Object.assign(found, { kind, minute });
  }
  return known.addKey(app, name, kind, lastAt);
}

function memberId(
  sql: Sql,
  app: KnownApp,
  key: KnownKey,
  value: Scalar | undefined,
  minute: number,
  { known, latest, maxMembers = MAX_MEMBERS, maxAppMembers = MAX_APP_MEMBERS }: Written,
): number {
  if (value === undefined) return OTHER_MEMBER;
  let member = key.members.get(value);
  if (!member) {
    // As JSON, because 1, "1" and true are three members.
    const text = JSON.stringify(value);
    const [row] = sql.all(
      "SELECT id, last_minute FROM member WHERE key = ? AND value = ?",
      key.id,
      text,
    );
    if (row) member = { id: row["id"] as number, minute: row["last_minute"] as number };
    else {
      if (key.memberCount >= maxMembers || app.members >= maxAppMembers) return OTHER_MEMBER;
      const [made] = sql.all(
        "INSERT INTO member (key, value, last_minute) VALUES (?, ?, ?) RETURNING id",
        key.id,
        text,
        minute,
      );
      key.memberCount += 1;
      app.members += 1;
      sql.all("UPDATE key SET members = ? WHERE id = ?", key.memberCount, key.id);
      if (latest?.hasMember(made?.["id"] as number)) latest.members.add(key.id, minute, 1);
      member = { id: made?.["id"] as number, minute };
    }
    known.addMember(key, value, member);
  }
  if (minute <= member.minute) return member.id;
  sql.all("UPDATE member SET last_minute = ? WHERE id = ?", minute, member.id);
  if (latest?.hasMember(member.id)) {
    latest.members.add(key.id, member.minute, -1);
    latest.members.add(key.id, minute, 1);
  }
  member.minute = minute;
  return member.id;
}

function putItems(
  sql: Sql,
  key: KnownKey,
  items: NonNullable<Additions["items"]>,
  count: number,
): void {
  for (const { instance, value, at } of items) {
    sql.all(
      "INSERT INTO item (key, instance, value, at) VALUES (?, ?, ?, ?)",
      key.id,
      instance,
      value,
      at,
    );
  }
  sql.all("UPDATE key SET items = items + ? WHERE id = ?", count, key.id);
  key.untrimmed += items.length;
  if (key.untrimmed < MAX_LIST_ITEMS) return;
  sql.all(KEEP_NEWEST, key.id, key.id, MAX_LIST_ITEMS);
  key.untrimmed = 0;
}
