// What the user and the server forbid. The user's word is final; the server's can be taken back.
import type { DropReason } from "../core/errors.ts";
import { MAX_KEY_CHARS } from "../core/limits.ts";

/** What the server was heard to want: kept for the next life, and told to other tabs. */
export interface Wishes {
  /** Keys that are off until it enables them. */
  off: readonly string[];
  /** It wants nothing any more. */
  stopped: boolean;
  /** Its number for all this; 0 when it has none. */
  version: number;
  /** When the next emission is due, ms since the epoch. */
  nextAtMs: number;
  /** What our clock lacks to its clock, ms. */
  offsetMs: number;
}

/** Switches of one collector. */
export interface Controls extends Wishes {
  /** Off by the user, for the collector's life. */
  readonly never: readonly string[];
}

/** Why `key` may not be collected, if it may not: `ua` being off silences `ua:9f2c` too. */
export function refusal(state: Controls, key: string): DropReason | undefined {
  if (state.stopped) return "stopped";
  if (typeof key !== "string" || key.length > MAX_KEY_CHARS) return "bad-value";
  const names = [key, key.split(":")[0]];
  return [...state.never, ...state.off].some((off) => names.includes(off)) ? "disabled" : undefined;
}
