// An update's data as the smallest parts that merge by themselves, with the calls that went into each.
import type { Json } from "../../core/json.ts";
import type { Kind } from "../../core/tally.ts";
import type { CountingSet, Update } from "../../core/update.ts";
import { kindOf } from "../../store/kind.ts";

/** A count, one member of a set, one item of a list, one field of an object, or a value as a whole. */
export interface Part {
  readonly key: string;
  readonly kind: Kind;
  /** The member or the field, as JSON; empty for counts, items and whole values. */
  readonly name: string;
  /** What is added, for counts and members. */
  readonly number: number;
  readonly value: Json;
  /** Verbs that went into it. */
  calls: number;
}

/** A part, with the fewest and the most calls that can have made it. */
type Draft = Part & { readonly least: number; readonly most: number };

/**
 * Takes an update apart. Only its calls as a whole are told: each part gets as many as it must have had, counts then
 * as many as increments by one would be, and the first value what is left over. The sum is exact; `loose` are the
 * calls of an update without parts.
 */
export function partsOf({ data = {}, set_keys = [], calls = 0 }: Update): {
  readonly parts: readonly Part[];
  readonly loose: number;
} {
  const wasSet = new Set(set_keys);
  const parts = Object.entries(data).flatMap(([key, value]) => take(key, value, wasSet.has(key)));
  let left = calls;
  const give = (part: Draft | undefined, most: number): void => {
    if (!part) return;
    const more = Math.min(left, most);
    part.calls += more;
    left -= more;
  };
  for (const part of parts) give(part, part.least);
  for (const part of parts) give(part, part.most - part.least);
  give(parts.find(({ kind }) => kind === "value") ?? parts[0], left);
  return { parts, loose: left };
}

function take(key: string, value: Json, wasSet: boolean): Draft[] {
  const kind = kindOf(value, wasSet);
  const one = { key, kind, name: "", number: 0, value: null, calls: 0, least: 1, most: 1 };
  if (kind === "count") {
    const number = value as number;
    const most = Number.isSafeInteger(number) ? Math.max(1, number) : 1;
    return [{ ...one, number, most }];
  }
  if (kind === "set") {
    return (value as CountingSet).map(({ value: member, count }) => {
      return { ...one, name: JSON.stringify(member), number: count, least: count, most: count };
    });
  }
  if (kind === "list") return (value as readonly Json[]).map((item) => ({ ...one, value: item }));
  const fields = wasSet || !isObject(value) ? [] : Object.entries(value);
  if (fields.length === 0) return [{ ...one, value }];
  return fields.map(([field, held]) => ({ ...one, name: JSON.stringify(field), value: held }));
}

/** True for what has fields. */
export function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
