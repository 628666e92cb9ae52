// One storage that several tabs share, each with claims of its own that end with it.
import type { Storage } from "../../src/core/ports.ts";
import { memoryStorage } from "../../src/storage/memory.ts";

/** A tab's way into the storage. */
export interface Tab {
  readonly storage: Storage;
  /** What the browser does when the tab dies: its claims end, whatever it still writes is lost. */
  die(): void;
}

/** A storage whose tabs tell each other apart. */
export function sharedStorage(): {
  readonly inner: Storage;
  readonly held: Set<string>;
  tab(): Tab;
} {
  const inner = memoryStorage();
  const held = new Set<string>();
  const waiting: { name: string; grant: () => void }[] = [];
  const giveUp = (name: string) => {
    held.delete(name);
    const next = waiting.findIndex((other) => other.name === name);
    if (next >= 0) waiting.splice(next, 1)[0]?.grant();
  };
  return {
    inner,
    held,
    tab() {
      const mine = new Set<string>();
      let isDead = false;
      const take = (name: string) => {
        held.add(name);
        mine.add(name);
        return () => {
          if (mine.delete(name)) giveUp(name);
        };
      };
      return {
        die() {
          isDead = true;
          for (const name of mine) giveUp(name);
          mine.clear();
        },
        storage: {
          get: (key) => inner.get(key),
          keys: (prefix) => inner.keys(prefix),
          // As the browser copies it: what is changed later must not reach the storage.
          write: async (changes) => {
            if (!isDead) await inner.write(structuredClone(changes));
          },
          async claim(name, isPatient) {
            if (!held.has(name)) return take(name);
            if (!isPatient) return undefined;
            await new Promise<void>((grant) => waiting.push({ name, grant }));
            return take(name);
          },
        },
      };
    },
  };
}
