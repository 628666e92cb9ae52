// IndexedDB in a real page.
import { afterEach, describe, expect, test } from "vitest";
import { MAX_SKIPS } from "../../../src/core/limits.ts";
import { idbStorage } from "../../../src/storage/idb.ts";
import { storageContract } from "../../contract/storage.ts";

let count = 0;
const names: string[] = [];
/** A database that no other test has. */
function freshName(): string {
  const name = `tallybeacon-test-${++count}`;
  names.push(name);
  return name;
}

const realOpen = IDBFactory.prototype.open;

/** Collects the connections that are opened from now on. */
function catchConnections(): IDBDatabase[] {
  const connections: IDBDatabase[] = [];
  IDBFactory.prototype.open = function (...args) {
    const request = realOpen.apply(this, args);
    request.addEventListener("success", () => connections.push(request.result));
    return request;
  };
  return connections;
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

afterEach(() => {
  IDBFactory.prototype.open = realOpen;
  // Connections that a test left open only delay this until the page is gone.
  for (const name of names.splice(0)) indexedDB.deleteDatabase(name);
});

describe("idbStorage keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(storageContract)) {
    test(sentence, async () => {
      const [actual, expected] = await check(idbStorage(freshName()));
      expect(actual).toEqual(expected);
    });
  }
});

test("making one opens nothing", () => {
  const connections = catchConnections();
  idbStorage(freshName());
  expect(connections).toEqual([]);
});

test("two pages of an origin share it, two names do not", async () => {
  const name = freshName();
  await idbStorage(name).write({ a: 1 });
  expect(await idbStorage(name).get("a")).toBe(1);
  expect(await idbStorage(freshName()).get("a")).toBeUndefined();
});

describe("a connection that was severed is opened again:", () => {
  test.for(["get", "write", "keys"] as const)("at %s", async (verb) => {
    const connections = catchConnections();
    const storage = idbStorage(freshName());
    await storage.write({ a: 1 });
    connections[0]?.close();
    const verbs = {
      get: () => storage.get("a"),
      write: () => storage.write({ a: 1, b: undefined }),
      keys: () => storage.keys(""),
    };
    await verbs[verb]();
    expect(await storage.get("a")).toBe(1);
    expect(connections.length).toBe(2);
  });

  test("once for many verbs at a time", async () => {
    const connections = catchConnections();
    const storage = idbStorage(freshName());
    await storage.write({ a: 1 });
    connections[0]?.close();
    await Promise.all(["b", "c", "d"].map((key) => storage.write({ [key]: key })));
    expect(await storage.keys("")).toEqual(["a", "b", "c", "d"]);
    expect(connections.length).toBe(2);
  });

  test("again and again", async () => {
    const connections = catchConnections();
    const storage = idbStorage(freshName());
    for (let round = 1; round <= 3; round++) {
      await storage.write({ round: round });
      expect(await storage.get("round")).toBe(round);
      connections.at(-1)?.close();
    }
    expect(connections.length).toBe(3);
  });
});

test("a database that was deleted under it is made again, empty", async () => {
  const connections = catchConnections();
  const name = freshName();
  const storage = idbStorage(name);
  await storage.write({ a: 1 });
  connections[0]?.close();
  await deleteDatabase(name);
  expect(await storage.get("a")).toBeUndefined();
  await storage.write({ a: 2 });
  expect(await storage.get("a")).toBe(2);
});

test("whoever wants to delete the database does not have to wait", async () => {
  const name = freshName();
  const storage = idbStorage(name);
  await storage.write({ a: 1 });
  await deleteDatabase(name);
  await storage.write({ b: 2 });
  expect(await storage.keys("")).toEqual(["b"]);
});

describe("a claim", () => {
  test("is exclusive among all who share the storage, until it is given up", async () => {
    const name = freshName();
    const [one, other] = [idbStorage(name), idbStorage(name)];
    const release = await one.claim?.("epoch");
    expect(release).toBeTypeOf("function");
    expect(await other.claim?.("epoch")).toBeUndefined();
    expect(await other.claim?.("another")).toBeTypeOf("function");
    expect(await idbStorage(freshName()).claim?.("epoch")).toBeTypeOf("function");
    release?.();
    await expect.poll(() => other.claim?.("epoch")).toBeTypeOf("function");
  });

  test("is waited for by the patient", async () => {
    const name = freshName();
    const release = await idbStorage(name).claim?.("instance", true);
    const order: string[] = [];
    const waiting = idbStorage(name)
      .claim?.("instance", true)
      .then(() => order.push("granted"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push("given up");
    release?.();
    await waiting;
    expect(order).toEqual(["given up", "granted"]);
  });

  test("is not there where there are no Web Locks", () => {
    const { LockManager } = globalThis;
    Object.assign(globalThis, { LockManager: undefined });
    expect(idbStorage(freshName())).not.toHaveProperty("claim");
    Object.assign(globalThis, { LockManager });
    expect(idbStorage(freshName())).toHaveProperty("claim");
  });
});

test("a value that cannot be cloned is refused, and the next goes in", async () => {
  const storage = idbStorage(freshName());
  await expect(storage.write({ a: (() => {}) as never })).rejects.toThrow();
  await storage.write({ a: 1 });
  expect(await storage.get("a")).toBe(1);
});

describe("where IndexedDB is", () => {
  const realFactory = Object.getOwnPropertyDescriptor(globalThis, "indexedDB");
  afterEach(() => {
    if (realFactory) Object.defineProperty(globalThis, "indexedDB", realFactory);
  });

  const refused = {
    open() {
      throw new DOMException("The operation is insecure.", "SecurityError");
    },
  };
  test.for<[string, unknown]>([
    ["missing", undefined],
    ["refused", refused],
  ])("%s, every verb rejects", async ([, value]) => {
    Object.defineProperty(globalThis, "indexedDB", { configurable: true, value });
    const storage = idbStorage(freshName());
    const settled = await Promise.allSettled([
      storage.get("a"),
      storage.write({ a: 1 }),
      storage.write({ a: undefined }),
      storage.keys(""),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(Array(4).fill("rejected"));
  });

  test("refused for long, it is spared 0, 1, 2 … verbs, and found again", async () => {
    const storage = idbStorage(freshName());
    let isTried = false;
    const noting = {
      open() {
        isTried = true;
        return refused.open();
      },
    };
    Object.defineProperty(globalThis, "indexedDB", { configurable: true, value: noting });
    const spared: number[] = [];
    for (let verb = 0, since = 0; spared.length < MAX_SKIPS + 3; verb++) {
      isTried = false;
      await storage.get("a").catch(() => {});
      if (isTried && verb > 0) spared.push(since);
      since = isTried ? 0 : since + 1;
    }
    // And when it was spared for long, from the beginning.
    expect(spared).toEqual([...Array(MAX_SKIPS).keys(), 0, 1, 2]);
    if (realFactory) Object.defineProperty(globalThis, "indexedDB", realFactory);
    for (let verb = 0; verb < MAX_SKIPS; verb++) await storage.get("a").catch(() => {});
    await storage.write({ a: 2 });
    expect(await storage.get("a")).toBe(2);
  });

  test("refused for a while, it works again afterwards", async () => {
    const storage = idbStorage(freshName());
    Object.defineProperty(globalThis, "indexedDB", { configurable: true, value: refused });
    await expect(storage.write({ a: 1 })).rejects.toThrow("insecure");
    if (realFactory) Object.defineProperty(globalThis, "indexedDB", realFactory);
    await storage.write({ a: 2 });
    expect(await storage.get("a")).toBe(2);
  });
});
