// Contracts, in the runtime that Workers and Durable Objects have.
import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { sqlHistory } from "../../src/history/sql.ts";
import { durableStorage } from "../../src/storage/durable.ts";
import { durableSql } from "../../src/storage/durable-sql.ts";
import { kvStorage } from "../../src/storage/kv.ts";
import { historyContract } from "../contract/history.ts";
import { sqlContract } from "../contract/sql.ts";
import { storageContract } from "../contract/storage.ts";
import type { ObjectState } from "./object.ts";

/** Runs in a Durable Object that has never run before. */
function inFreshObject<T>(run: (storage: ObjectState["storage"]) => T | Promise<T>): Promise<T> {
  const stub = env.FRESH.get(env.FRESH.newUniqueId());
  return runInDurableObject(stub, (_, { storage }) => run(storage));
}

let count = 0;

describe("kvStorage keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(storageContract)) {
    test(sentence, async () => {
      const [actual, expected] = await check(kvStorage(env.TALLY, { prefix: `${++count}/` }));
      expect(actual).toEqual(expected);
    });
  }
});

describe("durableStorage keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(storageContract)) {
    test(sentence, async () => {
      const [actual, expected] = await inFreshObject((storage) => check(durableStorage(storage)));
      expect(actual).toEqual(expected);
    });
  }

  test("a write is done as a whole or not at all", async () => {
    const seen = await inFreshObject(async (storage) => {
      const durable = durableStorage({
        ...storage,
        get: (key) => storage.get(key),
        list: (options) => storage.list(options),
        transaction: (run) =>
          storage.transaction((inner) =>
            run({
              put: (key, value) => inner.put(key, value),
              delete: () => Promise.reject(new Error("refused")),
            }),
          ),
      });
      await durable.write({ b: 1 });
      const refused = await durable.write({ a: 1, b: undefined }).catch(String);
      return [refused, await durable.keys("")];
    });
    expect(seen).toEqual(["Error: refused", ["b"]]);
  });
});

describe("durableSql keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(sqlContract)) {
    test(sentence, () => inFreshObject((storage) => check(() => durableSql(storage))));
  }
});

describe("sqlHistory over durableSql keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(historyContract)) {
    test(sentence, () =>
      inFreshObject((storage) => check((options) => sqlHistory(durableSql(storage), options))),
    );
  }
});
