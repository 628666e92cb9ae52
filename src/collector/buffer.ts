// The keyed buffer as plain data, and the verbs on it. A verb returns why it was refused, or nothing.
import { copyJson, isPart } from "../core/copy-json.ts";
import type { DropReason } from "../core/errors.ts";
import type { Data, Json, Scalar } from "../core/json.ts";
import { MAX_LIVE_COUNT } from "../core/limits.ts";
import { type Controls, refusal } from "./controls.ts";

/** What the first verb made of a key; decides which verbs may follow. */
export type CellKind = "count" | "value" | "map" | "list" | "set";

/** What a map, list or set holds: by subkey, by position, or how often each member came. */
type Parts = Map<Scalar, Json>;

/** What has been collected under one key since the last seal. */
export interface Cell {
  kind: CellKind;
  /** Verbs that went into it, for kind `count` less the sum: so that adding one writes one number. */
  more: number;
  held: Json | Parts | undefined;
  /** What it weighs against the buffer's limit. */
  weight: number;
  /** A count that is still in the buffer, and far from its limit: one may be added without further questions. */
  live: boolean;
}

/** All cells since the last seal, and what may not be collected. */
export interface Buffer extends Controls {
  cells: Map<string, Cell>;
  items: number;
  /** Keys, subkeys, elements and members that it may hold. */
  readonly maxItems: number;
}

/** Adds a whole number to the count at `key`, which starts at `amount`; a whole number that was set goes on. */
export function add(state: Buffer, key: string, amount: number): DropReason | undefined {
  const cell = state.cells.get(key);
  const before = cell ? cell.held : 0;
  if (!isWhole(before)) return "key-type";
  return isWhole(amount) && isWhole(before + amount)
    ? put(state, key, "count", null, before + amount)
    : "bad-value";
}

/** Exact, so that adding one changes it. */
function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Puts `value` under `key`, over whatever was there. */
export function set(state: Buffer, key: string, value: Json): DropReason | undefined {
  return put(state, key, "value", null, value);
}

/** Puts `value` under `subkey` of the map at `key`; a plain object that was set becomes one. */
export function setNested(
  state: Buffer,
  key: string,
  subkey: string,
  value: Json,
): DropReason | undefined {
  return typeof subkey === "string" ? put(state, key, "map", subkey, value) : "bad-value";
}

/** Appends `value` to the list at `key`; an array that was set becomes one. */
export function append(state: Buffer, key: string, value: Json): DropReason | undefined {
  return put(state, key, "list", null, value);
}

/** Counts `value` as a member of the set at `key`. Members of different type differ: 1, "1", true. */
export function appendUnique(state: Buffer, key: string, value: Scalar): DropReason | undefined {
  return isPart(value) ? "bad-value" : put(state, key, "set", value, value);
}

/** One value into the cell at `key`, which is made if it may be: as its only one, as an element, or as a `part`. */
function put(
  state: Buffer,
  key: string,
  kind: CellKind,
  part: Scalar,
  value: Json,
): DropReason | undefined {
  const known = state.cells.get(key);
  // Only new keys are asked for: what is forbidden later is purged, so known keys cost one look-up.
  const reason = !known && refusal(state, key);
  if (reason) return reason;
  const copy = copyJson(value);
  if (copy === undefined) return "bad-value";
  const cell = known ?? { kind, more: 0, held: 0, weight: 0, live: false };
  const held = kind === "value" || kind === "count" ? copy : partsOf(cell, kind);
  if (held === undefined) return "key-type";
  const at = kind === "list" ? (held as Parts).size : part;
  const growth = held instanceof Map ? +!held.has(at) : 1 - cell.weight;
  if (growth > 0 && state.items >= state.maxItems) return "buffer-full";
  const calls = callsOf(cell) + 1;
  // No function of ours is called from here on: what is ended in the middle has happened, or it has not.
  if (held instanceof Map)
    held.set(at, kind === "set" ? ((held.get(at) as number) ?? 0) + 1 : copy);
  cell.kind = kind;
  cell.held = held;
  cell.weight += growth;
  cell.more = calls - (kind === "count" ? (copy as number) : 0);
  cell.live = kind === "count" && (copy as number) < MAX_LIVE_COUNT;
  state.items += growth;
  state.cells.set(key, cell);
  return undefined;
}

/** The parts of a cell that is new, of that kind, or was set to something that can go on as one. */
function partsOf({ kind, held }: Cell, wanted: CellKind): Cell["held"] {
  if (kind === wanted) return held || new Map();
  return kind === "value" && isPart(held) && wanted === (Array.isArray(held) ? "list" : "map")
    ? new Map(Object.entries(held))
    : undefined;
}

/** Forgets all keys but those that are kept; returns how many calls went with them. */
export function purge(state: Buffer, isKept?: (key: string) => boolean): number {
  let calls = 0;
  for (const [key, cell] of state.cells) {
    if (isKept?.(key)) continue;
    calls += callsOf(cell);
    state.items -= cell.weight;
    cell.live = false;
    state.cells.delete(key);
  }
  return calls;
}

/** Verbs that went into a cell. */
export function callsOf({ kind, held, more }: Cell): number {
  return more + (kind === "count" ? (held as number) : 0);
}

/** What a cell says on the wire: a copy of what may still change. */
export function toJson({ kind, held }: Cell): Json {
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
