// The quick way in for updates: tells that each member is as it has to be, not what is wrong where one is not.
import { MAX_EPOCH_CHARS, MAX_INSTANCE_ID_CHARS } from "../core/limits.ts";
import { isStorable } from "../core/storable.ts";
import type { Update } from "../core/update.ts";

type Check = (value: unknown) => boolean;

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

/** Whether a value is an object with members, not a list. */
export function isPlain(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isText =
  (maxChars: number): Check =>
  (value) =>
    typeof value === "string" && isFit(value, maxChars);

const isWholeFrom =
  (min: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= min;

/** One for every member: what the schema asks of it, as long as its parts are not looked at. */
const CHECKS: { readonly [K in keyof Required<Update>]: Check } = {
  instance_id: isText(MAX_INSTANCE_ID_CHARS),
  timestamp: (value) => typeof value === "string" && isTime(value),
  expect_next: (value) => typeof value === "string",
  data: isPlain,
  epoch: isText(MAX_EPOCH_CHARS),
  seq: isWholeFrom(1),
  set_keys: Array.isArray,
  calls: isWholeFrom(0),
  dropped: isPlain,
  recorded: isWholeFrom(0),
  lost: isPlain,
  faults: isPlain,
  controls: isWholeFrom(0),
  offset_ms: Number.isFinite,
  forget: (value) => typeof value === "boolean",
};
const BY_NAME: ReadonlyMap<string, Check> = /* @__PURE__ */ new Map(Object.entries(CHECKS));

/** True for an update whose members are all known and sound. What is false is for the schema to take or to refuse. */
export function isSound(value: unknown): value is Update {
  if (!isPlain(value)) return false;
  const members = value as Record<string, unknown>;
  for (const name in members) if (!BY_NAME.get(name)?.(members[name])) return false;
  return Object.hasOwn(members, "instance_id") && Object.hasOwn(members, "timestamp");
}
