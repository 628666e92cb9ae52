// The rules for updates, and the quick way in: it tells that each member is as it has to be, not what is wrong where one is not.
import { MAX_EPOCH_CHARS, MAX_INSTANCE_ID_CHARS } from "../core/limits.ts";
import { isStorable } from "../core/storable.ts";
import type { Update } from "../core/update.ts";
import { type Check, isPlain, type Rule, type Rules } from "./schema/read.ts";

const RFC_3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Whether a text is a time as RFC 3339 has it. */
export function isTime(text: string): boolean {
  return RFC_3339.test(text);
}

/** Whether a text has from 1 to `maxChars` characters that the database gives back as they are. */
export function isFit(text: string, maxChars: number): boolean {
  return text.length > 0 && text.length <= maxChars && isStorable(text);
}

/** A text of 1 to `maxChars` characters, or each of a list. */
export const text = (maxChars: number, of?: "each"): Rule => [
  (value) => isString(value) && isFit(value, maxChars),
  `must be a string of 1 to ${maxChars} characters`,
  of,
];

/** A whole number from `min`. */
export const whole = (min: number): Rule => [
  (value) => Number.isSafeInteger(value) && (value as number) >= min,
  `must be a whole number from ${min}`,
];

/** A text, or a list, that is not too long. */
export const atMost = (max: number, of: string): Rule => [
  (value) => (value as string | readonly unknown[]).length <= max,
  `must be at most ${max} ${of}`,
];

const isString = (value: unknown): value is string => typeof value === "string";

/** Any text. */
export const TEXT: Rule = [isString, "must be a string"];
/** Yes or no. */
export const FLAG: Rule = [(value) => typeof value === "boolean", "must be true or false"];
/** A list, whatever is in it. */
export const LIST: Rule = [Array.isArray, "must be a list of strings"];
const NUMBERS: Rule = [isPlain, "must be an object of numbers"];

/** What each member has to be, as long as its parts are not looked at: that costs more than all the rest. */
export const UPDATE: Rules<Update> = {
  instance_id: [text(MAX_INSTANCE_ID_CHARS)],
  timestamp: [[(value) => isString(value) && isTime(value), "must be an RFC 3339 time"]],
  expect_next: [TEXT],
  data: [[isPlain, "must be an object"]],
  epoch: [text(MAX_EPOCH_CHARS)],
  seq: [whole(1)],
  set_keys: [LIST],
  calls: [whole(0)],
  dropped: [NUMBERS],
  recorded: [whole(0)],
  lost: [NUMBERS],
  faults: [NUMBERS],
  controls: [whole(0)],
  offset_ms: [[Number.isFinite, "must be a number"]],
  forget: [FLAG],
};
const BY_NAME: ReadonlyMap<string, Check> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(UPDATE).map(([name, [[is]]]) => [name, is]),
);

/** True for an update whose members are all known and sound. What is false is to be read member by member. */
export function isSound(value: unknown): value is Update {
  if (!isPlain(value)) return false;
  const members = value as Record<string, unknown>;
  for (const name in members) if (!BY_NAME.get(name)?.(members[name])) return false;
  return Object.hasOwn(members, "instance_id") && Object.hasOwn(members, "timestamp");
}
