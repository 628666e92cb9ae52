// The one object that pages and Workers hold.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../src/collector/collector.ts";
import type { Collector } from "../../../src/collector/options.ts";
import type { Storage } from "../../../src/core/ports.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { settled } from "../../support/clock.ts";
import { codes, dataSent, world } from "../../support/collector.ts";
import { hostileValues } from "../../support/hostile.ts";
import { LOST, ok, status } from "../../support/network.ts";
import { contents, FAULTS, faultyStorage } from "../../support/storage.ts";

/** Every verb once, each with a key of its own. */
function useAll(tally: Collector): void {
  tally.set("value", "v");
  tally.setNested("map", "a", 1);
  tally.append("list", 1);
  tally.appendUnique("set", "m");
  tally.add("sum", 5);
  tally.increment("count");
  tally.counter("bound").inc();
}
const ALL = {
  value: "v",
  map: { a: 1 },
  list: [1],
  set: [{ value: "m", count: 1 }],
  sum: 5,
  count: 1,
  bound: 1,
};

test("what the verbs collect is what the server receives", async () => {
  const at = world();
  useAll(at.tally);
  expect(at.tally.snapshot().data).toEqual(ALL);
  expect(await at.tally.flush()).toEqual({ ok: true, sent: 1 });
  expect(dataSent(at)).toEqual([ALL]);
  expect(at.network.sent[0]?.update.calls).toBe(7);
  expect(at.tally.snapshot()).toMatchObject({ data: {}, pending: [], dropped: {} });
});

test("without an endpoint, or with an empty id, there is no collector", () => {
  const BAD = expect.objectContaining({ code: "bad-option" });
  expect(() => createCollector({ endpoint: "" })).toThrow(BAD);
  expect(() => createCollector({ endpoint: "/", instanceId: "" })).toThrow(BAD);
});

test("starting twice throws, starting again after a stop does not", async () => {
  const { tally, clock } = world();
  tally.start();
  expect(() => tally.start()).toThrow(expect.objectContaining({ code: "already-emitting" }));
  await clock.advance(0);
  expect(() => tally.start()).toThrow(expect.objectContaining({ code: "already-emitting" }));
  await tally.stop();
  tally.start();
  await tally.stop();
});

test("nothing is asked, stored or timed before start, flush or tick", async () => {
  const { tally, clock, network, storage } = world();
  useAll(tally);
  await clock.advance(1e9);
  expect([network.sent, await contents(storage), clock.waits()]).toEqual([[], {}, []]);
  expect(tally.snapshot().instanceId).toBeUndefined();
});

describe("a bad value", () => {
  test.for(hostileValues())("(%s) is refused by itself and spoils nothing", async ([, value]) => {
    const at = world();
    const bad = value as never;
    useAll(at.tally);
    at.tally.set("value", bad);
    at.tally.setNested("map", "b", bad);
    at.tally.append("list", bad);
    at.tally.appendUnique("set", bad);
    at.tally.set("new", bad);
    expect(at.tally.snapshot().dropped).toEqual({ "bad-value": 5 });
    expect(await at.tally.flush()).toEqual({ ok: true, sent: 1 });
    expect(dataSent(at)).toEqual([ALL]);
  });
});

describe("an amount that is no number is refused, on a new key, a known one and a handle:", () => {
  const others: [string, unknown][] = [
    ["null", null],
    ["true", true],
    ["an empty list", []],
    ["an object with a valueOf", { valueOf: () => 5 }],
  ];
  test.for([...hostileValues(), ...others])("%s", ([, value]) => {
    const { tally } = world();
    const handle = tally.counter("handle");
    tally.increment("known");
    handle.inc();
    tally.add("new", value as never);
    tally.add("known", value as never);
    handle.add(value as never);
    expect(tally.snapshot()).toMatchObject({
      data: { known: 1, handle: 1 },
      dropped: { "bad-value": 3 },
    });
    expect(tally.snapshot().data).not.toHaveProperty("new");
  });
});

