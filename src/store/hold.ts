// Last values of an instance, as a batch takes them in: as a whole, or field by field.
import type { Json } from "../core/json.ts";
import { MAX_KEY_CHARS } from "../core/limits.ts";
import { isStorable } from "../core/storable.ts";
import {
  MAX_CACHED_VALUE_CHARS,
  MAX_FIELDS,
  MAX_VALUE_CHARS,
  MINUTE_MS,
} from "../core/store-limits.ts";
import type { InstanceAdditions, ValueAdditions } from "./batch.ts";
import type { HeldText } from "./instance.ts";

/** Between a key and a field; neither can have it. */
const SEPARATOR = "\0";

/**
 * Keeps a value for writing, unless there is a newer one, or the database has it with the same minute. An object is
 * kept by its fields: in place of all there was when it was `set`, beside it when not. Returns how many fields there
 * was no room for.
 */
export function hold(
  instance: InstanceAdditions,
  key: string,
  value: Json,
  wasSet: boolean,
  atMs: number,
): number {
  const { held } = instance.known;
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const fields = isObject ? Object.entries(value as Readonly<Record<string, Json>>) : [];
  if (fields.length > 0 && !wasSet) {
    held.delete(key);
    return holdFields(instance, key, fields, atMs);
  }
  const text = JSON.stringify(value);
  if (text.length > MAX_VALUE_CHARS || !isNews(instance, key, text, atMs)) return 0;
  const additions = additionsTo(instance, key);
  if (atMs >= (additions.whole?.at ?? Number.NEGATIVE_INFINITY)) {
    additions.whole = { value: fields.length > 0 ? null : text, at: atMs };
    for (const [field, { at }] of additions.fields ?? []) {
      if (at <= atMs) additions.fields?.delete(field);
    }
  }
  const known = held.get(key) as HeldText;
  if (fields.length > 0) known.isAlone = false;
  // Where it came late, what is said again is news.
  if (!known.isAlone && forgetFields(held, key, atMs)) known.value = "";
  return fields.length > 0 ? holdFields(instance, key, fields, atMs) : 0;
}

function holdFields(
  instance: InstanceAdditions,
  key: string,
  fields: readonly [string, Json][],
  atMs: number,
): number {
  let refused = Math.max(0, fields.length - MAX_FIELDS);
  for (const [field, value] of fields.slice(0, MAX_FIELDS)) {
    const text = JSON.stringify(value);
    if (field === "" || field.length > MAX_VALUE_CHARS || !isStorable(field)) refused += 1;
    else if (
      text.length <= MAX_VALUE_CHARS &&
      isNews(instance, key + SEPARATOR + field, text, atMs)
    ) {
      const additions = additionsTo(instance, key);
      additions.fields ??= new Map();
      const added = additions.fields;
      if (atMs >= (added.get(field)?.at ?? atMs)) added.set(field, { value: text, at: atMs });
    }
  }
  return refused;
}

/** What was known of fields up to now is not so any more. True when newer ones are known. */
function forgetFields(held: Map<string, HeldText>, key: string, atMs: number): boolean {
  let isNewer = false;
  for (const [name, { at }] of held) {
    if (!name.startsWith(key) || name[key.length] !== SEPARATOR) continue;
    if (at <= atMs) held.delete(name);
    else isNewer = true;
  }
  return isNewer;
}

function additionsTo(instance: InstanceAdditions, key: string): ValueAdditions {
  let additions = instance.values.get(key);
  if (!additions) {
    additions = { whole: undefined, fields: undefined };
    instance.values.set(key, additions);
  }
  return additions;
}

/** Notes a value; false when it is known, or older than what is. */
function isNews({ known }: InstanceAdditions, name: string, value: string, at: number): boolean {
  // Names are remembered as well, and those of fields may be as long as an update.
  if (name.length > MAX_KEY_CHARS + MAX_CACHED_VALUE_CHARS) return true;
  const held = known.held.get(name);
  if (held && (held.at > at || (held.value === value && isSameMinute(held.at, at)))) return false;
  const text = value.length > MAX_CACHED_VALUE_CHARS ? "" : value;
  if (!held) known.held.set(name, { value: text, at, isAlone: false });
  else {
    held.value = text;
    held.at = at;
  }
  return true;
}

function isSameMinute(atMs: number, otherMs: number): boolean {
  return Math.floor(atMs / MINUTE_MS) === Math.floor(otherMs / MINUTE_MS);
}
