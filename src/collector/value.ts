// Values at the door: copied and checked once, so that nothing later can spoil an update.
import type { Json } from "../core/json.ts";

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

/** True for what has parts of its own: objects, arrays, functions. */
export function isPart(value: unknown): value is object {
  return Object(value) === value;
}

/** JSON.stringify would turn these into null, {} or nothing, and nobody would know. */
function refuseLossy(_: string, value: unknown): unknown {
  const isLossy = isPart(value)
    ? !/ (Object|Array)]/.test({}.toString.call(value))
    : typeof value === "number" && !Number.isFinite(value);
  if (isLossy || typeof value === "symbol") throw value;
  return value;
}
