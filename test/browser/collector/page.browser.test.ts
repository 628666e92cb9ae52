// A page that goes and comes back, in a real page: what its events make a collector do.
import { afterEach, describe, expect, test, vi } from "vitest";
import type { CollectorOptions } from "../../../src/collector/options.ts";
import { MAX_AGE_MS } from "../../../src/core/limits.ts";
import { collectorSink } from "../../../src/metrics/collector-sink.ts";
import { createMetrics } from "../../../src/metrics/create-metrics.ts";
import { idbStorage } from "../../../src/storage/idb.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { settled } from "../../support/clock.ts";
import { type World, world } from "../../support/collector.ts";
import { LOST, ok, status } from "../../support/network.ts";
import { sharedStorage } from "../../support/shared-storage.ts";
import { contents, faultyStorage } from "../../support/storage.ts";

let hidden = false;
Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });

function show(isShown: boolean): void {
  hidden = !isShown;
  document.dispatchEvent(new Event("visibilitychange"));
}

const LEAVE: Record<string, () => void> = {
  visibilitychange: () => show(false),
  pagehide: () => window.dispatchEvent(new PageTransitionEvent("pagehide")),
  "pagehide into the cache": () =>
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })),
  freeze: () => document.dispatchEvent(new Event("freeze")),
};
const RETURN: Record<string, () => void> = {
  visibilitychange: () => show(true),
  "pageshow from the cache": () =>
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
  online: () => window.dispatchEvent(new Event("online")),
};

const open: World[] = [];

/** A started collector whose first emission is over, and whose schedule is far away. */
async function started(options: Partial<CollectorOptions> = {}): Promise<World> {
  const at = world(options);
  open.push(at);
  at.tally.start();
  await at.clock.advance(0);
  return at;
}

const trouble: unknown[] = [];
const note = (event: ErrorEvent | PromiseRejectionEvent) => {
  trouble.push("reason" in event ? event.reason : event.error);
  event.preventDefault();
};
window.addEventListener("error", note);
window.addEventListener("unhandledrejection", note);

afterEach(async () => {
  for (const { tally, network } of open.splice(0)) {
    network.answers([ok()]);
    await tally.stop();
  }
  hidden = false;
  expect(trouble.splice(0)).toEqual([]);
});

test("a page that has put things on Object.prototype is watched all the same", async () => {
  const proto = Object.prototype as unknown as Record<string, unknown>;
  proto["legacy"] = 5;
  try {
    const at = await started();
    at.tally.increment("n");
    LEAVE["pagehide"]?.();
    expect(at.exit.bodies.length).toBe(1);
  } finally {
    delete proto["legacy"];
  }
});

test("a page that was left two hundred times between two replies accounts for each count once", async () => {
  const at = await started();
  at.network.answers(() => ok({ next_update: 86_400e9 }));
  await at.tally.flush();
  for (let visit = 0; visit < 200; visit++) {
    at.tally.increment("n");
    show(false);
    show(true);
    await at.clock.advance(1_000);
  }
  expect(at.network.sent.length).toBe(2);
  await at.tally.flush();
  const seqs = new Set([...at.exit.bodies, ...at.network.sent.map(({ body }) => body)]);
  const counts = [...seqs].map((body) => JSON.parse(body).data?.n ?? 0);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(200);
  const { pending, dropped } = at.tally.snapshot();
  expect([pending, dropped]).toEqual([[], {}]);
});

test("what waited for too long is not handed to the beacon either", async () => {
  const at = await started();
  at.network.answers([LOST]);
  at.tally.increment("n");
  await at.tally.flush();
  // Timers stand still while a machine sleeps; its clock goes on.
  vi.spyOn(at.clock, "now").mockReturnValue(at.clock.now() + MAX_AGE_MS + 1);
  show(false);
  const [told = "{}"] = at.exit.bodies;
  expect(JSON.parse(told)).toMatchObject({ data: {}, calls: 0, lost: { expired: 1 } });
});

test("coming back does not hurry a server that asked for time", async () => {
  const at = await started();
  at.network.answers([status(429, {}, "600")]);
  at.tally.increment("n");
  await at.tally.flush();
  const before = at.network.sent.length;
  for (let visit = 0; visit < 3; visit++) {
    await at.clock.advance(30_000);
    show(false);
    show(true);
    await at.clock.advance(0);
  }
  expect(at.network.sent.length).toBe(before);
  await at.clock.advance(600_000);
  expect(at.network.sent.length).toBe(before + 1);
});

