// The storage of a Durable Object, as far as a map with transactions can stand in for it: test/workerd has the real one.
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../src/collector/collector.ts";
import { DURABLE_SAVE_MS } from "../../../src/core/limits.ts";
import { type DurableLike, durableStorage } from "../../../src/storage/durable.ts";
import { storageContract } from "../../contract/storage.ts";
import { fakeClock } from "../../support/clock.ts";
import { fakeNetwork, ok } from "../../support/network.ts";

/** Transactions one after another; one that fails has done nothing. */
function fakeDurable(): DurableLike & { readonly entries: Map<string, unknown> } {
  let entries = new Map<string, unknown>();
  let last: Promise<unknown> = Promise.resolve();
  const writer = (into: Map<string, unknown>) => ({
    async put(key: string, value: string) {
      if (value.length > 2_000_000) throw new Error("value too large");
      into.set(key, value);
    },
    delete: async (key: string) => into.delete(key),
  });
  return {
    get entries() {
      return entries;
    },
    get: async (key) => entries.get(key),
    put: (key, value) => writer(entries).put(key, value),
    delete: (key) => writer(entries).delete(key),
    list: async ({ prefix }) => new Map([...entries].filter(([key]) => key.startsWith(prefix))),
    async transaction(run) {
      const before = last;
      const work = (async () => {
        await before.catch(() => {});
        const copy = new Map(entries);
        const result = await run(writer(copy));
        entries = copy;
        return result;
      })();
      last = work;
      return work;
    },
  };
}

describe("durableStorage keeps the contract:", () => {
  for (const [sentence, check] of Object.entries(storageContract)) {
    test(sentence, async () => {
      const [actual, expected] = await check(durableStorage(fakeDurable()));
      expect(actual).toEqual(expected);
    });
  }
});

test("a write is done as a whole or not at all", async () => {
  const durable = fakeDurable();
  const storage = durableStorage(durable);
  await storage.write({ b: 1 });
  await expect(storage.write({ a: 1, b: undefined, c: "x".repeat(2e6) })).rejects.toThrow();
  expect([...durable.entries.keys()]).toEqual(["tallybeacon/b"]);
});

test("what the caller changes later is not written", async () => {
  const storage = durableStorage(fakeDurable());
  const value = { n: 1 };
  const written = storage.write({ a: value });
  value.n = 2;
  await written;
  expect(await storage.get("a")).toEqual({ n: 1 });
});

test("it shares an object's storage with whatever else is there", async () => {
  const durable = fakeDurable();
  durable.entries.set("mine", { n: 1 });
  durable.entries.set("tallybeacon/odd", 7);
  const storage = durableStorage(durable);
  expect([await storage.keys("mine"), await storage.get("odd")]).toEqual([[], undefined]);
  await durableStorage(durable, { prefix: "two/" }).write({ a: 1 });
  expect(await storage.keys("a")).toEqual([]);
});

test("what a tick resolves after is written: the next life has it, and sends it", async () => {
  const clock = fakeClock();
  const network = fakeNetwork(clock);
  network.answers((sent) => ok({ next_update: 3.6e12, ack: sent.update.seq ?? 0 }));
  const durable = fakeDurable();
  const options = {
    endpoint: "https://count.example/v1/update",
    clock,
    transport: network.transport,
  };
  const life = () => createCollector({ ...options, storage: durableStorage(durable, { clock }) });
  const first = life();
  await first.tick();
  await clock.advance(DURABLE_SAVE_MS);
  first.increment("n");
  await first.tick();
  expect([...durable.entries.keys()].filter((key) => key.includes("/sealed/"))).toHaveLength(1);
  await clock.advance(3_600_000);
  const second = life();
  await second.tick();
  expect(network.sent.map(({ update }) => update.data?.["n"])).toContain(1);
  expect([...durable.entries.keys()].filter((key) => key.includes("/sealed/"))).toEqual([]);
});
