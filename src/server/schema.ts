// What may come in as a body: the schemas of updates, of changed controls and of logins.
import type { ControlsChange, Undo } from "../core/controls.ts";
import type { Data, Json } from "../core/json.ts";
import {
  MAX_DEPTH,
  MAX_DISABLED_KEYS,
  MAX_EPOCH_CHARS,
  MAX_INSTANCE_ID_CHARS,
  MAX_INTERVAL_MS,
  MAX_KEY_CHARS,
  MIN_INTERVAL_MS,
} from "../core/limits.ts";
import { MAX_APP_CHARS, MAX_NOTE_CHARS, MAX_SWITCH_INSTANCES } from "../core/store-limits.ts";
import type { Update } from "../core/update.ts";
import { quote, read, wrong } from "./schema/read.ts";
import * as z from "./schema/zod.ts";
import { isFit, isPlain, isSound, isTime } from "./sound.ts";

const text = (maxChars: number): z.ZodMiniString => {
  const message = `must be a string of 1 to ${maxChars} characters`;
  return z.string(message).check(
    z.minLength(1, message),
    z.maxLength(maxChars, message),
    z.refine((value) => isFit(value, maxChars), message),
  );
};

const WHOLE = "must be a whole number from 0";
const count = z.exactOptional(z.int(WHOLE).check(z.minimum(0, WHOLE)));
const NUMBER_FROM_0 = { type: "number", minimum: 0 };
// Its numbers are looked at by `checkCounts`: a schema would cost each update more than all its other members.
const counts = z.exactOptional(
  z
    .custom<Record<string, number>>(isPlain, "must be an object of numbers")
    .register(z.told, { as: { type: "object", additionalProperties: NUMBER_FROM_0 } }),
);

const updateObject = z.object(
  {
    instance_id: text(MAX_INSTANCE_ID_CHARS),
    timestamp: z
      .string("must be an RFC 3339 time")
      .check(z.refine(isTime, "must be an RFC 3339 time"))
      .register(z.told, { as: { format: "date-time" } }),
    expect_next: z.exactOptional(z.string("must be a string")),
    // Looked at by `checkData`: a schema would cost more than the parsing did.
    data: z.exactOptional(
      z.custom<Data>(isPlain, "must be an object").register(z.told, { as: { type: "object" } }),
    ),
    epoch: z.exactOptional(text(MAX_EPOCH_CHARS)),
    seq: z.exactOptional(
      z.int("must be a whole number from 1").check(z.minimum(1, "must be a whole number from 1")),
    ),
    // Its elements are looked at by `checkTexts`: a schema collects every fault, of a hundred thousand too.
    set_keys: z.exactOptional(
      z
        .custom<string[]>(Array.isArray, "must be a list of strings")
        .register(z.told, { as: { type: "array", items: { type: "string" } } }),
    ),
    calls: count,
    dropped: counts,
    recorded: count,
    lost: counts,
    faults: counts,
    controls: count,
    offset_ms: z.exactOptional(z.number("must be a number")),
    forget: z.exactOptional(z.boolean("must be true or false")),
  } satisfies z.Members<Update>,
  "must be an object",
);
const updateSchema = updateObject.register(z.told, {
  as: { dependentRequired: { seq: ["epoch"], epoch: ["seq"] } },
});

const KEY = { type: "string", minLength: 1, maxLength: MAX_KEY_CHARS };
const keys = z.exactOptional(
  z.pipe(
    // Before its elements, and they are not looked at when it is too long.
    z
      .custom<unknown[]>(Array.isArray, "must be a list of strings")
      .check(z.maxLength(MAX_DISABLED_KEYS, `must be at most ${MAX_DISABLED_KEYS} keys`))
      .register(z.told, { as: { type: "array", items: KEY, maxItems: MAX_DISABLED_KEYS } }),
    z.array(text(MAX_KEY_CHARS)),
  ),
);
const PERCENT = "must be a number from 0 to 100";
const note = z.exactOptional(
  z
    .string("must be a string")
    .check(z.maxLength(MAX_NOTE_CHARS, `must be at most ${MAX_NOTE_CHARS} characters`)),
);
const INTERVAL = `must be a whole number from ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS}`;

const changeSchema = z.object(
  {
    app: z.exactOptional(text(MAX_APP_CHARS)),
    interval_ms: z.exactOptional(
      z.nullable(
        z
          .int(INTERVAL)
          .check(z.minimum(MIN_INTERVAL_MS, INTERVAL), z.maximum(MAX_INTERVAL_MS, INTERVAL)),
      ),
    ),
    stop: z.exactOptional(z.boolean("must be true or false")),
    disable: keys,
    enable: keys,
    percent: z.exactOptional(
      z.number(PERCENT).check(z.minimum(0, PERCENT), z.maximum(100, PERCENT)),
    ),
    instances: z.exactOptional(
      z
        .array(text(MAX_INSTANCE_ID_CHARS), "must be a list of strings")
        .check(
          z.maxLength(MAX_SWITCH_INSTANCES, `must be at most ${MAX_SWITCH_INSTANCES} instances`),
        ),
    ),
    author: note,
    reason: note,
    version: count,
  } satisfies z.Members<ControlsChange>,
  "must be an object",
);

/** An update out of parsed JSON, without members nobody knows. Throws `parse`: `seq: must be a whole number from 1`. */
export function readUpdate(value: unknown): Update {
  // The schema costs more than all that is made of most updates, and tells nothing of a sound one.
  const update = isSound(value) ? value : read(updateSchema, value);
  if (update.seq === undefined && update.epoch !== undefined)
    throw wrong("seq: must come with epoch");
  if (update.epoch === undefined && update.seq !== undefined)
    throw wrong("epoch: must come with seq");
  checkTexts("set_keys", update.set_keys);
  for (const name of COUNTS) checkCounts(name, update[name]);
  if (update.data) checkData(update.data);
  return update;
}

const undoSchema = z.object(
  {
    version: z.int("must be a whole number"),
    author: note,
    reason: note,
  } satisfies z.Members<Undo>,
  "must be an object",
);

const loginSchema = z.object({ token: z.string("must be a string") });

/** The wish to take a change back, out of parsed JSON. Throws `parse`, as `readUpdate` does. */
export function readUndo(value: unknown): Undo {
  return read(undoSchema, value);
}

/** A change of controls out of parsed JSON. Throws `parse`, as `readUpdate` does. */
export function readChange(value: unknown): ControlsChange {
  return read(changeSchema, value);
}

/** The token of a login out of parsed JSON. Throws `parse`, as `readUpdate` does. */
export function readToken(value: unknown): string {
  return read(loginSchema, isPlain(value) ? value : {}).token;
}

/** The schemas by what they are of, for whoever describes them. */
export const BODIES: Readonly<
  Record<"Update" | "ControlsChange" | "Undo" | "Login", z.ZodMiniType>
> = {
  Update: updateSchema,
  ControlsChange: changeSchema,
  Undo: undoSchema,
  Login: loginSchema,
};

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
function checkData(data: Data): void {
  for (const key in data) {
    const value = data[key] as Json;
    // Most are numbers, and a call for each would show.
    if (typeof value === "number" ? Number.isFinite(value) : holdsNumbers(value, MAX_DEPTH))
      continue;
    throw wrong(`data.${quote(key)}: must hold finite numbers`);
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
