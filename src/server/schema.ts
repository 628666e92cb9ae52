// What may come in as a body: updates, changed controls and logins, read by rules.
import type { ControlsChange, Undo } from "../core/controls.ts";
import type { Data, Json } from "../core/json.ts";
import {
  MAX_DEPTH,
  MAX_DISABLED_KEYS,
  MAX_INSTANCE_ID_CHARS,
  MAX_INTERVAL_MS,
  MAX_KEY_CHARS,
  MIN_INTERVAL_MS,
} from "../core/limits.ts";
import { MAX_APP_CHARS, MAX_NOTE_CHARS, MAX_SWITCH_INSTANCES } from "../core/store-limits.ts";
import type { Update } from "../core/update.ts";
import { type Check, isPlain, quote, type Rule, type Rules, read, wrong } from "./schema/read.ts";
import { atMost, FLAG, isSound, LIST, TEXT, text, UPDATE, whole } from "./sound.ts";

const isFrom =
  (min: number, max: number): Check =>
  (value) =>
    Number.isFinite(value) && (value as number) >= min && (value as number) <= max;
const isInterval = isFrom(MIN_INTERVAL_MS, MAX_INTERVAL_MS);

/** Texts, whose elements are not looked at when there are too many. */
const texts = (maxChars: number, max: number, of: string): readonly [Rule, Rule, Rule] => [
  LIST,
  atMost(max, of),
  text(maxChars, "each"),
];

const NOTE = [TEXT, atMost(MAX_NOTE_CHARS, "characters")] as const;
const KEYS = texts(MAX_KEY_CHARS, MAX_DISABLED_KEYS, "keys");

const CHANGE: Rules<ControlsChange> = {
  app: [text(MAX_APP_CHARS)],
  interval_ms: [
    [
      (value) => value === null || (Number.isInteger(value) && isInterval(value)),
      `must be a whole number from ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS}`,
    ],
  ],
  stop: [FLAG],
  disable: KEYS,
  enable: KEYS,
  percent: [[isFrom(0, 100), "must be a number from 0 to 100"]],
  instances: texts(MAX_INSTANCE_ID_CHARS, MAX_SWITCH_INSTANCES, "instances"),
  author: NOTE,
  reason: NOTE,
  version: [whole(0)],
};

const UNDO: Rules<Undo> = {
  version: [[Number.isSafeInteger, "must be a whole number"]],
  author: NOTE,
  reason: NOTE,
};

const LOGIN: Rules<{ readonly token: string }> = { token: [TEXT] };

/** An update out of parsed JSON, without members nobody knows. Throws `parse`: `seq: must be a whole number from 1`. */
export function readUpdate(value: unknown): Update {
  const update = isSound(value) ? value : read(UPDATE, value, "instance_id", "timestamp");
  if (update.seq === undefined && update.epoch !== undefined)
    throw wrong("seq: must come with epoch");
  if (update.epoch === undefined && update.seq !== undefined)
    throw wrong("epoch: must come with seq");
  checkTexts("set_keys", update.set_keys);
  for (const name of COUNTS) checkCounts(name, update[name]);
  if (update.data) checkData("data", update.data);
  return update;
}

/** A change of controls out of parsed JSON. Throws `parse`, as `readUpdate` does. */
export function readChange(value: unknown): ControlsChange {
  return read(CHANGE, value);
}

/** The wish to take a change back, out of parsed JSON. Throws `parse`, as `readUpdate` does. */
export function readUndo(value: unknown): Undo {
  return read(UNDO, value, "version");
}

/** The token of a login out of parsed JSON. Throws `parse`, as `readUpdate` does. */
export function readToken(value: unknown): string {
  return read(LOGIN, isPlain(value) ? value : {}, "token").token;
}

const COUNTS = ["dropped", "lost", "faults"] as const;

function checkCounts(name: string, counts: Readonly<Record<string, unknown>> = {}): void {
  for (const reason in counts) {
    const number = counts[reason];
    if (typeof number === "number" && number >= 0 && Number.isFinite(number)) continue;
    throw wrong(`${name}.${quote(reason)}: must be a number from 0`);
  }
}

function checkTexts(name: string, list: readonly unknown[] = []): void {
  const index = list.findIndex((text) => typeof text !== "string");
  if (index >= 0) throw wrong(`${name}[${index}]: must be a string`);
}

/** Numbers must be finite: 1e999 is JSON. What nests too deep to be kept is the store's to pass over. */
export function checkData(name: string, data: Data): void {
  for (const key in data) {
    const value = data[key] as Json;
    // Most are numbers, and a call for each would show.
    if (typeof value === "number" ? Number.isFinite(value) : holdsNumbers(value, MAX_DEPTH))
      continue;
    throw wrong(`${name}.${quote(key)}: must hold finite numbers`);
  }
}

function holdsNumbers(value: Json, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return true;
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    if (!holdsNumbers(part, depth - 1)) return false;
  }
  return true;
}