describe("leaving", () => {
  test.for(Object.keys(LEAVE))("by %s hands the buffer to the beacon at once", async (way) => {
    const at = await started();
    at.tally.increment("n");
    LEAVE[way]?.();
    // No await since: the page has this turn and no other.
    expect(at.exit.bodies.map((body) => JSON.parse(body).data)).toEqual([{ n: 1 }]);
  });

  test("hands over the very bytes that are stored, and that will be sent again", async () => {
    const at = await started();
    at.tally.append("list", { deep: ["ü"] });
    LEAVE["pagehide"]?.();
    await settled();
    const stored = Object.entries(await contents(at.storage)).filter(([path]) =>
      path.startsWith("sealed/"),
    );
    expect(stored.map(([, update]) => JSON.stringify(update))).toEqual(at.exit.bodies);
    await at.tally.flush();
    expect(at.network.sent.at(-1)?.body).toBe(at.exit.bodies[0]);
    expect(at.tally.snapshot().pending).toEqual([]);
  });

  test("takes along what is counted as others hear of it, whoever listened first", async () => {
    const at = await started();
    const metrics = createMetrics({ sink: collectorSink(at.tally), clock: at.clock });
    metrics.start();
    metrics.count("a");
    hidden = true;
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    const told = at.exit.bodies.map((body) => JSON.parse(body).data);
    await metrics.stop();
    expect(told).toEqual([{ statsd: ["a:1|c\n"] }]);
  });

  test("by several events hands nothing over twice, and what came between once", async () => {
    const at = await started();
    at.tally.increment("a");
    LEAVE["visibilitychange"]?.();
    at.tally.increment("b");
    LEAVE["pagehide"]?.();
    LEAVE["freeze"]?.();
    expect(at.exit.bodies.map((body) => JSON.parse(body).data)).toEqual([{ a: 1 }, { b: 1 }]);
  });

  test("with nothing to tell sends nothing", async () => {
    const at = await started();
    for (const leave of Object.values(LEAVE)) leave();
    expect(at.exit.bodies).toEqual([]);
  });

  test("hands over what is new, then what waited, once each", async () => {
    const at = await started();
    at.network.answers([LOST]);
    at.tally.increment("a");
    await at.tally.flush();
    at.tally.increment("b");
    for (const leave of Object.values(LEAVE)) leave();
    expect(at.exit.bodies.map((body) => JSON.parse(body).data)).toEqual([{ b: 1 }, { a: 1 }]);
  });

  test("hands over what is its own: what earlier lives left waits for an answer", async () => {
    const at = await started();
    for (const key of ["a", "b", "c"]) {
      const life = at.reload();
      life.start();
      await at.clock.advance(0);
      life.increment(key);
      LEAVE["pagehide"]?.();
      await settled();
    }
    expect(at.exit.bodies.map((body) => JSON.parse(body).data)).toEqual([
      { a: 1 },
      { b: 1 },
      { c: 1 },
    ]);
  });

  test("keeps what the browser refused, and offers it again", async () => {
    const at = await started();
    at.exit.takes = false;
    at.tally.increment("n");
    LEAVE["visibilitychange"]?.();
    expect(at.tally.snapshot().pending).toMatchObject([{ data: { n: 1 } }]);
    at.exit.takes = true;
    LEAVE["pagehide"]?.();
    expect(at.exit.bodies.length).toBe(1);
  });

  test("keeps what the browser took until the server has it", async () => {
    const at = await started();
    at.tally.increment("n");
    LEAVE["pagehide"]?.();
    expect(at.tally.snapshot().pending).toMatchObject([{ data: { n: 1 } }]);
  });

  test("forgets it with trustBeacon, for servers that count twice", async () => {
    const at = await started({ trustBeacon: true });
    at.tally.increment("n");
    LEAVE["pagehide"]?.();
    await settled();
    expect(at.exit.bodies.length).toBe(1);
    expect(at.tally.snapshot().pending).toEqual([]);
    expect(await at.storage.keys("sealed/")).toEqual([]);
  });

  test("with a beacon that throws disturbs nobody, and what it did not take waits", async () => {
    const at = await started({
      endpoint: "http://",
      // As a browser does for a URL that it cannot parse.
      beacon: (url, body) => navigator.sendBeacon(url, body),
    });
    at.tally.increment("n");
    for (const leave of Object.values(LEAVE)) leave();
    expect(at.tally.snapshot().pending).toMatchObject([{ data: { n: 1 } }]);
  });

  test("without consent hands over nothing, not even what was counted before", async () => {
    let agrees = true;
    const at = await started({ enabled: () => agrees });
    at.tally.increment("n");
    agrees = false;
    for (const leave of Object.values(LEAVE)) leave();
    expect(at.exit.bodies).toEqual([]);
  });

  test("after the server's stop hands over nothing", async () => {
    const at = await started();
    at.network.answers([status(410)]);
    await at.tally.flush();
    at.tally.increment("n");
    for (const leave of Object.values(LEAVE)) leave();
    expect(at.exit.bodies).toEqual([]);
  });

  test.for(["rejects", "throws", "hangs"] as const)(
    "with a storage that %s hands over all the same",
    async (fault) => {
      const at = world({ storage: faultyStorage(fault) });
      open.push(at);
      at.tally.start();
      await at.clock.advance(4_000);
      at.tally.increment("n");
      LEAVE["pagehide"]?.();
      expect(at.exit.bodies.map((body) => JSON.parse(body).data)).toEqual([{ n: 1 }]);
    },
  );

  test("before the storage has answered hands over all the same", async () => {
    const at = world();
    open.push(at);
    at.tally.start();
    at.tally.increment("n");
    LEAVE["pagehide"]?.();
    expect(JSON.parse(at.exit.bodies[0] ?? "{}")).toMatchObject({
      data: { n: 1 },
      seq: 1,
      instance_id: expect.stringMatching(/./),
    });
  });

  test("hands over several updates when one is not enough", async () => {
    const at = await started({ maxBytes: 2_000 });
    for (let key = 0; key < 200; key++) at.tally.increment(`a key with a long name ${key}`);
    LEAVE["pagehide"]?.();
    expect(at.exit.bodies.length).toBeGreaterThan(2);
    const data = at.exit.bodies.flatMap((body) => Object.keys(JSON.parse(body).data));
    expect(data.length).toBe(200);
  });

  test.for([8_000, 5_000])("halves what the browser refuses: %d bytes are left", async (room) => {
    const at = await started();
    const take = at.exit.beacon;
    const beacon = (url: string, body: string) => body.length <= room && take(url, body);
    const tab = at.reload({ beacon });
    tab.start();
    await at.clock.advance(0);
    for (let key = 0; key < 1_000; key++) tab.increment(`a key with a long name ${key}`);
    LEAVE["pagehide"]?.();
    const keys = at.exit.bodies.flatMap((body) => Object.keys(JSON.parse(body).data ?? {}));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(1_000);
    expect(at.exit.bodies.length).toBeLessThan(14);
    await tab.stop();
  });

  test("whose beacons are all refused leaves a few updates in the storage, not a thousand", async () => {
    const at = await started();
    at.exit.takes = false;
    for (let key = 0; key < 1_000; key++) at.tally.increment(`a key with a long name ${key}`);
    LEAVE["pagehide"]?.();
    const { pending } = at.tally.snapshot();
    expect(pending.flatMap(({ data = {} }) => Object.keys(data)).length).toBe(1_000);
    expect(pending.length).toBeLessThan(20);
  });
});

