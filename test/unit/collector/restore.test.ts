// What earlier lives left in the storage.
import { describe, expect, test } from "vitest";
import { pathOf } from "../../../src/collector/identity.ts";
import type { Json } from "../../../src/core/json.ts";
import { memoryStorage } from "../../../src/storage/memory.ts";
import { settled } from "../../support/clock.ts";
import { codes, dataSent, world } from "../../support/collector.ts";
import { LOST, ok, status } from "../../support/network.ts";
import { contents, FAULTS, faultyStorage, slowStorage } from "../../support/storage.ts";

const ID = /^[0-9a-f]{32}$/;

describe("the instance id", () => {
  test("is made once and kept", async () => {
    const at = world();
    await at.tally.flush();
    const { instanceId } = at.tally.snapshot();
    expect(instanceId).toMatch(ID);
    expect(await at.storage.get("instance")).toBe(instanceId);
    const second = at.reload();
    await second.flush();
    expect(second.snapshot().instanceId).toBe(instanceId);
  });

  test("of the options goes before the stored one, and leaves it alone", async () => {
    const at = world();
    await at.storage.write({ instance: "stored" });
    const named = at.reload({ instanceId: "named" });
    await named.flush();
    expect(at.network.sent[0]?.update.instance_id).toBe("named");
    expect(await at.storage.get("instance")).toBe("stored");
  });

  test("is provisional where the storage hangs for three seconds", async () => {
    const at = world({ storage: faultyStorage("hangs") });
    at.tally.start();
    at.tally.increment("n");
    await at.clock.advance(2_999);
    expect(at.network.sent).toEqual([]);
    await at.clock.advance(1);
    expect(dataSent(at)).toEqual([{ n: 1 }]);
    expect(at.network.sent[0]?.update.instance_id).toMatch(ID);
    expect(codes(at)).toEqual(["storage"]);
  });

  test("is the stored one when that comes in time", async () => {
    const inner = memoryStorage();
    await inner.write({ instance: "stored" });
    const at = world();
    const wait = () => new Promise<void>((resolve) => at.clock.after(900, resolve));
    const slow = at.reload({ storage: slowStorage(wait, inner) });
    slow.start();
    await at.clock.advance(3_000);
    expect(at.network.sent[0]?.update.instance_id).toBe("stored");
  });

  test("that is provisional stays for this life; the stored one comes back in the next", async () => {
    const inner = memoryStorage();
    await inner.write({ instance: "stored" });
    const at = world();
    const wait = () => new Promise<void>((resolve) => at.clock.after(4_000, resolve));
    const slow = at.reload({ storage: slowStorage(wait, inner) });
    slow.start();
    await at.clock.advance(60_000);
    slow.increment("n");
    await Promise.all([slow.flush(), at.clock.advance(0)]);
    const [first, second] = at.network.sent.map(({ update }) => update.instance_id);
    expect(first).toMatch(ID);
    expect(second).toBe(first);
    expect(await inner.get("instance")).toBe("stored");
  });
});

describe("what an earlier life could not send", () => {
  test("goes out with the numbers and bytes it had", async () => {
    const at = world();
    at.network.answers([LOST]);
    at.tally.increment("a");
    await at.tally.flush();
    at.tally.increment("b");
    await at.tally.flush();
    const before = at.tally.snapshot().pending.map((update) => JSON.stringify(update));
    const second = at.reload();
    second.increment("c");
    at.network.answers([ok()]);
    expect(await second.flush()).toEqual({ ok: true, sent: 3 });
    expect(at.network.sent.slice(2, 4).map(({ body }) => body)).toEqual(before);
    expect(await at.storage.keys("sealed/")).toEqual([]);
  });

  test("goes out in the order of its numbers", async () => {
    const at = world();
    at.network.answers([LOST]);
    for (let n = 1; n <= 12; n++) {
      at.tally.set("plan", n);
      await at.tally.flush();
    }
    at.network.answers([ok()]);
    const before = at.network.sent.length;
    await at.reload().flush();
    expect(at.network.sent.slice(before).map(({ update }) => update.seq)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ]);
  });

  test("goes out in the order of the lives that left it", async () => {
    const at = world();
    at.network.answers([LOST]);
    for (let life = 1; life <= 9; life++) {
      const tally = at.reload();
      tally.set("plan", life);
      await tally.flush();
      await at.clock.advance(1);
    }
    at.network.answers([ok()]);
    const before = at.network.sent.length;
    await at.reload().flush();
    expect(dataSent(at).slice(before)).toEqual(
      Array.from({ length: 9 }, (_, index) => ({ plan: index + 1 })),
    );
  });

  test("is adopted by the next life, also when that had sealed something already", async () => {
    const at = world({ storage: memoryStorage() });
    at.network.answers([LOST]);
    at.tally.increment("old");
    await at.tally.flush();
    const second = at.reload();
    second.increment("new");
    at.network.answers([ok()]);
    await second.flush();
    expect(dataSent(at).slice(1)).toEqual([{ old: 1 }, { new: 1 }]);
  });
});

