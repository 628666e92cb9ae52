// IndexedDB as a storage: one database, one object store, one short transaction a verb.
import { promisifyRequest } from "idb-keyval";
import type { Json } from "../core/json.ts";
import { MAX_SKIPS } from "../core/limits.ts";
import type { Storage } from "../core/ports.ts";

/**
 * Keeps values in IndexedDB under the database `name` (default `tallybeacon`), shared by all pages of the
 * origin. A lost connection is opened again, once for each verb, and a database that keeps failing is
 * tried less and less often. Where IndexedDB is missing, full or refused, verbs reject: a collector then works on from
 * memory, counts that and tells `onError`. Pages tell each other apart by Web Locks, where there are any.
 */
export function idbStorage(name = "tallybeacon"): Storage {
  let opened: Promise<IDBDatabase> | undefined;
  let failures = 0;
  let skips = 0;

  const open = async () => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(name);
    const db = await promisifyRequest(request);
    // Whoever wants to delete the database, or to change it, does not have to wait for us.
    db.onversionchange = () => db.close();
    return db;
  };
  const use = async <T>(run: (store: IDBObjectStore) => Promise<T>): Promise<T> => {
    // A database that fails again and again is left alone for ever more verbs.
    if (skips-- > 0) throw new Error(name);
    const tried = opened;
    const attempt = async () => {
      opened ??= open();
      return run((await opened).transaction(name, "readwrite").objectStore(name));
    };
    try {
      const done = await attempt().catch(() => {
        // WebKit and Chromium sever connections of tabs in the background without telling: once more, afresh.
        if (opened === tried) opened = undefined;
        return attempt();
      });
      failures = 0;
      return done;
    } catch (error) {
      skips = failures++ % MAX_SKIPS;
      throw error;
    }
  };
  return {
    get: (key) => use((store) => promisifyRequest<Json | undefined>(store.get(key))),
    write: (changes) =>
      use((store) => {
        for (const [key, value] of Object.entries(changes)) {
          if (value === undefined) store.delete(key);
          else store.put(value, key);
        }
        // Without commit() the transaction idles for a turn that a page on its way out does not have.
        store.transaction.commit?.();
        return promisifyRequest(store.transaction);
      }),
    keys: (prefix) =>
      use(
        // There are few, and all of them are ours.
        async (store) =>
          ((await promisifyRequest(store.getAllKeys())) as string[]).filter((key) =>
            key.startsWith(prefix),
          ),
      ),
    // Not `navigator.locks`: whoever is the first to ask for `navigator` waits for it to be made.
    ...(globalThis.LockManager && {
      claim: (key: string, isPatient?: boolean) =>
        new Promise<(() => void) | undefined>((resolve, reject) => {
          navigator.locks
            .request(`${name}/${key}`, { ifAvailable: !isPatient }, (lock) =>
              // Held for as long as this promise is pending; browsers release it with the page.
              lock ? new Promise<void>(resolve) : (resolve as () => void)(),
            )
            .catch(reject);
        }),
    }),
  };
}