describe("with a storage that tells tabs apart, leaving", () => {
  test.for(Object.keys(LEAVE))(
    "by %s holds nothing any more, and coming back goes on",
    async (way) => {
      const shared = sharedStorage();
      const at = await started({ storage: shared.tab().storage });
      at.network.answers([ok({ next_update: 3_600e9 })]);
      await at.tally.flush();
      at.tally.increment("n");
      await at.clock.advance(1_000);
      expect(shared.held.size).toBe(1);
      at.tally.increment("n");
      LEAVE[way]?.();
      await settled();
      expect([...shared.held]).toEqual([]);
      expect(at.exit.bodies.map((body) => JSON.parse(body).data)).toEqual([{ n: 2 }]);
      RETURN["visibilitychange"]?.();
      at.tally.increment("n");
      await at.clock.advance(1_000);
      expect(at.tally.snapshot().data).toEqual({ n: 1 });
      expect(shared.held.size).toBe(1);
    },
  );

  test("when consent was taken back seals what was copied, and sends nothing", async () => {
    let isAllowed = true;
    const shared = sharedStorage();
    const options = { storage: shared.tab().storage, enabled: () => isAllowed };
    const at = await started(options);
    at.network.answers([ok({ next_update: 3_600e9 })]);
    await at.tally.flush();
    at.tally.increment("n");
    await at.clock.advance(1_000);
    isAllowed = false;
    LEAVE["pagehide"]?.();
    await settled();
    expect([shared.held.size, at.exit.bodies]).toEqual([0, []]);
    isAllowed = true;
  });
});

