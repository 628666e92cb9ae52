// Last values for an export: each distinct one of each key and field, and how many instances hold it.
import type { Json } from "../core/json.ts";
import type { Sql } from "../core/ports.ts";
import type { ValueRow, Wanted } from "../core/rows.ts";
import { EXPORT_HELD_CHARS, EXPORT_LONG_ROWS } from "../core/store-limits.ts";
import { keyPages, type NamedKey } from "./key-pages.ts";

// By the primary key: counting them in the database would look at all instances at once.
const VALUES = `SELECT instance, field, value, at FROM value
  WHERE key = ? AND (instance, field) > (?, ?) ORDER BY instance, field LIMIT ?`;
const ITEMS = "SELECT instance, value, at FROM item WHERE key = ?";

/** What is counted of one field. */
interface Held {
  readonly field: string;
  readonly value: string;
  instances: number;
  lastAt: number;
}

/** Key after key. `maxChars` is `EXPORT_HELD_CHARS` but in tests. */
export function* heldRows(
  sql: Sql,
  wanted: Wanted,
  maxChars: number = EXPORT_HELD_CHARS,
): Generator<readonly ValueRow[], void, void> {
  for (const page of keyPages(sql, wanted, EXPORT_LONG_ROWS)) {
    for (const key of page) yield* rowsOfKey(sql, key, maxChars);
  }
}

function* rowsOfKey(
  sql: Sql,
  key: NamedKey,
  maxChars: number,
): Generator<readonly ValueRow[], void, void> {
  let held = new Map<string, Held>();
  let chars = 0;
  const count = (field: string, value: string, instances: number, at: number) => {
    const name = JSON.stringify([field, value]);
    const found = held.get(name) ?? { field, value, instances: 0, lastAt: at };
    found.instances += instances;
    found.lastAt = Math.max(found.lastAt, at);
    if (!held.has(name)) chars += name.length;
    held.set(name, found);
  };

  /** Instances that hold a value as an item, which count once. */
  const holders = new Map<string, Set<string>>();
  for (const row of sql.all(ITEMS, key.id)) {
    const [instance, value] = [row["instance"] as string, row["value"] as string];
    const known = holders.get(value) ?? new Set();
    count("", value, known.has(instance) ? 0 : 1, row["at"] as number);
    holders.set(value, known.add(instance));
  }
  for (let [instance, field] = ["", ""]; ; ) {
    const rows = sql.all(VALUES, key.id, instance, field, EXPORT_LONG_ROWS);
    for (const row of rows) {
      instance = row["instance"] as string;
      field = row["field"] as string;
      // Null: its fields have it.
      const value = row["value"] as string | null;
      if (value === null) continue;
      const isCounted = field === "" && holders.get(value)?.has(instance);
      count(field, value, isCounted ? 0 : 1, row["at"] as number);
    }
    const isLast = rows.length < EXPORT_LONG_ROWS;
    const isFull = chars > maxChars;
    yield isLast || isFull ? [...held.values()].map((each) => rowOf(key, each)) : [];
    if (isLast) return;
    if (!isFull) continue;
    held = new Map();
    chars = 0;
  }
}

function rowOf({ app, key }: NamedKey, { field, value, instances, lastAt }: Held): ValueRow {
  return { app, key, field, value: JSON.parse(value) as Json, instances, last_at: lastAt };
}
