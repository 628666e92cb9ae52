// How deep a value goes: what is too deep cannot be written back.
import type { Json } from "../core/json.ts";

/** True when `value` nests at most `depth` arrays and objects: `isShallow([[1]], 2)`. */
export function isShallow(value: Json, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  for (const part of Object.values(value)) {
    if (!isShallow(part as Json, depth - 1)) return false;
  }
  return true;
}
