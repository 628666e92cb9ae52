// Who reports, from a page or a Worker: made once, kept, and new until that was told.
import { systemClock } from "../core/clock.ts";
import type { Storage } from "../core/ports.ts";
import type { InstallId } from "../core/report.ts";
import { randomId } from "../hash/random-id.ts";

/** When the last id of this page or process was made. */
let lastMs = 0;

/**
 * `storedInstallId(idbStorage())`: 128 random bits in hex, of all who share the storage. Two tabs that start together
 * have one id, and one of them says that it is new; so do the requests of a Durable Object. Where nobody can wait for the
 * other, they may differ until the next load: tabs without Web Locks (plain HTTP) that start within milliseconds, and
 * isolates over Workers KV that start within the minute it takes, of which each may say that it is new, too; so may
 * reporters of one process over a memory that begin together. Then the oldest id stays. Rejects when the storage does.
 */
export function storedInstallId(storage: Storage): () => Promise<InstallId> {
  const find = () => storage.keys("install/") as Promise<[string]>;
  return async () => {
    const release = await storage.claim?.("install", true);
    let teller: (() => void) | undefined;
    let isNew: boolean | undefined;
    try {
      let [path] = await find();
      if (!path) {
        // No two of a process begin alike. So whoever does not see another's in time has made the one that comes first.
        lastMs = Math.max(lastMs + 1, systemClock.now());
        await storage.write({ [`install/${lastMs.toString(36)}${randomId()}`]: true });
        [path] = await find();
      }
      teller = await storage.claim?.(path);
      isNew = !!(await storage.get(path)) && !storage.claim === !teller;
      return {
        id: path.slice(-32),
        isNew,
        told: () => storage.write({ [path]: false }).finally(teller),
        release: teller,
      };
    } finally {
      if (!isNew) teller?.();
      release?.();
    }
  };
}
