// What the user has chosen, where an application offers the choice.
import type { Storage } from "../core/ports.ts";

/** Where the choice rests. */
export const OPT_OUT = "report/opt-out";

/** Keeps the choice: no reporter with this storage sends anything until `isOut` is false again. */
export async function optOut(storage: Storage, isOut: boolean): Promise<void> {
  await storage.write({ [OPT_OUT]: isOut || undefined });
}

/** The choice that was kept; false where none was made. */
export async function hasOptedOut(storage: Storage): Promise<boolean> {
  return !!(await storage.get(OPT_OUT));
}