describe("what one tab is told", () => {
  const endpoint = `https://tally.example/${Math.random()}`;
  async function two(): Promise<[World, World]> {
    const storage = memoryStorage();
    const pair: [World, World] = [
      await started({ endpoint, storage }),
      await started({ endpoint, storage }),
    ];
    for (const at of pair) at.network.answers([ok({ next_update: 3_600e9 })]);
    return pair;
  }
  const heard = () => new Promise((resolve) => setTimeout(resolve, 20));

  test("the others know before they hear it themselves", async () => {
    const [one, other] = await two();
    other.tally.increment("a");
    one.network.answers([ok({ disable_keys: ["a"], version: 2 })]);
    await one.tally.flush();
    await expect.poll(() => other.tally.snapshot().disabled).toEqual(["a"]);
    other.tally.increment("a:1");
    expect(other.tally.snapshot()).toMatchObject({
      data: {},
      disabled: ["a"],
      dropped: { disabled: 2 },
    });
    one.network.answers([ok({ enable_keys: ["a"], version: 3 })]);
    await one.tally.flush();
    await expect.poll(() => other.tally.snapshot().disabled).toEqual([]);
    other.tally.increment("a");
    expect(other.tally.snapshot().data).toEqual({ a: 1 });
  });

  test("does not undo what they heard later", async () => {
    const [one, other] = await two();
    other.network.answers([ok({ disable_keys: ["a"], version: 5 })]);
    await other.tally.flush();
    one.network.answers([ok({ enable_keys: ["a"], version: 4 })]);
    await one.tally.flush();
    await expect.poll(() => one.tally.snapshot().disabled).toEqual(["a"]);
    await heard();
    expect(other.tally.snapshot().disabled).toEqual(["a"]);
  });

  test("stops the others, too", async () => {
    const [one, other] = await two();
    other.tally.increment("n");
    one.network.answers([ok({ stop: true })]);
    await one.tally.flush();
    await expect.poll(() => other.tally.snapshot().stopped).toBe(true);
    expect(other.tally.snapshot()).toMatchObject({ data: {}, pending: [] });
  });

  test("is learnt by a page that comes back from the cache", async () => {
    const [one, other] = await two();
    window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    one.network.answers([ok({ disable_keys: ["a"], version: 2 })]);
    await one.tally.flush();
    await heard();
    expect(other.tally.snapshot().disabled).toEqual([]);
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    await expect.poll(() => other.tally.snapshot().disabled).toEqual(["a"]);
  });

  test("a user who wants to be forgotten is forgotten by all of them", async () => {
    const [one, other] = await two();
    other.tally.increment("n");
    const before = other.tally.snapshot().instanceId;
    one.network.answers([ok({ receipt: "r" })]);
    expect(await one.tally.forget()).toBe("r");
    await expect.poll(() => other.tally.snapshot().data).toEqual({});
    expect(other.tally.snapshot().pending).toEqual([]);
    other.tally.increment("n");
    await other.tally.flush();
    const last = other.network.sent.at(-1)?.update;
    expect(last).toMatchObject({ seq: 1, data: { n: 1 } });
    expect(last?.instance_id).not.toBe(before);
    await one.tally.flush();
    expect(one.network.sent.at(-1)?.update.instance_id).toBe(last?.instance_id);
  });
});

describe("coming back", () => {
  test.for(Object.keys(RETURN))("by %s tries again what waits for a retry", async (way) => {
    const at = await started();
    at.network.answers([LOST, ok()]);
    at.tally.increment("n");
    await at.tally.flush();
    RETURN[way]?.();
    await at.clock.advance(0);
    expect(at.network.sent.length).toBe(3);
    expect(at.tally.snapshot().pending).toEqual([]);
  });

  test.for(Object.keys(RETURN))("by %s sends nothing before its time", async (way) => {
    const at = await started();
    at.tally.increment("n");
    RETURN[way]?.();
    await at.clock.advance(0);
    expect(at.network.sent.length).toBe(1);
  });

  test("sends what became due while timers slept", async () => {
    const at = await started();
    await at.clock.advance(2 * 3_600_000);
    const { length } = at.network.sent;
    expect(length).toBeGreaterThan(1);
    RETURN["visibilitychange"]?.();
    await at.clock.advance(0);
    expect(at.network.sent.length).toBe(length);
  });

  test("by an ordinary pageshow is none", async () => {
    const at = await started();
    at.network.answers([LOST]);
    await at.tally.flush();
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
    await at.clock.advance(0);
    expect(at.network.sent.length).toBe(2);
  });
});

