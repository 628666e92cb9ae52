// What one update says, before it has a number: cells packed under a byte limit.
import type { Data, Json } from "../core/json.ts";
import { utf8Bytes } from "../transport/budget.ts";
import { type Cell, toData } from "./buffer.ts";

/** The members of an update that tell what was collected. */
export interface Load {
  readonly data?: Data;
  readonly set_keys?: readonly string[];
  readonly calls?: number;
}

/** A cell and its key. */
export type Entry = readonly [key: string, cell: Cell];

/** What cells say; nothing at all for no cells. */
export function toLoad(entries: readonly Entry[]): Load {
  if (!entries.length) return {};
  // Only where the server would otherwise add or collect is it worth saying that a key was set.
  const set = entries.filter(
    ([, { kind, held }]) => kind === "value" && /^[\d[-]/.test(JSON.stringify(held)),
  );
  return {
    data: toData(entries),
    ...(set.length && { set_keys: set.map(([key]) => key) }),
    calls: entries.reduce((sum, [, cell]) => sum + cell.calls, 0),
  };
}

/**
 * Packs cells into loads of at most `maxBytes` by halving what is too large, down to the single member;
 * `onTooLarge` hears how many calls were in what cannot be halved any more.
 */
export function pack(
  entries: readonly Entry[],
  maxBytes: number,
  onTooLarge: (calls: number) => void,
): Load[] {
  const load = toLoad(entries);
  if (utf8Bytes(JSON.stringify(load)) <= maxBytes) return [load];
  const halves = entries.length > 1 ? halve(entries) : halveCell(entries[0] as Entry);
  if (halves) return halves.flatMap((half) => pack(half, maxBytes, onTooLarge));
  onTooLarge(load.calls as number);
  return [];
}

function halve<T>(all: readonly T[]): T[][] {
  const middle = all.length >> 1;
  return [all.slice(0, middle), all.slice(middle)];
}

/** A list, map or set as two smaller ones: the server adds them up again. */
function halveCell([key, cell]: Entry): Entry[][] | undefined {
  if (cell.kind === "value" || cell.items < 2) return undefined;
  let { calls } = cell;
  return halve([...(cell.held as Json[])]).map((half) => {
    const held = cell.kind === "list" ? half : new Map(half as never);
    // Calls that replaced one another cannot be told apart: the second half has what is left.
    const part = { ...cell, held, items: half.length, calls: Math.min(calls, half.length) };
    calls -= part.calls;
    return [[key, part] as Entry];
  });
}
