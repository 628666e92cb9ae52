// Workers KV as a storage: among isolates that do not know of each other, and readings that are late.
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../src/collector/collector.ts";
import type { CollectorOptions } from "../../../src/collector/options.ts";
import {
  KV_ADOPTED,
  KV_HOLD_MS,
  KV_SAVE_MS,
  KV_STALE_MS,
  ROUND_DOUBLINGS,
  ROUND_LEASE_MS,
  ROUND_MS,
  ROUND_WRITE_MS,
} from "../../../src/core/limits.ts";
import type { Clock } from "../../../src/core/ports.ts";
import type { Update } from "../../../src/core/update.ts";
import { type KvOptions, kvStorage } from "../../../src/storage/kv.ts";
import { storageContract } from "../../contract/storage.ts";
import { fakeClock, settled } from "../../support/clock.ts";
import { fakeKv, rushingClock } from "../../support/kv.ts";
import { fakeNetwork, LOST, ok } from "../../support/network.ts";

const HOUR = 3_600_000;

/** Isolates of one Worker over one namespace, and a server that wants an update an hour. */
function site() {
  const clock = fakeClock();
  const kv = fakeKv(clock);
  const network = fakeNetwork(clock);
  network.answers((sent) => ok({ next_update: HOUR * 1e6, ack: sent.update.seq ?? 0 }));
  const errors: string[] = [];
  const isolate = (options: Partial<CollectorOptions> = {}, kvOptions: KvOptions = {}) => {
    const tally = createCollector({
      endpoint: "https://count.example/v1/update",
      storage: kvStorage(kv, { clock, ...kvOptions }),
      clock,
      transport: network.transport,
      onError: ({ message }) => errors.push(message),
      ...options,
    });
    /** A request: it counts, and ends with a tick; time passes as far as the tick asks for it. */
    const request = async (key = "n") => {
      tally.increment(key);
      const done = tally.tick();
      await clock.advance(0);
      return done;
    };
    return { tally, request };
  };
  /** What the server has, each number once. */
  const received = () => {
    const numbers = new Map<string, Update>();
    for (const { update } of network.sent) numbers.set(`${update.epoch}/${update.seq}`, update);
    return [...numbers.values()].reduce((sum, { data }) => sum + Number(data?.["n"] ?? 0), 0);
  };
  const sealed = () => Object.keys(kv.contents()).filter((name) => name.includes("/sealed/"));
  return { clock, kv, network, errors, isolate, received, sealed };
}

describe.each([0, 60_000])("kvStorage keeps the contract where readings are %d ms late:", (lag) => {
  for (const [sentence, check] of Object.entries(storageContract)) {
    test(sentence, async () => {
      const clock = rushingClock();
      const kv = fakeKv(clock, 2);
      kv.lagMs = lag;
      const [actual, expected] = await check(kvStorage(kv, { clock }));
      expect(actual).toEqual(expected);
      expect(kv.done.refused).toBe(0);
    });
  }
});

test("making one does nothing", () => {
  const { kv, isolate } = site();
  isolate();
  expect(kv.done).toEqual({ get: 0, put: 0, delete: 0, list: 0, refused: 0 });
});

test("collectors with prefixes of their own share a namespace", async () => {
  const clock = fakeClock();
  const kv = fakeKv(clock);
  await kvStorage(kv, { clock, prefix: "one/" }).write({ a: 1 });
  expect(await kvStorage(kv, { clock, prefix: "two/" }).keys("")).toEqual([]);
  expect(Object.keys(kv.contents())).toEqual(["one/a"]);
});

test("what is answered within a second costs no write but the id's and the turn's", async () => {
  const { kv, network, isolate } = site();
  const { request } = isolate();
  expect(await request()).toEqual({ ok: true, sent: 1 });
  expect(network.sent).toHaveLength(1);
  expect(kv.done).toEqual({ list: 1, get: 0, put: 2, delete: 0, refused: 0 });
  expect(Object.keys(kv.contents()).map((name) => name.split("/")[1])).toEqual([
    "instance",
    "next",
  ]);
});

test("an isolate's next life costs one list and a read, and comes when it was told to", async () => {
  const { kv, clock, network, isolate } = site();
  const first = isolate();
  await first.request();
  const before = { ...kv.done };
  await clock.advance(2_000);
  const second = isolate();
  expect(await second.request()).toBeUndefined();
  expect(kv.done).toEqual({ ...before, list: 2, get: 1, put: before.put + 1 });
  expect(network.sent).toHaveLength(1);
  expect(second.tally.snapshot()).toMatchObject({
    instanceId: first.tally.snapshot().instanceId,
    nextAtMs: first.tally.snapshot().nextAtMs,
  });
});

