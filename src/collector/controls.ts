// What the user and the server forbid. The user's word is final; the server's can be taken back.
import type { DropReason } from "../core/errors.ts";
import { MAX_KEY_CHARS } from "../core/limits.ts";
import type { Reply } from "../core/update.ts";

/** Switches of one collector. */
export interface Controls {
  /** Off by the user, for the collector's life. */
  readonly never: ReadonlySet<string>;
  /** Off by the server, until it enables them. */
  readonly off: Set<string>;
  /** The server wants nothing any more. */
  stopped: boolean;
}

/** Why `key` may not be collected, if it may not: `ua` being off silences `ua:9f2c` too. */
export function refusal(controls: Controls, key: string): DropReason | undefined {
  if (controls.stopped) return "stopped";
  if (typeof key !== "string" || key.length > MAX_KEY_CHARS) return "bad-value";
  const { never, off } = controls;
  const names = [key, key.split(":")[0] as string];
  return names.some((name) => never.has(name) || off.has(name)) ? "disabled" : undefined;
}

/** Applies the lists of a reply, enable before disable. */
export function applyLists({ never, off }: Controls, reply: Partial<Reply>): void {
  for (const key of reply.enable_keys ?? []) off.delete(key);
  for (const key of reply.disable_keys ?? []) {
    // The user's own entries stay the user's: otherwise a later enable could undo them.
    if (!never.has(key)) off.add(key);
  }
}
