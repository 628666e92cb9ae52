// One update becomes additions to a batch. Pure: touches the batch and what it holds, nothing else.
import type { Json } from "../core/json.ts";
import { MAX_DEPTH } from "../core/limits.ts";
import {
  MAX_INSTANCE_KEYS,
  MAX_LIST_ITEMS,
  MAX_MEMBER_CHARS,
  MAX_TOTAL,
  MAX_VALUE_CHARS,
  MINUTE_MS,
  SHORT_LIST,
} from "../core/store-limits.ts";
import type { Kind } from "../core/tally.ts";
import type { CountingSet, Update } from "../core/update.ts";
import type { KnownApp } from "./app.ts";
import { type Additions, type Batch, cellIn, type InstanceAdditions, refuse } from "./batch.ts";
import { hold } from "./hold.ts";
import { kindOf } from "./kind.ts";
import { sawKey } from "./seen.ts";
import { isShallow } from "./shallow.ts";

/** The number of a key that may be added, 0 when it is new; or why it may not. */
export type Admit = (app: KnownApp, key: string, batch: Batch) => number | string;

/** Adds an update's data to `batch`, under the minute of `atMs`, which may be an old one. What there is no room for is only counted. */
export function fold(
  batch: Batch,
  instance: InstanceAdditions,
  update: Update,
  atMs: number,
  admit: Admit,
): void {
  const { data } = update;
  if (!data) return;
  const { app } = instance;
  const minute = Math.floor(atMs / MINUTE_MS);
  const wasSet = membership(update.set_keys);
  const { keys } = cellIn(batch, app, minute);
  // Several times as fast as Object.keys for what JSON.parse made, which inherits nothing enumerable.
  for (const key in data) {
    const value = data[key] as Json;
    const isSet = wasSet(key);
    const kind = kindOf(value, isSet);
    let additions = keys.get(key);
    if (!additions) {
      const id = admit(app, key, batch);
      if (typeof id === "string") {
        refuse(batch, app, id);
        continue;
      }
      additions = newAdditions(id, kind, atMs);
      keys.set(key, additions);
    }
    additions.kind = kind;
    if (atMs > additions.lastAt) additions.lastAt = atMs;
    // Most are numbers, and a call would double their cost.
    if (kind === "count") additions.total += bounded(value as number);
    else if (kind === "set") addMembers(additions, value as CountingSet);
    else additions.total += kind === "list" ? (value as readonly Json[]).length : 1;
    if (!isNoted(instance, additions.id, key, minute)) refuse(batch, app, "instance-keys");
    else if (kind === "list") addItems(additions, value as readonly Json[], instance, atMs);
    else if (kind === "value" && isShallow(value, MAX_DEPTH)) {
      const refused = hold(instance, key, value, isSet, atMs);
      if (refused > 0) refuse(batch, app, "fields", refused);
    }
  }
}

function newAdditions(id: number, kind: Kind, lastAt: number): Additions {
  return { id, kind, total: 0, lastAt, members: undefined, items: undefined, itemCount: 0 };
}

/** Notes when a key came from an instance; false when that has too many to note another. */
function isNoted(instance: InstanceAdditions, id: number, key: string, minute: number): boolean {
  const { keys, seen } = instance.known;
  if (keys.size >= MAX_INSTANCE_KEYS && !keys.has(key)) return false;
  if (id > 0 && sawKey(seen, id, minute)) return true;
  const from = keys.get(key);
  if (from !== undefined && from >= minute) return true;
  keys.set(key, minute);
  instance.keysChanged = true;
  instance.moves ??= [];
  instance.moves.push({ app: instance.app, key, from, to: minute });
  return true;
}

/** Whether a key is in a list: asked for every key of an update, of a list that mostly has none or a few. */
function membership(list: readonly string[] = []): (key: string) => boolean {
  if (list.length === 0) return () => false;
  if (list.length <= SHORT_LIST) return (key) => list.includes(key);
  const set = new Set(list);
  return (key) => set.has(key);
}

function addMembers(additions: Additions, members: CountingSet): void {
  additions.members ??= new Map();
  for (const { value, count } of members) {
    const isLong = typeof value === "string" && value.length > MAX_MEMBER_CHARS;
    const member = isLong ? undefined : value;
    additions.members.set(member, (additions.members.get(member) ?? 0) + count);
    additions.total += count;
  }
}

function addItems(
  additions: Additions,
  items: readonly Json[],
  instance: InstanceAdditions,
  at: number,
): void {
  additions.itemCount += items.length;
  additions.items ??= [];
  for (const item of items.slice(-MAX_LIST_ITEMS)) {
    if (!isShallow(item, MAX_DEPTH)) continue;
    const value = JSON.stringify(item);
    if (value.length > MAX_VALUE_CHARS) continue;
    additions.items.push({ instance: instance.known.id, value, at });
  }
  additions.items.splice(0, additions.items.length - MAX_LIST_ITEMS);
}

/** Small enough that a batch of them stays finite. */
function bounded(value: number): number {
  return Math.abs(value) <= MAX_TOTAL ? value : Math.sign(value) * MAX_TOTAL;
}