test("a count that nears 2^53 stays exact, and refuses what would not be", () => {
  const { tally } = world();
  const most = Number.MAX_SAFE_INTEGER;
  const bound = tally.counter("n");
  tally.add("n", most - 2);
  bound.inc();
  tally.increment("n");
  expect(tally.snapshot().data).toEqual({ n: most });
  expect(tally.snapshot().dropped).toEqual({});
  bound.inc();
  tally.increment("n");
  expect(tally.snapshot()).toMatchObject({ data: { n: most }, dropped: { "bad-value": 2 } });
  tally.add("n", -most);
  bound.inc();
  expect(tally.snapshot().data).toEqual({ n: 1 });
});

test("a count says how many calls made it, whatever they added", async () => {
  const at = world();
  const bound = at.tally.counter("n");
  at.tally.set("n", 40);
  at.tally.add("n", 5);
  for (let calls = 0; calls < 3; calls++) bound.inc();
  at.tally.increment("n");
  at.tally.add("n", -100);
  await at.tally.flush();
  expect(at.network.sent[0]?.update).toMatchObject({ data: { n: -51 }, calls: 7 });
});

test("a key that cannot even be printed is refused like any other bad one", () => {
  const { tally } = world();
  tally.increment(Object.create(null) as never);
  expect(tally.snapshot().dropped).toEqual({ "bad-value": 1 });
});

test.for<[string, unknown]>([
  ["a symbol", Symbol("s")],
  ["a number", 1],
  ["an object", {}],
  ["what cannot be printed", Object.create(null)],
  ["nothing", undefined],
])("a subkey that is %s is refused and spoils nothing", async ([, subkey]) => {
  const at = world();
  at.tally.setNested("map", subkey as never, 1);
  at.tally.setNested("map", "a", 1);
  expect(await at.tally.flush()).toEqual({ ok: true, sent: 1 });
  expect(dataSent(at)).toEqual([{ map: { a: 1 } }]);
  expect(at.tally.snapshot().dropped).toEqual({ "bad-value": 1 });
});

describe("what is refused is counted, and told:", () => {
  test("another kind of key", () => {
    const at = world();
    at.tally.increment("n");
    at.tally.append("n", 1);
    at.tally.append("n", 2);
    at.tally.appendUnique("n", 1);
    expect(at.tally.snapshot()).toMatchObject({ data: { n: 1 }, dropped: { "key-type": 3 } });
    expect(at.errors.map(({ message }) => message)).toEqual(["key-type: n"]);
  });

  test("what is over the limit", () => {
    const at = world({ maxItems: 2 });
    for (const key of ["a", "b", "c", "d", "a"]) at.tally.increment(key);
    expect(at.tally.snapshot()).toMatchObject({
      data: { a: 2, b: 1 },
      dropped: { "buffer-full": 2 },
    });
    expect(codes(at)).toEqual(["buffer-full"]);
  });

  test("a disabled key is counted, but no news", () => {
    const at = world({ disabledKeys: ["ua"] });
    at.tally.increment("ua:9f2c");
    expect(at.tally.snapshot()).toMatchObject({ data: {}, dropped: { disabled: 1 } });
    expect(at.errors).toEqual([]);
  });
});

test("sealing makes room for new items", async () => {
  const { tally } = world({ maxItems: 2 });
  tally.append("l", 1);
  tally.append("l", 2);
  await tally.flush();
  tally.append("l", 3);
  expect(tally.snapshot()).toMatchObject({ data: { l: [3] }, dropped: {} });
});

test("reset empties the buffer, counts what goes, and leaves sealed updates alone", async () => {
  const at = world();
  at.network.answers([status(500)]);
  at.tally.increment("sealed");
  await at.tally.flush();
  at.tally.increment("n");
  at.tally.append("l", 1);
  at.tally.reset();
  const { data, pending, dropped } = at.tally.snapshot();
  expect([data, pending.map((update) => update.data), dropped]).toEqual([
    {},
    [{ sealed: 1 }],
    { reset: 2 },
  ]);
});

