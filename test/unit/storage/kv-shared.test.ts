// What isolates share without writing the same key.
import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { KV_ADOPTED } from "../../../src/core/limits.ts";
import { isShared, kvShared } from "../../../src/storage/kv-shared.ts";
import { kvWrites } from "../../../src/storage/kv-writes.ts";
import { type FakeClock, fakeClock } from "../../support/clock.ts";
import { type FakeKv, fakeKv } from "../../support/kv.ts";

const HOUR = 3_600_000;

/** One of several who share a namespace. */
function sharing(clock: FakeClock, kv: FakeKv) {
  const writes = kvWrites(kv, clock);
  const shared = kvShared("t/", writes, clock);
  const list = async () => (await kv.list({ prefix: "t/" })).keys;
  return {
    async put(path: string, value: Json | undefined) {
      shared.put(path, value);
      await writes.sync();
    },
    get: async (path: string) =>
      shared.get(path, await list(), async (name) => (await kv.get(name)) ?? undefined),
    pauseMs: async () => shared.pauseMs(await list()),
  };
}

function two() {
  const clock = fakeClock();
  const kv = fakeKv(clock);
  return { clock, kv, one: sharing(clock, kv), other: sharing(clock, kv) };
}

/** Controls as a collector writes them. */
const controls = (over: Record<string, Json> = {}) => ({
  off: [],
  stopped: false,
  version: 0,
  nextAtMs: 0,
  offsetMs: 0,
  ...over,
});

test("two paths are shared", () => {
  expect(["instance", "controls", "instance/", "sealed/a"].map(isShared)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("nobody writes a key that another writes", async () => {
  const { kv, one, other } = two();
  for (const each of [one, other]) {
    await each.put("instance", "id");
    await each.put("controls", controls({ version: 1 }));
  }
  expect(Object.keys(kv.contents())).toHaveLength(4);
  expect(kv.done.refused).toBe(0);
});

describe("of instances", () => {
  test("the oldest counts, whoever asks", async () => {
    const { clock, one, other } = two();
    await one.put("instance", "b");
    await clock.advance(1);
    await other.put("instance", "a");
    expect([await one.get("instance"), await other.get("instance")]).toEqual(["b", "b"]);
  });

  test("all are forgotten together", async () => {
    const { clock, kv, one, other } = two();
    await one.put("instance", "b");
    await clock.advance(1);
    await other.put("instance", "a");
    await clock.advance(2_000);
    await other.get("instance");
    await other.put("instance", undefined);
    expect(kv.contents()).toEqual({});
    expect(await one.get("instance")).toBeUndefined();
  });
});

describe("of controls", () => {
  test.for<[string, Record<string, Json>, Record<string, Json>, number]>([
    ["the higher version", { version: 2, off: ["a"] }, { version: 1, off: ["b"] }, 0],
    ["the end", { version: 1, stopped: true }, { version: 2, off: ["b"] }, 0],
    ["the newer of one version", { off: ["a"] }, { off: ["b"] }, 1],
  ])("%s counts", async ([, first, second, best]) => {
    const { clock, one, other } = two();
    await one.put("controls", controls(first));
    await clock.advance(1);
    await other.put("controls", controls(second));
    expect(await one.get("controls")).toEqual(controls([first, second][best]));
    expect(await other.get("controls")).toEqual(controls([first, second][best]));
  });

  test("nothing is known before somebody has heard of the server", async () => {
    expect(await two().one.get("controls")).toBeUndefined();
  });

  test("what everybody knows is not written again", async () => {
    const { clock, kv, one, other } = two();
    await one.put("controls", controls());
    expect(kv.done.put).toBe(0);
    await one.put("controls", controls({ version: 1, off: ["a"] }));
    await clock.advance(2_000);
    await one.put("controls", controls({ version: 1, off: ["a"] }));
    await other.get("controls");
    await other.put("controls", controls({ version: 1, off: ["a"] }));
    expect(kv.done.put).toBe(1);
  });

  test("one that is written while an older one of its writer is taken away stays", async () => {
    const { clock, kv, one, other } = two();
    await one.put("controls", controls({ version: 1, off: ["a"] }));
    await other.put("controls", controls({ version: 2, off: ["b"] }));
    await clock.advance(2_000);
    const late = sharing(clock, kv);
    await late.get("controls");
    await one.put("controls", controls({ version: 3, off: ["c"] }));
    await clock.advance(2_000);
    await late.put("controls", controls({ version: 2, off: ["b"] }));
    await clock.advance(2_000);
    expect(await sharing(clock, kv).get("controls")).toMatchObject({ off: ["c"] });
  });

  test("a few are taken away at a time", async () => {
    const { clock, kv, one, other } = two();
    for (let version = 1; version <= 40; version += 1) {
      await one.put("controls", controls({ version }));
      await clock.advance(1_000);
    }
    await other.get("controls");
    await other.put("instance", "id");
    expect(kv.done.delete).toBe(KV_ADOPTED);
  });

  test("one that is not there yet lets the next one count, and nothing is deleted for it", async () => {
    const { clock, kv, one, other } = two();
    await one.put("controls", controls({ version: 1, off: ["a"] }));
    await clock.advance(1);
    await other.put("controls", controls({ version: 2, off: ["b"] }));
    const { get } = kv;
    kv.get = async (name) => {
      const text = await get(name);
      return text?.includes('"b"') ? null : text;
    };
    expect(await one.get("controls")).toMatchObject({ off: ["a"] });
    await one.put("instance", "id");
    expect(kv.done.delete).toBe(0);
  });
});

describe("when the next update is due", () => {
  test("is told until then, and not as a change of the switches", async () => {
    const { clock, kv, one, other } = two();
    const nextAtMs = clock.now() + HOUR;
    await one.put("controls", controls({ nextAtMs, offsetMs: 7 }));
    expect(await other.get("controls")).toEqual(controls({ nextAtMs, offsetMs: 7 }));
    expect(await other.pauseMs()).toBe(HOUR);
    await clock.advance(HOUR);
    expect(kv.contents()).toEqual({});
    expect(await other.pauseMs()).toBe(0);
  });

  test("is not worth a write within the time that KV takes to show it", async () => {
    const { clock, kv, one } = two();
    await one.put("controls", controls({ nextAtMs: clock.now() + 59_000 }));
    expect(kv.done.put).toBe(0);
  });
});
