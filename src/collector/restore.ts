// What earlier lives left in the storage: who we are, what is forbidden, what was never acknowledged.
import { RESTORE_MS } from "../core/limits.ts";
import { randomId } from "./identity.ts";
import { halt, obey } from "./obey.ts";
import { keep, sealedPath } from "./outbox.ts";
import { guard, isAllowed, type Sealed, type State, save } from "./state.ts";
import { own } from "./tabs.ts";
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
  const id = await state.storage.get("instance");
  // After the deadline a provisional id is in use, and stays for this life.
  if (typeof id === "string") state.id ??= id;
  else save(state, "instance", (state.id ??= randomId()));
  const { off, stopped, nextAtMs } = ((await state.storage.get("controls")) ?? {}) as Partial<{
    off: string[];
    stopped: boolean;
    nextAtMs: number;
  }>;
  state.nextAtMs = nextAtMs ?? 0;
  if (stopped) halt(state);
  await adopt(state);
  obey(state, off ? { disable_keys: off } : {});
}

/**
 * Takes over what dead epochs left, with the numbers it was given. Epochs of living pages, ours too, are left
 * alone.
 */
async function adopt(state: State): Promise<void> {
  const { storage } = state;
  const owned = new Map<string, boolean>();
  const found = new Map<string, Sealed>();
  const opened: string[] = [];
  // In this order a sealed update replaces the open records that became it, where a page died between the two.
  for (const path of [...(await storage.keys("open/")), ...(await storage.keys("sealed/"))]) {
    const [place, epoch = ""] = path.split("/");
    if (!owned.has(epoch)) owned.set(epoch, await own(state, epoch));
    if (!owned.get(epoch)) continue;
    const record = (await storage.get(path)) as unknown as Sealed;
    if (record?.epoch !== epoch) save(state, path);
    else if (place === "open") {
      opened.push(path);
      const before = found.get(sealedPath(record));
      const set_keys = new Set([...(before?.set_keys ?? []), ...(record.set_keys ?? [])]);
      const data = { ...before?.data, ...record.data };
      found.set(sealedPath(record), { ...record, data, set_keys: [...set_keys] });
    } else found.set(path, record);
  }
  for (const update of found.values()) keep(state, update);
  for (const path of opened) save(state, path);
}