test("once stopped, the page's comings and goings are its own", async () => {
  const at = await started();
  await at.tally.stop();
  at.tally.increment("n");
  const { length } = at.network.sent;
  for (const happen of [...Object.values(LEAVE), ...Object.values(RETURN)]) happen();
  await at.clock.advance(0);
  expect([at.exit.bodies.length, at.network.sent.length]).toEqual([0, length]);
});

test("started again, it watches again, once", async () => {
  const at = await started();
  await at.tally.stop();
  at.tally.start();
  at.tally.increment("n");
  LEAVE["pagehide"]?.();
  expect(at.exit.bodies.length).toBe(1);
});

test("what was handed over and stored in IndexedDB is sent by the next page, with the same bytes", async () => {
  const name = "tallybeacon-page-test";
  const at = await started({ storage: idbStorage(name) });
  await expect.poll(() => at.clock.advance(0).then(() => at.network.sent.length)).toBe(1);
  at.tally.increment("n");
  LEAVE["pagehide"]?.();
  await expect.poll(() => idbStorage(name).keys("sealed/")).toHaveLength(1);
  const next = at.reload({ storage: idbStorage(name) });
  await next.flush();
  expect(at.network.sent.at(-1)?.body).toBe(at.exit.bodies[0]);
  await expect.poll(() => idbStorage(name).keys("sealed/")).toEqual([]);
  indexedDB.deleteDatabase(name);
});

describe("the channel to the other tabs", () => {
  const endpoint = "https://tally.example/v1/update";
  /** What another tab was told: keys that are off, in a version later than any. */
  const news = { off: ["n"], stopped: false, version: 9e15, nextAtMs: 0, offsetMs: 0 };
  const hears = async (at: World): Promise<boolean> => {
    const other = new BroadcastChannel(endpoint);
    other.postMessage(news);
    // Messages of one process are delivered in order: this one comes behind it.
    const echo = new BroadcastChannel(endpoint);
    await new Promise((resolve) => {
      echo.onmessage = resolve;
      other.postMessage(news);
    });
    other.close();
    echo.close();
    return at.tally.snapshot().disabled.includes("n");
  };

  test("is open after the first task, before the storage is asked", async () => {
    const asked: boolean[] = [];
    const storage = memoryStorage();
    const opened: string[] = [];
    const get: typeof storage.get = (key) => {
      asked.push(opened.length > 0);
      return storage.get(key);
    };
    const at = world({ storage: { ...storage, get } });
    const real = globalThis.BroadcastChannel;
    globalThis.BroadcastChannel = class extends real {
      constructor(name: string) {
        super(name);
        opened.push(name);
      }
    };
    open.push(at);
    at.tally.start();
    expect(opened).toEqual([]);
    await at.clock.advance(0);
    globalThis.BroadcastChannel = real;
    expect(opened).toEqual([endpoint]);
    expect(asked[0]).toBe(true);
    expect(await hears(at)).toBe(true);
  });

  test("is not opened for a collector that was stopped in the same task", async () => {
    const at = world();
    at.tally.start();
    const stopped = at.tally.stop();
    await at.clock.advance(0);
    await stopped;
    expect(await hears(at)).toBe(false);
  });

  test.for([
    ["missing", undefined],
    [
      // Firefox, for who blocks cookies.
      "forbidden",
      function insecure() {
        throw new DOMException("The operation is insecure.", "SecurityError");
      },
    ],
  ] as const)("is done without where it is %s", async ([, substitute]) => {
    const { BroadcastChannel: real } = globalThis;
    Object.assign(globalThis, { BroadcastChannel: substitute });
    try {
      const at = await started();
      LEAVE["pagehide into the cache"]?.();
      RETURN["pageshow from the cache"]?.();
      at.tally.increment("n");
      await at.tally.flush();
      expect(at.network.sent.at(-1)?.update.data).toEqual({ n: 1 });
      expect(at.errors).toEqual([]);
    } finally {
      Object.assign(globalThis, { BroadcastChannel: real });
    }
  });

  test("is closed by who stops, and opened by who starts again", async () => {
    const at = await started();
    await at.tally.stop();
    expect(await hears(at)).toBe(false);
    at.tally.start();
    await at.clock.advance(0);
    expect(await hears(at)).toBe(true);
  });
});
