// Values at the door: copied and checked once, so that nothing later can spoil what was made of them.
import type { Json } from "./json.ts";

/** JSON.stringify would turn anything else into null, {} or nothing, and nobody would know. */
function refuseLossy(_: string, value: unknown): unknown {
  const isKept =
    Number.isFinite(value) ||
    / (Object|Array|String|Boolean|Null|Undefined)]/.test({}.toString.call(value));
  if (!isKept) throw value;
  return value;
}

/** True for what has parts of its own: objects, arrays, functions. */
export function isPart(value: unknown): value is object {
  return Object(value) === value;
}

/**
 * A copy that the caller cannot change any more; undefined for what JSON would lose or refuse: NaN, infinities,
 * functions, symbols, bigints, cycles, Maps and the like. What has `toJSON` (a Date) is taken by it; undefined
 * members are left out, undefined elements are null, as JSON has it.
 */
export function copyJson(value: unknown): Json | undefined {
  if (typeof value === "string") return value;
  try {
    return JSON.parse(JSON.stringify(value, refuseLossy));
  } catch {
    return undefined;
  }
}