test("an hour of requests costs a write and a deletion for each time it puts away", async () => {
  const { kv, clock, received, isolate, sealed } = site();
  const { request } = isolate();
  await request();
  const before = { ...kv.done };
  for (let atMs = 0; atMs < HOUR - 10_000; atMs += 10_000) {
    await clock.advance(10_000);
    await request();
  }
  expect(sealed()).toHaveLength(HOUR / KV_SAVE_MS - 1);
  await clock.advance(10_000);
  await request();
  await clock.advance(1_000);
  expect(sealed()).toEqual([]);
  expect(received()).toBe(361);
  expect(kv.done.put - before.put).toBe(HOUR / KV_SAVE_MS - 1 + 1);
  expect(kv.done.delete - before.delete).toBe(HOUR / KV_SAVE_MS - 1);
  expect(kv.done).toMatchObject({ list: 1, refused: 0 });
});

test("what an isolate takes with it was counted within one interval", async () => {
  const { clock, isolate, received } = site();
  const { request } = isolate();
  await request();
  for (let at = 0; at < 100; at += 1) {
    await clock.advance(7_000);
    await request();
  }
  await clock.advance(HOUR + KV_STALE_MS);
  const next = isolate();
  await next.request("other");
  expect(101 - received()).toBeLessThanOrEqual(KV_SAVE_MS / 7_000);
  expect(101 - received()).toBeGreaterThan(0);
});

