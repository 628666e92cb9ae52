// How a value is counted, as its JSON tells.
import type { Json } from "../core/json.ts";
import type { Kind } from "../core/tally.ts";
import type { CountingSet } from "../core/update.ts";

/** Numbers add up, counting sets count members, other arrays are lists; the rest, and what was `set`, is a value. */
export function kindOf(value: Json, wasSet: boolean): Kind {
  if (wasSet) return "value";
  if (typeof value === "number") return Number.isFinite(value) ? "count" : "value";
  if (!Array.isArray(value)) return "value";
  return value.length > 0 && value.every(isCounted) ? "set" : "list";
}

function isCounted(item: Json): item is CountingSet[number] {
  if (typeof item !== "object" || item === null) return false;
  const { value, count } = item as { value?: Json; count?: Json };
  return (
    Number.isSafeInteger(count) &&
    (count as number) > 0 &&
    value !== undefined &&
    (value === null || typeof value !== "object") &&
    hasTwo(item)
  );
}

function hasTwo(item: object): boolean {
  let members = 0;
  for (const _ in item) members += 1;
  return members === 2;
}
