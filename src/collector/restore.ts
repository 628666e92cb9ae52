// What earlier lives left in the storage: who we are, what is forbidden, what was never acknowledged.
import { RESTORE_MS } from "../core/limits.ts";
import type { Storage } from "../core/ports.ts";
import { offAfter, type Wishes } from "./controls.ts";
import { pathOf, randomId } from "./identity.ts";
import { learn, obey } from "./obey.ts";
import { bound } from "./outbox.ts";
import { claim, guard, isAllowed, mayTalk, type Sealed, type State, save } from "./state.ts";
import { within } from "./within.ts";

/**
 * Asks the storage, once; false without consent: then not even an id is looked for, or made, unless it is to be
 * forgotten. Never rejects.
 */
export async function ready(state: State): Promise<boolean> {
  if (mayTalk(state)) {
    // A storage that hangs is not waited for.
    state.restored ??= guard(state, within(state.clock, RESTORE_MS, restore(state)));
    await state.restored;
  }
  return mayTalk(state);
}

/** One tab at a time, so that none takes what another is taking, and all of them find one id. */
async function restore(state: State): Promise<void> {
  const { storage } = state;
  if (!storage) return;
  const release = await storage.claim?.("restore", true);
  try {
    const id = await storage.get("instance");
    // After the deadline a provisional id is in use, and stays for this life.
    if (typeof id === "string") state.id ??= id;
    else if (!state.id && isAllowed(state)) {
      state.id = randomId();
      save(state, "instance", state.id);
    }
    const stored = ((await storage.get("controls")) ?? state.wishes) as unknown as Wishes;
    // A reply may have been quicker than the storage.
    learn(state, { ...stored, off: offAfter(state, { disable_keys: stored.off }) });
    state.isKnown = true;
    await adopt(state, storage);
    obey(state);
  } finally {
    release?.();
  }
}

/** Takes over what the dead left, with the numbers it was given: what two pages send is counted once. */
async function adopt(state: State, storage: Storage): Promise<void> {
  const found: Sealed[] = [];
  for (const path of await storage.keys("sealed/")) {
    const [, epoch = ""] = path.split("/");
    if (state.pending.has(path) || epoch === state.epoch || !(await claim(state, epoch))) continue;
    // What cannot be read now may be later, and must not keep us from the rest.
    const read = await storage.get(path).catch(() => 0);
    const update = read as unknown as Sealed | undefined;
    // What is not an update under its own path was spoilt, or put there by somebody else.
    if (update?.timestamp && pathOf(update) === path) found.push(update);
    else if (read !== 0) save(state, path);
  }
  found.sort((a, b) => a.timestamp.localeCompare(b.timestamp) || a.seq - b.seq);
  for (const update of found) {
    state.found.add(update);
    state.pending.set(pathOf(update), update);
  }
  bound(state);
}
