// What one update says, before it has a number.
import type { Data } from "../core/json.ts";
import { type Cell, callsOf, toData } from "./buffer.ts";

/** The members of an update that tell what was collected, or that the user wants to be forgotten. */
export interface Load {
  readonly data?: Data;
  readonly set_keys?: readonly string[];
  readonly calls?: number;
  readonly forget?: boolean;
}

/** A cell and its key. */
export type Entry = readonly [key: string, cell: Cell];

/** What cells say; nothing at all for no cells. */
export function toLoad(entries: readonly Entry[]): Load {
  if (!entries.length) return {};
  return {
    data: toData(entries),
    set_keys: entries.flatMap(([key, { kind }]) => (kind === "value" ? key : [])),
    calls: entries.reduce((sum, [, cell]) => sum + callsOf(cell), 0),
  };
}