describe("the server's word of an earlier life holds, and stays stored, when the storage", () => {
  const faults = [
    [
      "cannot list",
      (inner: ReturnType<typeof memoryStorage>) => faultyStorage("rejects", ["keys"], inner),
    ],
    [
      "hangs at listing",
      (inner: ReturnType<typeof memoryStorage>) => faultyStorage("hangs", ["keys"], inner),
    ],
  ] as const;
  test.for(faults)("%s", async ([, spoil]) => {
    const at = world();
    at.network.answers([ok({ disable_keys: ["a"] })]);
    await at.tally.flush();
    at.network.answers([ok()]);
    const second = at.reload({ storage: spoil(at.storage) });
    second.increment("a");
    second.increment("b");
    await Promise.all([second.flush(), at.clock.advance(4_000)]);
    await settled();
    expect(dataSent(at).at(-1)).toEqual({ b: 1 });
    expect(await at.storage.get("controls")).toMatchObject({ off: ["a"] });
  });
});
test.for(["rejects", "hangs"] as const)(
  "what could not be read (%s) is not overwritten",
  async (fault) => {
    const at = world();
    at.network.answers([status(410)]);
    await at.tally.flush();
    at.network.answers([ok()]);
    const second = at.reload({ storage: faultyStorage(fault, ["get"], at.storage) });
    await Promise.all([second.flush(), at.clock.advance(4_000)]);
    await settled();
    expect(await at.storage.get("controls")).toMatchObject({ stopped: true });
  },
);

test("a storage that answers late does not undo the schedule that was made meanwhile", async () => {
  const at = world();
  await at.storage.write({ instance: "stored" });
  const get = (key: string) =>
    new Promise<never>((resolve) =>
      at.clock.after(4_000, () => resolve(at.storage.get(key) as never)),
    );
  const late = at.reload({ storage: { ...at.storage, get } });
  at.network.answers([ok({ next_update: 600e9 })]);
  late.start();
  await at.clock.advance(3_000);
  const due = late.snapshot().nextAtMs;
  await at.clock.advance(10_000);
  expect(late.snapshot().nextAtMs).toBe(due);
});

describe("what is spoilt in the storage is passed over:", () => {
  const good = {
    instance_id: "me",
    timestamp: "2026-11-21T07:00:00.000Z",
    epoch: "e",
    seq: 1,
    recorded: 1,
  };
  const other = { ...good, epoch: "f", data: { n: 1 } };
  const spoilt: Record<string, Json> = {
    "a text": "text",
    "a number": 5,
    null: null,
    "an empty object": {},
    "an update under another path": { ...good, seq: 2 },
    "an update without an instance": { epoch: "e", seq: 1 },
  };

  test.for(Object.entries(spoilt))("%s instead of an update", async ([, value]) => {
    const at = world();
    await at.storage.write({ [pathOf(good)]: value, [pathOf(other)]: other });
    at.tally.start();
    await at.clock.advance(0);
    expect(at.network.sent.map(({ update }) => update.epoch)).toEqual(["f"]);
    expect(await at.storage.keys("sealed/")).toEqual([]);
  });

  test.for<[string, Json]>([
    ["a text", "text"],
    ["a number", 5],
    ["a list", [1]],
    ["lists of the wrong type", { off: 5 }],
    ["an empty object", {}],
  ])("%s instead of controls", async ([, value]) => {
    const at = world();
    await at.storage.write({ controls: value });
    at.tally.start();
    at.tally.increment("n");
    await at.clock.advance(0);
    expect(dataSent(at)).toEqual([{ n: 1 }]);
  });

  test.for<[string, Json]>([
    ["a text", "text"],
    ["a number", 5],
    ["a list", [1]],
    ["an empty object", {}],
    ["what knows no version", { off: [], stopped: false, nextAtMs: 0 }],
  ])("%s instead of controls, which are heard and stored as ever", async ([, value]) => {
    const at = world();
    await at.storage.write({ controls: value, [pathOf(other)]: other });
    at.network.answers([ok({ disable_keys: ["a"], version: 5 })]);
    await at.tally.flush();
    await settled();
    expect(dataSent(at)).toContainEqual({ n: 1 });
    expect(at.tally.snapshot()).toMatchObject({ disabled: ["a"], stopped: false, faults: {} });
    expect(await at.storage.get("controls")).toMatchObject({ off: ["a"], version: 5 });
  });

  test("a number instead of an id", async () => {
    const at = world();
    await at.storage.write({ instance: 5 });
    await at.tally.flush();
    expect(at.network.sent[0]?.update.instance_id).toMatch(ID);
  });
});