test("keys named like members of every object arrive as such", async () => {
  const at = world();
  at.tally.increment("__proto__");
  at.tally.increment("constructor");
  at.tally.setNested("map", "__proto__", 1);
  at.tally.set("value", JSON.parse('{"__proto__":1}'));
  await at.tally.flush();
  expect(at.network.sent[0]?.body).toContain(
    '"data":{"__proto__":1,"constructor":1,"map":{"__proto__":1},"value":{"__proto__":1}}',
  );
});

describe("a counter handle", () => {
  test("counts", () => {
    const { tally } = world();
    const views = tally.counter("views");
    views.inc();
    views.add(4);
    tally.increment("views");
    views.inc();
    expect(tally.snapshot().data).toEqual({ views: 7 });
  });

  test("made and never used leaves no key", () => {
    const { tally } = world();
    tally.counter("views");
    expect(tally.snapshot().data).toEqual({});
  });

  test("goes on after a seal", async () => {
    const at = world();
    const views = at.tally.counter("views");
    views.inc();
    await at.tally.flush();
    views.inc();
    views.inc();
    await at.tally.flush();
    expect(dataSent(at)).toEqual([{ views: 1 }, { views: 2 }]);
  });

  test("goes on after a reset", () => {
    const { tally } = world();
    const views = tally.counter("views");
    views.inc();
    tally.reset();
    views.inc();
    expect(tally.snapshot()).toMatchObject({ data: { views: 1 }, dropped: { reset: 1 } });
  });

  test("is refused while its key is off, and counts again afterwards", async () => {
    const at = world();
    const views = at.tally.counter("views");
    at.network.answers([ok({ disable_keys: ["views"] }), ok({ enable_keys: ["views"] }), ok()]);
    await at.tally.flush();
    views.inc();
    expect(at.tally.snapshot()).toMatchObject({ data: {}, dropped: { disabled: 1 } });
    await at.tally.flush();
    views.inc();
    expect(at.tally.snapshot().data).toEqual({ views: 1 });
  });

  test("of a key that holds something else is refused until the key is free", async () => {
    const { tally } = world();
    tally.append("k", 1);
    const handle = tally.counter("k");
    handle.inc();
    expect(tally.snapshot().dropped).toEqual({ "key-type": 1 });
    await tally.flush();
    handle.inc();
    expect(tally.snapshot().data).toEqual({ k: 1 });
  });

  test("goes on from a whole number that was set meanwhile", () => {
    const { tally } = world();
    const handle = tally.counter("k");
    handle.inc();
    tally.set("k", 10);
    handle.inc();
    expect(tally.snapshot().data).toEqual({ k: 11 });
  });
  test("is refused when its key became something else meanwhile", () => {
    const { tally } = world();
    const handle = tally.counter("k");
    handle.inc();
    tally.set("k", "text");
    handle.inc();
    expect(tally.snapshot()).toMatchObject({ data: { k: "text" }, dropped: { "key-type": 1 } });
  });

  test("refuses amounts that are no whole numbers", () => {
    const { tally } = world();
    const handle = tally.counter("k");
    for (const amount of [0.5, Number.NaN, "1", undefined]) handle.add(amount as never);
    handle.inc();
    for (const amount of [0.5, Number.NaN, "1", undefined]) handle.add(amount as never);
    expect(tally.snapshot()).toMatchObject({ data: { k: 1 }, dropped: { "bad-value": 8 } });
  });
});

test("a snapshot tells what is held, and is no way in", async () => {
  const { tally, network, clock } = world({ instanceId: "me", disabledKeys: ["mine"] });
  network.answers([ok({ next_update: 5e9, disable_keys: ["theirs"] }), status(500)]);
  tally.increment("a");
  await tally.flush();
  tally.increment("b");
  await tally.flush();
  tally.increment("c");
  tally.increment("mine");
  const seen = tally.snapshot();
  expect(seen).toEqual({
    instanceId: "me",
    data: { c: 1 },
    pending: [expect.objectContaining({ seq: 2, data: { b: 1 } })],
    disabled: ["mine", "theirs"],
    stopped: false,
    nextAtMs: clock.now() + 4_500,
    dropped: { disabled: 1 },
    lost: {},
    faults: { status: 1 },
  });
  (seen.disabled as string[]).pop();
  (seen.pending as unknown[]).pop();
  Object.assign(seen.dropped, { disabled: 9 });
  expect(tally.snapshot()).toMatchObject({
    pending: [{ seq: 2 }],
    disabled: ["mine", "theirs"],
    dropped: { disabled: 1 },
  });
});

