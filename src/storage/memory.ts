// The reference storage: a map that lives as long as its owner.
import type { Json } from "../core/json.ts";
import type { Storage } from "../core/ports.ts";

/** A storage that forgets with the process: for Node, for tests, and where nothing else is allowed. */
export function memoryStorage(): Storage {
  const entries = new Map<string, Json>();
  return {
    get: async (key) => entries.get(key),
    write: async (changes) => {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) entries.delete(key);
        else entries.set(key, value);
      }
    },
    keys: async (prefix) => [...entries.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
}
