// The keyed buffer as plain data, and the verbs on it. A verb returns why it was refused, or nothing.
import type { DropReason } from "../core/errors.ts";
import type { Data, Json, Scalar } from "../core/json.ts";
import { MAX_LIVE_COUNT } from "../core/limits.ts";
import { type Controls, refusal } from "./controls.ts";
import { copyJson, isPart } from "./value.ts";

/** What the first verb made of a key; decides which verbs may follow. */
export type CellKind = "count" | "value" | "map" | "list" | "set";

/** What a map, list or set holds: by subkey, by position, or how often each member came. */
type Parts = Map<Scalar, Json>;

/** What has been collected under one key since the last seal. */
export interface Cell {
  kind: CellKind;
  /** The sum, for kind `count`: a field of its own, so that the hot verb allocates nothing. */
  count: number;
  /** Verbs that went into it, less `count`: so that adding one writes one number. */
  more: number;
  held: Json | Parts | undefined;
  /** What it weighs against the buffer's limit. */
  items: number;
  /** A count that is still in the buffer, and far from its limit: one may be added without further questions. */
  live: boolean;
}

/** All cells since the last seal, and what may not be collected. */
export interface Buffer extends Controls {
  readonly cells: Map<string, Cell>;
  items: number;
  /** Keys, subkeys, elements and members that it may hold. */
  readonly maxItems: number;
}

/** Adds a whole number to the count at `key`, which starts at `amount`; a whole number that was set goes on. */
export function add(buffer: Buffer, key: string, amount: number): DropReason | undefined {
  let cell = buffer.cells.get(key);
  const before = cell ? (cell.kind === "count" ? cell.count : cell.held) : 0;
  if (!isWhole(before)) return "key-type";
  // JavaScript would call strange objects' methods, and throw for symbols.
  const sum = typeof amount === "number" ? before + amount : undefined;
  if (!isWhole(sum)) return "bad-value";
  if (cell?.kind === "count") cell.more++;
  else {
    const reason = set(buffer, key, sum);
    if (reason) return reason;
    // It is there: it was put a moment ago.
    cell = buffer.cells.get(key) as Cell;
    cell.kind = "count";
  }
  cell.more += cell.count - sum;
  cell.count = sum;
  cell.live = sum < MAX_LIVE_COUNT;
  return undefined;
}

/** Exact, so that adding one changes it. */
function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Puts `value` under `key`, over whatever was there. */
export function set(buffer: Buffer, key: string, value: Json): DropReason | undefined {
  return put(buffer, key, "value", null, value);
}

/** Puts `value` under `subkey` of the map at `key`; a plain object that was set becomes one. */
export function setNested(
  buffer: Buffer,
  key: string,
  subkey: string,
  value: Json,
): DropReason | undefined {
  return typeof subkey === "string" ? put(buffer, key, "map", subkey, value) : "bad-value";
}

/** Appends `value` to the list at `key`; an array that was set becomes one. */
export function append(buffer: Buffer, key: string, value: Json): DropReason | undefined {
  return put(buffer, key, "list", null, value);
}

/** Counts `value` as a member of the set at `key`. Members of different type differ: 1, "1", true. */
export function appendUnique(buffer: Buffer, key: string, value: Scalar): DropReason | undefined {
  return isPart(value) ? "bad-value" : put(buffer, key, "set", value, value);
}

/** One value into the cell at `key`, which is made if it may be: as its only one, as an element, or as a `part`. */
function put(
  buffer: Buffer,
  key: string,
  kind: CellKind,
  part: Scalar,
  value: Json,
): DropReason | undefined {
  const known = buffer.cells.get(key);
  // Only new keys are asked for: what is forbidden later is purged, so known keys cost one look-up.
  const reason = known ? undefined : refusal(buffer, key);
  if (reason) return reason;
  const copy = copyJson(value);
  if (copy === undefined) return "bad-value";
  const cell = known ?? { kind, count: 0, more: 0, held: undefined, items: 0, live: false };
  const held = kind === "value" ? copy : partsOf(cell, kind);
  if (held === undefined) return "key-type";
  const at = kind === "list" ? (held as Parts).size : part;
  const growth = held instanceof Map ? +!held.has(at) : 1 - cell.items;
  if (growth > 0 && buffer.items >= buffer.maxItems) return "buffer-full";
  if (held instanceof Map)
    held.set(at, kind === "set" ? ((held.get(at) as number) ?? 0) + 1 : copy);
  cell.kind = kind;
  cell.held = held;
  cell.live = false;
  cell.items += growth;
  cell.more++;
  buffer.items += growth;
  buffer.cells.set(key, cell);
  return undefined;
}

/** The parts of a cell that is new, of that kind, or was set to something that can go on as one. */
function partsOf({ kind, held }: Cell, wanted: CellKind): Cell["held"] {
  if (kind === wanted) return held ?? new Map();
  return kind === "value" && isPart(held) && wanted === (Array.isArray(held) ? "list" : "map")
    ? new Map(Object.entries(held))
    : undefined;
}

/** Forgets all keys but those that are kept; returns how many calls went with them. */
export function purge(buffer: Buffer, isKept: (key: string) => boolean = () => false): number {
  let calls = 0;
  for (const [key, cell] of buffer.cells) {
    if (isKept(key)) continue;
    calls += callsOf(cell);
    buffer.items -= cell.items;
    cell.live = false;
    buffer.cells.delete(key);
  }
  return calls;
}

/** Verbs that went into a cell. */
export function callsOf({ count, more }: Cell): number {
  return count + more;
}

/** What a cell says on the wire: a copy of what may still change. */
export function toJson({ kind, count, held }: Cell): Json {
  if (kind === "count") return count;
  if (!(held instanceof Map)) return held as Json;
  if (kind === "map") return Object.fromEntries(held);
  return kind === "list"
    ? [...held.values()]
    : Array.from(held, ([value, count]) => ({ value, count }));
}

/** Cells as an update carries them. Keys such as `__proto__` are keys like any other. */
export function toData(cells: Iterable<readonly [string, Cell]>): Data {
  return Object.fromEntries(Array.from(cells, ([key, cell]) => [key, toJson(cell)]));
}
