// One update becomes additions to a batch. Pure: touches the batch and what it holds, nothing else.
import type { Json } from "../core/json.ts";
import {
  MAX_CACHED_VALUE_CHARS,
  MAX_DEPTH,
  MAX_LIST_ITEMS,
  MAX_MEMBER_CHARS,
  MAX_TOTAL,
  MAX_VALUE_CHARS,
  MINUTE_MS,
  SHORT_LIST,
} from "../core/limits.ts";
import type { Kind } from "../core/tally.ts";
import type { CountingSet, Update } from "../core/update.ts";
import { type Additions, type Batch, type InstanceAdditions, refuse } from "./batch.ts";
import { kindOf } from "./kind.ts";
import { sawKey } from "./seen.ts";
import { isShallow } from "./shallow.ts";

/** The number of a key that may be added, 0 when it is new; or why it may not. */
export type Admit = (key: string, batch: Batch) => number | string;

/** Adds an update's data to `batch`, under the minute of `atMs`, which may be an old one. Keys that `admit` refuses are only counted. */
export function fold(
  batch: Batch,
  instance: InstanceAdditions,
  update: Update,
  atMs: number,
  admit: Admit,
): void {
  const { data } = update;
  if (!data) return;
  const minute = Math.floor(atMs / MINUTE_MS);
  const wasSet = membership(update.set_keys);
  let keys = batch.minutes.get(minute);
  if (!keys) {
    keys = new Map();
    batch.minutes.set(minute, keys);
  }
  // Several times as fast as Object.keys for what JSON.parse made, which inherits nothing enumerable.
  for (const key in data) {
    const value = data[key] as Json;
    const kind = kindOf(value, wasSet(key));
    let additions = keys.get(key);
    if (!additions) {
      const id = admit(key, batch);
      if (typeof id === "string") {
        refuse(batch, id);
        continue;
      }
      additions = { id, kind, total: 0, lastAt: atMs, members: undefined, items: undefined };
      keys.set(key, additions);
    }
    additions.kind = kind;
    if (atMs > additions.lastAt) additions.lastAt = atMs;
    // Most are numbers, and a call would double their cost.
    if (kind === "count") additions.total += bounded(value as number);
    else add[kind](additions, value as never, instance, key, atMs);
    if (additions.id > 0 && sawKey(instance.known.seen, additions.id, minute)) continue;
    if ((instance.known.keys.get(key) ?? -1) >= minute) continue;
    instance.known.keys.set(key, minute);
    instance.keysChanged = true;
  }
}

/** Whether a key is in a list: asked for every key of an update, of a list that mostly has none or a few. */
function membership(list: readonly string[] = []): (key: string) => boolean {
  if (list.length === 0) return () => false;
  if (list.length <= SHORT_LIST) return (key) => list.includes(key);
  const set = new Set(list);
  return (key) => set.has(key);
}

type Add = (
  additions: Additions,
  value: never,
  instance: InstanceAdditions,
  key: string,
  atMs: number,
) => void;

const add: Record<Exclude<Kind, "count">, Add> = {
  set(additions, members: CountingSet) {
    additions.members ??= new Map();
    for (const { value, count } of members) {
      const isLong = typeof value === "string" && value.length > MAX_MEMBER_CHARS;
      const member = isLong ? undefined : value;
      additions.members.set(member, (additions.members.get(member) ?? 0) + count);
      additions.total += count;
    }
  },
  list(additions, items: readonly Json[], instance, _key, at) {
    additions.total += items.length;
    additions.items ??= [];
    for (const item of items.slice(-MAX_LIST_ITEMS)) {
      if (!isShallow(item, MAX_DEPTH)) continue;
      const value = JSON.stringify(item);
      if (value.length > MAX_VALUE_CHARS) continue;
      additions.items.push({ instance: instance.known.id, value, at });
    }
    additions.items.splice(0, additions.items.length - MAX_LIST_ITEMS);
  },
  value(additions, value: Json, instance, key, at) {
    additions.total += 1;
    if (isShallow(value, MAX_DEPTH)) hold(instance, key, JSON.stringify(value), at);
  },
};

/** Keeps a last value for writing, unless there is a newer one, or the database has it with the same minute. */
function hold(instance: InstanceAdditions, key: string, value: string, at: number): void {
  if (value.length > MAX_VALUE_CHARS) return;
  const held = instance.known.held.get(key);
  if (held && (held.at > at || (held.value === value && isSameMinute(held.at, at)))) return;
  instance.values.set(key, { value, at });
  const isLong = value.length > MAX_CACHED_VALUE_CHARS;
  instance.known.held.set(key, { value: isLong ? "" : value, at });
}

function isSameMinute(atMs: number, otherMs: number): boolean {
  return Math.floor(atMs / MINUTE_MS) === Math.floor(otherMs / MINUTE_MS);
}

/** Small enough that a batch of them stays finite. */
function bounded(value: number): number {
  return Math.abs(value) <= MAX_TOTAL ? value : Math.sign(value) * MAX_TOTAL;
}