test("nobody takes over what a living isolate is going to send", async () => {
  const { clock, network, isolate } = site();
  const one = isolate();
  await one.request();
  await clock.advance(KV_SAVE_MS);
  await one.request();
  await clock.advance(HOUR - KV_SAVE_MS - 1_000);
  const other = isolate();
  await other.request("other");
  expect(other.tally.snapshot().pending).toHaveLength(1);
  await clock.advance(1_000);
  await Promise.all([one.request(), other.request("other")]);
  const numbers = network.sent.map(({ update }) => `${update.epoch}/${update.seq}`);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test("isolates that begin at once take over a few of the dead's updates each, and not the same", async () => {
  const { clock, kv, isolate, received, sealed, network } = site();
  const dead = isolate();
  await dead.request();
  network.answers([LOST]);
  for (let at = 0; at < 59; at += 1) {
    await clock.advance(KV_SAVE_MS);
    await dead.request();
  }
  expect(sealed().length).toBeGreaterThan(3 * KV_ADOPTED);
  await clock.advance(2 * HOUR);
  network.answers((sent) => ok({ next_update: HOUR * 1e6, ack: sent.update.seq ?? 0 }));
  for (let at = 0; at < 8; at += 1) {
    clock.chance = at / 8;
    const before = { ...kv.done };
    const { request, tally } = isolate();
    await request("other");
    expect(kv.done.list - before.list).toBe(1);
    expect(kv.done.get - before.get).toBeLessThanOrEqual(KV_ADOPTED + 1);
    await clock.advance(HOUR + KV_STALE_MS);
    await tally.tick();
    await clock.advance(2_000);
  }
  expect(sealed().length).toBeLessThanOrEqual(1);
  expect(received()).toBe(60);
  expect(kv.done.refused).toBe(0);
});

describe("late readings", () => {
  test("of what was deleted have it sent again, under its number, and deleted again", async () => {
    const { clock, kv, isolate, received } = site();
    const one = isolate();
    await one.request();
    await clock.advance(KV_SAVE_MS);
    await one.request();
    await clock.advance(HOUR + KV_STALE_MS);
    kv.lagMs = 60_000;
    const two = isolate();
    await two.request("other");
    await clock.advance(2_000);
    const three = isolate();
    await three.request("other");
    await clock.advance(2_000);
    expect(received()).toBe(2);
    expect(kv.done.refused).toBe(0);
  });

  test("of what is new delete nothing: what was listed and is not there may come", async () => {
    const { clock, kv, isolate, sealed } = site();
    const one = isolate();
    await one.request();
    await clock.advance(KV_SAVE_MS);
    await one.request();
    expect(sealed()).toHaveLength(1);
    await clock.advance(HOUR + KV_STALE_MS);
    const get = kv.get;
    kv.get = async (name) => (name.includes("/sealed/") ? null : get(name));
    const two = isolate();
    await two.request("other");
    await clock.advance(2_000);
    expect(sealed().length).toBeGreaterThanOrEqual(1);
  });

  test("let two isolates that begin at once have two ids, of which all later ones take the older", async () => {
    const { clock, kv, isolate } = site();
    kv.lagMs = 60_000;
    const one = isolate();
    await one.request();
    await clock.advance(1);
    const two = isolate();
    await two.request();
    const ids = [one, two].map(({ tally }) => tally.snapshot().instanceId);
    expect(ids[0]).not.toBe(ids[1]);
    await clock.advance(KV_STALE_MS);
    for (let at = 0; at < 3; at += 1) {
      const later = isolate();
      await later.request();
      expect(later.tally.snapshot().instanceId).toBe(ids[0]);
    }
  });
});

describe("what KV refuses", () => {
  test("waits in memory, is told, and is written with a later tick", async () => {
    const { clock, kv, isolate, sealed, errors } = site();
    const { request } = isolate();
    await request();
    kv.isFull = true;
    await clock.advance(KV_SAVE_MS);
    await request();
    expect(sealed()).toEqual([]);
    await clock.advance(KV_SAVE_MS);
    await request();
    expect(errors).toEqual([expect.stringMatching(/^storage: .*429/)]);
    kv.isFull = false;
    await clock.advance(2_000);
    await request();
    expect(sealed()).toHaveLength(2);
  });

  test("for hours is not tried with each request", async () => {
    const { clock, kv, isolate } = site();
    const { tally, request } = isolate();
    await request();
    kv.isFull = true;
    for (let atMs = 0; atMs < HOUR; atMs += 5_000) {
      await clock.advance(5_000);
      tally.increment("n");
      void tally.tick();
    }
    const entries = HOUR / KV_SAVE_MS;
    expect(kv.done.refused).toBeLessThan(entries * entries);
  });

  test("is nothing at all: a key that is written twice waits for its second", async () => {
    const clock = fakeClock();
    const kv = fakeKv(clock);
    const storage = kvStorage(kv, { clock });
    const all = [1, 2, 3].map((a) => storage.write({ a }));
    await clock.advance(5_000);
    await Promise.all(all);
    expect(kv.contents()).toEqual({ "tallybeacon/a": "3" });
    expect(kv.done).toMatchObject({ put: 2, refused: 0 });
  });
});

describe("an update on its way", () => {
  test("is in KV after a second, should the isolate die while the server thinks", async () => {
    const { clock, network, isolate, sealed } = site();
    network.answers(["hang"]);
    const { tally } = isolate();
    tally.increment("n");
    void tally.tick();
    await clock.advance(KV_HOLD_MS - 1);
    expect(sealed()).toEqual([]);
    await clock.advance(1);
    expect(sealed()).toHaveLength(1);
  });

  test("whose request was ended is given up for lost, and sent by a later tick", async () => {
    const { clock, network, isolate, received } = site();
    network.answers(["hang", ok({ next_update: HOUR * 1e6 })]);
    const { tally, request } = isolate();
    tally.increment("n");
    void tally.tick();
    await clock.advance(1_000);
    expect(await request()).toBeUndefined();
    expect(network.sent).toHaveLength(1);
    await clock.advance(ROUND_LEASE_MS - 1_000);
    expect(await request()).toMatchObject({ ok: true });
    expect(received()).toBe(3);
  });
});

describe("a server that takes updates and never answers", () => {
  /** Isolates whose requests are ended after 30 s, which count for so long. */
  async function silence(count: number, ms: number) {
    const { clock, kv, network, isolate, received, sealed } = site();
    network.answers(["hang"]);
    const after: Clock["after"] = (wait, run) =>
      wait > ROUND_LEASE_MS ? () => {} : clock.after(wait, run);
    const mortal = { ...clock, after };
    const isolates = Array.from({ length: count }, () =>
      isolate({ clock: mortal }, { clock: mortal }),
    );
    const request = async () => {
      for (const { tally } of isolates) {
        tally.increment("n");
        void tally.tick();
        await clock.advance(10);
      }
    };
    for (let atMs = 0; atMs < ms; atMs += 20_000) {
      await request();
      await clock.advance(20_000);
    }
    return { clock, kv, network, isolates, received, sealed, request };
  }

  test("has nobody take over so much that it throws away anything", async () => {
    const { isolates, kv } = await silence(12, HOUR / 2);
    for (const { tally } of isolates) {
      const { lost, pending } = tally.snapshot();
      expect(lost).toEqual({});
      expect(pending.length).toBeLessThanOrEqual(HOUR / 2 / KV_SAVE_MS + 1 + KV_ADOPTED);
    }
    expect(kv.done.refused).toBe(0);
  });

  test("is asked more and more rarely, and so is KV", async () => {
    const { kv, network } = await silence(1, 2 * HOUR);
    const most = (2 * HOUR) / (ROUND_LEASE_MS * 2 ** ROUND_DOUBLINGS);
    expect(network.sent.length).toBeLessThanOrEqual(most + ROUND_DOUBLINGS);
    expect(kv.done.list).toBeLessThanOrEqual(network.sent.length);
  });
});

test("a KV that never answers a write holds no tick for longer than a request lives", async () => {
  const { clock, kv, isolate } = site();
  kv.put = () => new Promise(() => {});
  const { tally } = isolate();
  tally.increment("n");
  let isOver = false;
  void tally.tick().then(() => {
    isOver = true;
  });
  await clock.advance(ROUND_MS + ROUND_WRITE_MS);
  expect(isOver).toBe(true);
});

describe("controls", () => {
  test("that are newer are not undone by older ones, whoever writes last", async () => {
    const { clock, network, isolate } = site();
    const [one, two] = [isolate(), isolate()];
    network.answers([ok({ version: 8, disable_keys: ["n"], next_update: HOUR * 1e6 })]);
    await one.request();
    await clock.advance(2_000);
    network.answers([ok({ version: 7, disable_keys: ["old"], next_update: HOUR * 1e6 })]);
    await two.request("m");
    await two.tally.flush();
    await clock.advance(2_000);
    const next = isolate();
    await next.request("m");
    expect(next.tally.snapshot().disabled).toEqual(["n"]);
  });

  test("that nobody needs any more are taken away by who comes next", async () => {
    const { clock, kv, network, isolate } = site();
    const kept = () => Object.keys(kv.contents()).filter((name) => name.includes("/controls/"));
    const isolates = [isolate(), isolate(), isolate()];
    for (const [at, { request, tally }] of isolates.entries()) {
      network.answers([ok({ version: at + 1, disable_keys: [`k${at}`], next_update: HOUR * 1e6 })]);
      await request();
      await tally.flush();
      await clock.advance(2_000);
    }
    expect(kept().length).toBeGreaterThan(1);
    const next = isolate();
    await next.request();
    await clock.advance(2_000);
    expect(kept()).toHaveLength(1);
    expect(next.tally.snapshot().disabled).toContain("k2");
  });

  test("that end it end it for later lives, whatever others heard meanwhile", async () => {
    const { clock, network, isolate } = site();
    const [one, two] = [isolate(), isolate()];
    network.answers([ok({ stop: true, version: 1 })]);
    await one.request();
    network.answers([ok({ version: 2, disable_keys: ["x"], next_update: HOUR * 1e6 })]);
    await two.tally.flush();
    await clock.advance(2_000);
    const next = isolate();
    await next.request();
    expect(next.tally.snapshot()).toMatchObject({ stopped: true, data: {} });
  });
});

test("to be forgotten takes away what other isolates have put away, too, and not the request for it", async () => {
  const { clock, network, isolate, sealed } = site();
  const dead = isolate();
  await dead.request();
  for (let at = 0; at < 59; at += 1) {
    await clock.advance(KV_SAVE_MS);
    await dead.request();
  }
  expect(sealed().length).toBeGreaterThan(3 * KV_ADOPTED);
  const { request, tally } = isolate();
  await request("other");
  network.answers([LOST]);
  await tally.forget();
  await clock.advance(2_000);
  await tally.tick();
  expect(sealed()).toHaveLength(1);
  expect(tally.snapshot().pending).toMatchObject([{ forget: true }]);
});

test("a long silence of the server fills the outbox ever more slowly, and drops nothing for two days", async () => {
  const { clock, network, isolate } = site();
  network.answers([LOST]);
  const { tally, request } = isolate();
  for (let at = 0; at < 48 * 60; at += 1) {
    await request();
    await clock.advance(60_000);
  }
  const { pending, dropped, lost } = tally.snapshot();
  expect(pending.length).toBeLessThanOrEqual(128);
  expect([dropped, lost]).toEqual([{}, {}]);
  await settled();
});

test("no key is longer than KV takes", async () => {
  const { kv, isolate } = site();
  const { request } = isolate({ instanceId: "i".repeat(128) });
  await request();
  for (const name of Object.keys(kv.contents())) expect(name.length).toBeLessThan(200);
  expect(kv.done.refused).toBe(0);
});