test("a snapshot does not change later", () => {
  const { tally } = world();
  tally.append("l", 1);
  const { data } = tally.snapshot();
  tally.append("l", 2);
  expect(data).toEqual({ l: [1] });
});

describe("consent", () => {
  const refusals: [string, () => boolean][] = [
    ["says no", () => false],
    ["says nothing", (() => undefined) as never],
    ["says null, as an empty localStorage does", (() => null) as never],
    [
      "throws",
      () => {
        throw new Error("consent manager is not loaded");
      },
    ],
  ];

  test.for(refusals)(
    "that %s: nothing is recorded or requested, and no id is made",
    async ([, enabled]) => {
      const at = world({ enabled });
      useAll(at.tally);
      expect(await at.tally.flush()).toEqual({ ok: true, sent: 0 });
      const { data, instanceId, dropped } = at.tally.snapshot();
      expect([data, instanceId, dropped, at.network.sent]).toEqual([{}, undefined, {}, []]);
      expect(await at.storage.get("instance")).toBeUndefined();
    },
  );

  test("is asked before each verb and each flush", async () => {
    let agrees = true;
    const at = world({ enabled: () => agrees });
    const bound = at.tally.counter("bound");
    bound.inc();
    agrees = false;
    bound.inc();
    at.tally.increment("n");
    await at.tally.flush();
    expect(at.network.sent).toEqual([]);
    agrees = true;
    at.tally.increment("n");
    await at.tally.flush();
    expect(dataSent(at)).toEqual([{ bound: 1, n: 1 }]);
  });

  test("that says no: nothing is stored, whatever is started or stopped", async () => {
    const at = world({ enabled: () => false });
    at.tally.start();
    await at.clock.advance(1e8);
    await at.tally.tick();
    await at.tally.stop();
    await settled();
    expect(await contents(at.storage)).toEqual({});
  });

  test("that is withdrawn while the storage is asked leaves no id behind", async () => {
    let agrees = true;
    const storage = memoryStorage();
    const asked: Storage = {
      ...storage,
      async get(key) {
        agrees = false;
        return storage.get(key);
      },
    };
    const at = world({ storage: asked, enabled: () => agrees });
    at.tally.increment("n");
    await at.tally.flush();
    await settled();
    expect(await contents(storage)).toEqual({});
    expect(at.network.sent).toEqual([]);
  });

  test("is asked before each send", async () => {
    let agrees = true;
    const at = world({ enabled: () => agrees });
    at.network.answers([LOST]);
    for (const key of ["a", "b"]) {
      at.tally.increment(key);
      await at.tally.flush();
    }
    const before = at.network.sent.length;
    at.network.answers(() => {
      agrees = false;
      return ok();
    });
    await at.tally.flush();
    expect(at.network.sent.length - before).toBe(1);
  });

  /** What `run` makes in a browser that is another. */
  function withNavigator<T>(other: PropertyDescriptor, run: () => T): T {
    const real = Object.getOwnPropertyDescriptor(globalThis, "navigator") as PropertyDescriptor;
    Object.defineProperty(globalThis, "navigator", { configurable: true, ...other });
    try {
      return run();
    } finally {
      Object.defineProperty(globalThis, "navigator", real);
    }
  }

  test("is no where the browser says so, and stays no", () => {
    const { tally } = withNavigator({ value: { globalPrivacyControl: true } }, () => {
      const at = world();
      at.tally.increment("n");
      return at;
    });
    tally.increment("n");
    tally.counter("n").inc();
    expect(tally.snapshot().data).toEqual({});
  });

  test("is yes where the browser says no, but the page says yes", () => {
    const at = withNavigator({ value: { globalPrivacyControl: true } }, () =>
      world({ enabled: () => true }),
    );
    at.tally.increment("n");
    expect(at.tally.snapshot().data).toEqual({ n: 1 });
  });

  test("is asked of the browser when it is first needed, and not again", () => {
    const { tally } = world();
    tally.increment("n");
    withNavigator({ value: { globalPrivacyControl: true } }, () => tally.increment("n"));
    expect(tally.snapshot().data).toEqual({ n: 2 });
  });

  test("is no where the browser cannot be asked", () => {
    const { tally } = world();
    const hostile = {
      get() {
        throw new Error("not for you");
      },
    };
    withNavigator(hostile, () => tally.increment("n"));
    expect(tally.snapshot().data).toEqual({});
  });
});

