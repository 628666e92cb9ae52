// What the user and the server forbid. The user's word is final; the server's can be taken back.
import type { DropReason } from "../core/errors.ts";
import { MAX_KEY_CHARS } from "../core/limits.ts";
import type { Reply } from "../core/update.ts";

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
export interface Controls {
  /** Off by the user, for the collector's life. */
  readonly never: ReadonlySet<string>;
  wishes: Wishes;
}

/** Why `key` may not be collected, if it may not: `ua` being off silences `ua:9f2c` too. */
export function refusal({ never, wishes }: Controls, key: string): DropReason | undefined {
  const { off, stopped } = wishes;
  if (stopped) return "stopped";
  if (typeof key !== "string" || key.length > MAX_KEY_CHARS) return "bad-value";
  const names = [key, key.split(":")[0] as string];
  return names.some((name) => never.has(name) || off.includes(name)) ? "disabled" : undefined;
}

/** The keys that are off after a reply, enable before disable. */
export function offAfter(
  { never, wishes }: Controls,
  { enable_keys = [], disable_keys = [] }: Partial<Reply>,
): string[] {
  const off = wishes.off.filter((key) => !enable_keys.includes(key));
  // The user's own entries stay the user's: otherwise a later enable could undo them.
  return [...new Set([...off, ...disable_keys])].filter((key) => !never.has(key));
}