test("a spoilt id is replaced for good", async () => {
  const at = world();
  await at.storage.write({ instance: 5 });
  await at.tally.flush();
  await at.reload().flush();
  const [first, second] = at.network.sent.map(({ update }) => update.instance_id);
  expect(second).toBe(first);
});

describe("a stored schedule", () => {
  const DAY = 24 * 3_600_000;
  const left = (nextAtMs: unknown) => ({ off: [], stopped: false, nextAtMs }) as never;

  test.for([
    ["a text", "soon"],
    ["null", null],
    ["a list", []],
  ] as const)("that is %s means at once", async ([, nextAtMs]) => {
    const at = world();
    await at.storage.write({ controls: left(nextAtMs) });
    expect(await at.tally.tick()).toEqual({ ok: true, sent: 1 });
  });

  test.for([
    ["a year", Date.UTC(2027, 11, 1)],
    ["a century", Date.UTC(2126, 0, 1)],
  ] as const)("from a clock that was %s ahead means at once", async ([, nextAtMs]) => {
    const at = world();
    await at.storage.write({ controls: left(nextAtMs) });
    expect(await at.tally.tick()).toEqual({ ok: true, sent: 1 });
    // And what is written now is right: short visits, day after day, go on being sent.
    await at.clock.advance(DAY);
    expect(await at.reload().tick()).toEqual({ ok: true, sent: 1 });
  });
});

test("a schedule of thirty days is kept over a reload", async () => {
  const day = 24 * 3_600_000;
  const at = world();
  at.network.answers([ok({ next_update: 30 * day * 1e6 })]);
  await at.tally.flush();
  await at.clock.advance(day);
  const later = at.reload();
  await later.tick();
  await at.clock.advance(29 * day - 1);
  expect(await later.tick()).toBeUndefined();
  await at.clock.advance(1);
  expect(await later.tick()).toEqual({ ok: true, sent: 1 });
});

describe("a storage that fails at one verb only", () => {
  for (const fault of FAULTS.filter((name) => name !== "forgets")) {
    test.for(["get", "write", "keys"] as const)(
      `${fault} at %s: counting and sending go on`,
      async (verb) => {
        const at = world({ storage: faultyStorage(fault, [verb]) });
        at.tally.start();
        at.tally.increment("n");
        await at.clock.advance(4_000);
        at.tally.increment("n");
        await at.tally.flush();
        expect(dataSent(at)).toEqual([{ n: 1 }, { n: 1 }]);
        expect(at.tally.snapshot().pending).toEqual([]);
      },
    );
  }
});

test("the storage is asked once a life", async () => {
  let asked = 0;
  const inner = memoryStorage();
  const at = world({
    storage: {
      ...inner,
      get(key) {
        asked += key === "instance" ? 1 : 0;
        return inner.get(key);
      },
    },
  });
  at.tally.start();
  await Promise.all([at.tally.tick(), at.tally.flush(), at.clock.advance(0)]);
  await at.tally.stop();
  expect(asked).toBe(1);
  expect(Object.keys(await contents(at.storage)).sort()).toEqual(["controls", "instance"]);
});

test("an id from the options stays with its collector, and is not left to the next one", async () => {
  const at = world({ instanceId: "alice" });
  await at.tally.flush();
  expect(await at.storage.get("instance")).toBeUndefined();
});
