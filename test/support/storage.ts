// Storages that fail in the ways storages do, and a look inside any of them.
import type { Json } from "../../src/core/json.ts";
import type { Storage } from "../../src/core/ports.ts";
import { memoryStorage } from "../../src/storage/memory.ts";

/** How a storage can fail a verb. `throws` breaks the port's promise to answer with a promise. */
export const FAULTS = ["rejects", "throws", "hangs", "forgets"] as const;
export type Fault = (typeof FAULTS)[number];

const behaviours: Record<Fault, () => Promise<never>> = {
  rejects: () => Promise.reject(new Error("disk is on fire")),
  throws: () => {
    throw new Error("SecurityError");
  },
  hangs: () => new Promise(() => {}),
  forgets: () => Promise.resolve() as Promise<never>,
};

/** Fails the named verbs; the others are those of `inner`. A storage that forgets lists nothing. */
export function faultyStorage(
  fault: Fault,
  verbs: readonly (keyof Storage)[] = ["get", "write", "keys"],
  inner: Storage = memoryStorage(),
): Storage {
  const storage = { ...inner };
  for (const verb of verbs) storage[verb] = behaviours[fault];
  if (fault === "forgets" && verbs.includes("keys")) storage.keys = async () => [];
  return storage;
}

/** Works, but takes `wait()` for each answer. */
export function slowStorage(
  wait: () => Promise<unknown>,
  inner: Storage = memoryStorage(),
): Storage {
  return {
    get: (key) => wait().then(() => inner.get(key)),
    write: (changes) => wait().then(() => inner.write(changes)),
    keys: (prefix) => wait().then(() => inner.keys(prefix)),
  };
}

/** Everything a storage holds. */
export async function contents(storage: Storage): Promise<Record<string, Json | undefined>> {
  const held: Record<string, Json | undefined> = {};
  for (const key of await storage.keys("")) held[key] = await storage.get(key);
  return held;
}
