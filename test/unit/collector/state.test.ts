// What one collector tells about itself: errors and drops.
import { describe, expect, test } from "vitest";
import { MAX_KEY_CHARS } from "../../../src/core/limits.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { settled } from "../../support/clock.ts";
import { codes, dataSent, world } from "../../support/collector.ts";
import { status } from "../../support/network.ts";
import { faultyStorage } from "../../support/storage.ts";

describe("onError", () => {
  test("hears the same code once a minute, whatever the key", async () => {
    const at = world();
    const messages = () => at.errors.map(({ message }) => message);
    const bad = (key: string) => at.tally.set(key, Number.NaN);
    at.tally.increment("n");
    bad("k");
    bad("k");
    bad("other");
    at.tally.append("n", 1);
    expect(messages()).toEqual(["bad-value: k", "key-type: n"]);
    await at.clock.advance(60_000);
    bad("k");
    expect(messages().length).toBe(2);
    await at.clock.advance(1);
    bad("other");
    bad("k");
    expect(messages().slice(2)).toEqual(["bad-value: other"]);
    expect(at.tally.snapshot()).toMatchObject({
      dropped: { "bad-value": 6, "key-type": 1 },
      faults: { "bad-value": 6, "key-type": 1 },
    });
  });

  test("hears the whole key", () => {
    const at = world();
    const key = "k".repeat(MAX_KEY_CHARS);
    at.tally.set(key, Number.NaN);
    expect(at.errors.map(({ message }) => message)).toEqual([`bad-value: ${key}`]);
  });

  test("hears what was wrong, with its cause", async () => {
    const at = world({ storage: faultyStorage("rejects") });
    at.network.answers([status(500)]);
    at.tally.increment("n");
    await at.tally.flush();
    expect(at.errors).toEqual([
      expect.objectContaining({ code: "storage", message: "storage: Error: disk is on fire" }),
      expect.objectContaining({ code: "status", message: "status: 500", cause: 500 }),
    ]);
  });

  test("may throw without harm", async () => {
    const at = world({
      storage: faultyStorage("rejects"),
      onError: () => {
        throw new Error("listener");
      },
    });
    at.tally.set("k", Number.NaN);
    at.tally.increment("n");
    expect(await at.tally.flush()).toEqual({ ok: true, sent: 1 });
    expect(dataSent(at)).toEqual([{ n: 1 }]);
  });

  test("may be missing", async () => {
    const { reload, network } = world();
    const silent = reload({ storage: faultyStorage("throws"), onError: undefined as never });
    silent.set("k", Number.NaN);
    await silent.flush();
    expect(network.sent.length).toBe(1);
  });
});

test("drops are counted by reason and never fall", async () => {
  const at = world({ maxItems: 2, disabledKeys: ["off"] });
  at.tally.increment("off");
  at.tally.increment("n");
  at.tally.append("n", 1);
  at.tally.set("n", undefined as never);
  at.tally.increment("n2");
  at.tally.increment("n3");
  at.tally.reset();
  const dropped = {
    disabled: 1,
    "key-type": 1,
    "bad-value": 1,
    "buffer-full": 1,
    reset: 2,
  };
  expect(at.tally.snapshot().dropped).toEqual(dropped);
  await at.tally.flush();
  expect(at.tally.snapshot().dropped).toEqual(dropped);
  expect(codes(at).sort()).toEqual(["bad-value", "buffer-full", "key-type"]);
});

test("a storage may reject with anything", async () => {
  const at = world({
    storage: { ...memoryStorage(), write: () => Promise.reject(Object.create(null)) },
  });
  at.tally.increment("n");
  expect(await at.tally.flush()).toEqual({ ok: true, sent: 1 });
  await settled();
});
