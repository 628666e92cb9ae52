// What is to be written to KV.
import { describe, expect, test } from "vitest";
import { KV_STALE_MS, KV_WRITE_MS, ROUND_LEASE_MS } from "../../../src/core/limits.ts";
import { kvWrites } from "../../../src/storage/kv-writes.ts";
import { fakeClock } from "../../support/clock.ts";
import { fakeKv } from "../../support/kv.ts";

function writing() {
  const clock = fakeClock();
  const kv = fakeKv(clock);
  return { clock, kv, writes: kvWrites(kv, clock) };
}

test("nothing is written before it is time to", async () => {
  const { kv, writes } = writing();
  writes.put("a", "1", false);
  expect(kv.done.put).toBe(0);
  expect(writes.recent("a")?.text).toBe("1");
  await writes.sync();
  expect(kv.contents()).toEqual({ a: "1" });
});

test("what comes and goes before that is never written", async () => {
  const { kv, writes } = writing();
  writes.put("a", "1", true);
  writes.put("a", undefined, true);
  await writes.sync();
  expect(kv.done).toMatchObject({ put: 0, delete: 0 });
});

test("unless KV has it from somebody else", async () => {
  const { clock, kv, writes } = writing();
  await kv.put("a", "theirs");
  await clock.advance(KV_WRITE_MS);
  writes.put("a", "less", false);
  writes.put("a", undefined, false);
  await writes.sync();
  expect(kv.contents()).toEqual({});
});

test("a key is written once a second, and ends as it was put last", async () => {
  const { clock, kv, writes } = writing();
  writes.put("a", "1", false);
  await writes.sync();
  writes.put("a", "2", false);
  writes.put("b", "1", false);
  const synced = writes.sync();
  await clock.advance(0);
  expect(kv.contents()).toEqual({ a: "1", b: "1" });
  writes.put("a", "3", false);
  await clock.advance(KV_WRITE_MS);
  await synced;
  expect(kv.contents()).toEqual({ a: "3", b: "1" });
  expect(kv.done).toMatchObject({ put: 3, refused: 0 });
});

describe("what is refused", () => {
  test("is told after all others were written, and waits", async () => {
    const { clock, kv, writes } = writing();
    writes.put("a".repeat(513), "1", false);
    writes.put("b", "1", false);
    await expect(writes.sync()).rejects.toThrow("414");
    expect(kv.contents()).toEqual({ b: "1" });
    await clock.advance(KV_WRITE_MS);
    await expect(writes.sync()).rejects.toThrow("414");
  });

  test("is written when KV takes it again", async () => {
    const { clock, kv, writes } = writing();
    kv.isFull = true;
    writes.put("a", "1", false);
    await expect(writes.sync()).rejects.toThrow("429");
    kv.isFull = false;
    await clock.advance(KV_WRITE_MS);
    await writes.sync();
    expect(kv.contents()).toEqual({ a: "1" });
  });
});

describe("what another request is writing", () => {
  test("is left to it, and written once more where that request was ended", async () => {
    const { clock, kv } = writing();
    let calls = 0;
    const put = async (key: string, text: string) => {
      calls += 1;
      return calls === 1 ? new Promise(() => {}) : kv.put(key, text);
    };
    const writes = kvWrites({ put, delete: kv.delete }, clock);
    writes.put("a", "1", false);
    void writes.sync();
    await writes.sync();
    expect(calls).toBe(1);
    await clock.advance(ROUND_LEASE_MS);
    await writes.sync();
    expect(kv.contents()).toEqual({ a: "1" });
  });

  test("does not go for written when it has changed meanwhile", async () => {
    const { clock, kv } = writing();
    let finish = () => {};
    const put = async (key: string, text: string) => {
      await kv.put(key, text);
      if (text === "1") await new Promise<void>((resolve) => (finish = resolve));
    };
    const writes = kvWrites({ put, delete: kv.delete }, clock);
    writes.put("a", "1", false);
    const synced = writes.sync();
    await clock.advance(0);
    writes.put("a", "2", false);
    finish();
    await clock.advance(KV_WRITE_MS);
    await synced;
    expect(kv.contents()).toEqual({ a: "2" });
  });
});

test("a list is shown as we know it, until KV knows it too", async () => {
  const { clock, writes } = writing();
  writes.put("new", "1", false, { metadata: { n: 1 } });
  writes.put("gone", undefined, false);
  const listed = [{ name: "gone" }, { name: "other" }];
  expect(writes.over(listed)).toEqual([{ name: "other" }, { name: "new", metadata: { n: 1 } }]);
  await writes.sync();
  await clock.advance(KV_STALE_MS + 1);
  await writes.sync();
  expect(writes.over(listed)).toEqual(listed);
  expect(writes.recent("new")).toBeUndefined();
});

test("what goes with a value is written again when it alone has changed meanwhile", async () => {
  const { clock, kv, writes } = writing();
  const put = kv.put;
  let take = () => {};
  kv.put = async (...all) => {
    await new Promise<void>((resolve) => (take = resolve));
    return put(...all);
  };
  writes.put("a", "", true, { metadata: 1 });
  const first = writes.sync();
  writes.put("a", "", true, { metadata: 2 });
  kv.put = put;
  take();
  await clock.advance(KV_WRITE_MS);
  await first;
  expect((await kv.list({ prefix: "a" })).keys).toEqual([{ name: "a", metadata: 2 }]);
});

test("a clock that was set back keeps nothing from being written", async () => {
  const { clock, kv, writes } = writing();
  writes.put("a", "1", true);
  await writes.sync();
  await clock.advance(-3_600_000);
  writes.put("a", "2", true);
  const { put } = kv;
  const texts: string[] = [];
  kv.put = async (key, text) => texts.push(`${key} ${text}`) && put;
  const work = writes.sync();
  await clock.advance(KV_WRITE_MS);
  expect(texts).toEqual(["a 2"]);
  await work;
});
