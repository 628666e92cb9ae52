// What earlier lives left in the storage: who we are, what is forbidden, what was never acknowledged.
import { RESTORE_MS } from "../core/limits.ts";
import type { Storage } from "../core/ports.ts";
import { randomId } from "./identity.ts";
import { halt, obey } from "./obey.ts";
import { keep, sealedPath } from "./outbox.ts";
import { guard, isAllowed, type Sealed, type State, type StoredControls, save } from "./state.ts";
import { within } from "./within.ts";

/** Asks the storage, once; false without consent: then not even an id is looked for, or made. Never rejects. */
export async function ready(state: State): Promise<boolean> {
  if (!isAllowed(state)) return false;
  // A storage that hangs is not waited for.
  state.restored ??= guard(state, () => within(state.clock, RESTORE_MS, restore(state)));
  await state.restored;
  return isAllowed(state);
}

async function restore(state: State): Promise<void> {
  const { storage } = state;
  if (!storage) return;
  const id = await storage.get("instance");
  // After the deadline a provisional id is in use, and stays for this life.
  if (typeof id === "string") state.id ??= id;
  else if (!state.id && isAllowed(state)) {
    state.id = randomId();
    save(state, "instance", state.id);
  }
  const stored = ((await storage.get("controls")) ?? {}) as Partial<StoredControls>;
  state.isKnown = true;
  state.nextAtMs ||= Number(stored.nextAtMs) || 0;
  if (stored.stopped) halt(state);
  obey(state, { disable_keys: stored.off ?? [] });
  await adopt(state, storage);
  if (state.stopped) halt(state);
  obey(state, {});
}

/** Takes over what earlier lives left, with the numbers it was given: what two pages send is counted once. */
async function adopt(state: State, storage: Storage): Promise<void> {
  const found: Sealed[] = [];
  for (const path of await storage.keys("sealed/")) {
    const update = (await storage.get(path)) as unknown as Sealed;
    // What is not an update under its own path was spoilt, or put there by somebody else.
    if (update?.timestamp && sealedPath(update) === path) found.push(update);
    else save(state, path);
  }
  found.sort((a, b) => a.timestamp.localeCompare(b.timestamp) || a.seq - b.seq);
  for (const update of found) keep(state, update);
}
