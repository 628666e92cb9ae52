// An update of an isolate out of parsed JSON: the server's schema by hand, because zod would be nine tenths of a Worker.
import { TallybeaconError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { MAX_DEPTH, MAX_EPOCH_CHARS, MAX_INSTANCE_ID_CHARS } from "../../core/limits.ts";
import type { Update } from "../../core/update.ts";
import { isFit, isPlain, isTime } from "../../server/sound.ts";

type Rule = readonly [check: (value: unknown) => boolean, message: string];

const text = (maxChars: number): Rule => [
  (value) => typeof value === "string" && isFit(value, maxChars),
  `must be a string of 1 to ${maxChars} characters`,
];
const whole = (min: number): Rule => [
  (value) => Number.isSafeInteger(value) && (value as number) >= min,
  `must be a whole number from ${min}`,
];
const counts: Rule = [isPlain, "must be an object of numbers"];

const RULES: { readonly [K in keyof Required<Update>]: Rule } = {
  instance_id: text(MAX_INSTANCE_ID_CHARS),
  timestamp: [(value) => typeof value === "string" && isTime(value), "must be an RFC 3339 time"],
  expect_next: [(value) => typeof value === "string", "must be a string"],
  data: [isPlain, "must be an object"],
  epoch: text(MAX_EPOCH_CHARS),
  seq: whole(1),
  set_keys: [Array.isArray, "must be a list of strings"],
  calls: whole(0),
  dropped: counts,
  recorded: whole(0),
  lost: counts,
  faults: counts,
  controls: whole(0),
  offset_ms: [Number.isFinite, "must be a number"],
  forget: [(value) => typeof value === "boolean", "must be true or false"],
};

/** An update out of parsed JSON. Throws `parse` in the words of the server: `seq: must be a whole number from 1`. */
export function readUpdate(value: unknown): Update {
  if (!isPlain(value)) throw wrong("body", "must be an object");
  const members = value as Record<string, unknown>;
  for (const [name, [check, message]] of Object.entries(RULES)) {
    const isNeeded = name === "instance_id" || name === "timestamp";
    if ((isNeeded || Object.hasOwn(members, name)) && !check(members[name])) {
      throw wrong(name, message);
    }
  }
  const update = value as Update;
  if (update.seq === undefined && update.epoch !== undefined)
    throw wrong("seq", "must come with epoch");
  if (update.epoch === undefined && update.seq !== undefined)
    throw wrong("epoch", "must come with seq");
  const index = (update.set_keys ?? []).findIndex((key) => typeof key !== "string");
  if (index >= 0) throw wrong(`set_keys[${index}]`, "must be a string");
  for (const name of ["dropped", "lost", "faults"] as const) {
    for (const [reason, count] of Object.entries(update[name] ?? {})) {
      if (!Number.isFinite(count) || count < 0) {
        throw wrong(`${name}.${short(reason)}`, "must be a number from 0");
      }
    }
  }
  for (const [key, held] of Object.entries(update.data ?? {})) {
    if (!holdsFinite(held, MAX_DEPTH))
      throw wrong(`data.${short(key)}`, "must hold finite numbers");
  }
  return update;
}

/** 1e999 is JSON. What nests deeper than the server keeps is the server's to pass over. */
function holdsFinite(value: Json, depth: number): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null || depth === 0) return true;
  return Object.values(value).every((part) => holdsFinite(part, depth - 1));
}

function wrong(name: string, message: string): TallybeaconError {
  return new TallybeaconError("parse", `${name}: ${message}`);
}

/** Enough of a name to find it by. */
function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}…` : name;
}