describe("consent that comes later", () => {
  test("is enough: the cycle goes on by itself", async () => {
    let agrees = false;
    const at = world({ enabled: () => agrees });
    at.tally.start();
    await at.clock.advance(1_000);
    agrees = true;
    at.tally.increment("n");
    await at.clock.advance(2 * 3_600_000);
    expect(dataSent(at)[0]).toEqual({ n: 1 });
  });

  test("finds the first update still due", async () => {
    let agrees = false;
    const at = world({ enabled: () => agrees });
    at.tally.start();
    await at.clock.advance(1_000);
    agrees = true;
    at.tally.increment("n");
    expect(await at.tally.tick()).toEqual({ ok: true, sent: 1 });
  });
});

describe("a storage that", () => {
  test.for(FAULTS)("%s costs nothing but memory over reloads", async (fault) => {
    const at = world({ storage: faultyStorage(fault) });
    at.tally.start();
    useAll(at.tally);
    await at.clock.advance(5_000);
    expect(dataSent(at)).toEqual([ALL]);
    at.tally.increment("later");
    const last = at.tally.stop();
    await at.clock.advance(60_000);
    expect(await last).toEqual({ ok: true, sent: 1 });
    expect(codes(at)).toEqual(fault === "forgets" ? [] : expect.arrayContaining(["storage"]));
  });
});

test("it works where Object, Array, Map, Set and Promise are frozen", () => {
  const script = fileURLToPath(new URL("../../support/frozen-page.ts", import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect({ stdout: JSON.parse(stdout || "null"), stderr, status }).toEqual({
    stdout: { updates: [ALL, { count: 1 }], dropped: { "bad-value": 1 }, troubles: [] },
    stderr: "",
    status: 0,
  });
});

describe("a storage that sees to ticks", () => {
  /** What it was handed, at the last tick. */
  type Round = Parameters<NonNullable<Storage["round"]>>;
  const seeing = () => {
    const rounds: Round[] = [];
    const storage: Storage = {
      ...memoryStorage(),
      round: async (...handed) => {
        rounds.push(handed as Round);
        return undefined;
      },
    };
    return { at: world({ storage }), rounds };
  };

  test("is asked to, and nothing is sent but by it", async () => {
    const { at, rounds } = seeing();
    at.tally.increment("n");
    expect(await at.tally.tick()).toBeUndefined();
    expect(at.network.sent).toEqual([]);
    expect(await rounds[0]?.[1]()).toEqual({ ok: true, sent: 1 });
    expect(dataSent(at)).toEqual([{ n: 1 }]);
  });

  test("can have what was counted put away, under a number", async () => {
    const { at, rounds } = seeing();
    await at.tally.flush();
    at.tally.increment("n");
    await at.tally.tick();
    rounds[0]?.[2]();
    await settled();
    expect(at.tally.snapshot()).toMatchObject({ data: {}, pending: [{ seq: 2, data: { n: 1 } }] });
    expect(await at.storage.keys("sealed/")).toHaveLength(1);
  });

  test("can give up on an emission that will never end", async () => {
    const { at, rounds } = seeing();
    at.network.answers(["hang", ok()]);
    at.tally.increment("n");
    await at.tally.tick();
    const [renew, send] = rounds[0] as Round;
    void send();
    await settled();
    renew();
    expect(await send()).toEqual({ ok: true, sent: 1 });
    expect(dataSent(at)).toEqual([{ n: 1 }, { n: 1 }]);
    expect(new Set(at.network.sent.map(({ update }) => update.seq))).toEqual(new Set([1]));
  });
});
