// What earlier lives left in the storage: who we are, what is forbidden, what was never acknowledged.
import { RESTORE_MS } from "../core/limits.ts";
import type { Storage } from "../core/ports.ts";
import { randomId } from "../hash/random-id.ts";
import type { Wishes } from "./controls.ts";
import { pathOf } from "./identity.ts";
import { learn, obey } from "./obey.ts";
import { bound } from "./outbox.ts";
import { claim, guard, mayTalk, type Sealed, type State, save } from "./state.ts";
import { within } from "./within.ts";

/**
 * Asks the storage, once; false without consent: then not even an id is looked for, or made, unless it is to be
 * forgotten. Never rejects.
 */
export async function ready(state: State): Promise<boolean> {
  if (mayTalk(state)) {
    // A storage that hangs is not waited for.
    state.restored ??= guard(state, within(state, RESTORE_MS, restore(state)));
    await state.restored;
  }
  return mayTalk(state);
}

/** One tab at a time, so that none takes what another is taking, and all of them find one id. */
async function restore(state: State): Promise<void> {
  if (!state.storage) return;
  const release = await state.storage.claim?.("controls", true);
  try {
    const id = await state.storage.get("instance");
    // After the deadline a provisional id is in use, and stays for this life.
    if (typeof id === "string") state.id ??= id;
    else if (!state.id && state.enabled()) {
      state.id = randomId();
      save(state, "instance", state.id);
    }
    const stored = await state.storage.get("controls");
    // A reply may have been quicker than the storage.
    const { off } = state;
    if (stored) learn(state, stored as unknown as Wishes);
    state.isKnown = true;
    await adopt(state);
    obey(state, { disable_keys: off });
  } finally {
    release?.();
  }
}

/** Takes over what the dead left, with the numbers it was given: what two pages send is counted once. */
async function adopt(state: State): Promise<void> {
  for (const path of await (state.storage as Storage).keys("sealed/")) {
    const epoch = path.split("/")[1] as string;
    if (state.pending.has(path) || epoch === state.epoch || !(await claim(state, epoch))) continue;
    // What cannot be read now may be later, and must not keep us from the rest.
    const read = (state.storage as Storage).get(path).catch(() => 0);
    const update = (await read) as unknown as Sealed | undefined;
    // What is not an update under its own path was spoilt, or put there by somebody else.
    if (update?.timestamp && pathOf(update) === path) {
      state.pending.set(path, update);
      // It waits for an answer: once more with each page that is left, it would use the quota up.
      if (!state.trustBeacon) state.handed.add(update);
    } else if ((update as unknown) !== 0) save(state, path);
  }
  bound(state);
}
