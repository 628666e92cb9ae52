// Sealed updates waiting for an acknowledgement.
import { describe, expect, test } from "vitest";
import { MAX_OUTBOX } from "../../../src/core/limits.ts";
import type { Update } from "../../../src/core/update.ts";
import { type World, world } from "../../support/collector.ts";
import { LOST, type Outcome, ok, page, status } from "../../support/network.ts";
import { contents } from "../../support/storage.ts";

/** Seals one update for each key; none of them gets through. */
async function waiting(...keys: string[]): Promise<World> {
  const at = world({ instanceId: "me" });
  at.network.answers([LOST]);
  for (const key of keys) {
    at.tally.increment(key);
    await at.tally.flush();
  }
  return at;
}

const numbers = (updates: readonly Update[]) => updates.map(({ seq }) => seq);

/** Numbers of the updates in the storage, sorted. */
async function stored({ storage }: World): Promise<number[]> {
  const paths = await storage.keys("sealed/");
  return paths.map((path) => Number(path.split("/")[2])).sort((a, b) => a - b);
}

test("a sealed update rests in the storage, under its epoch and number, as it is sent", async () => {
  const at = await waiting("a");
  const { body, update } = at.network.sent[0] ?? expect.fail("nothing was sent");
  const held = (await contents(at.storage))[`sealed/${update.epoch}/1`];
  expect(JSON.stringify(held)).toBe(body);
});

test("it is in the storage before it is sent", async () => {
  const at = world();
  let held: string[] = [];
  at.network.answers(() => {
    void at.storage.keys("sealed/").then((paths) => {
      held = paths;
    });
    return LOST;
  });
  at.tally.increment("n");
  await at.tally.flush();
  expect(held.length).toBe(1);
});

describe("it leaves the storage", () => {
  test.for<[string, Outcome, number[]]>([
    ["when it is acknowledged", ok(), []],
    ["not when the connection is lost", LOST, [1]],
    ["not when the answer is no reply", page(200), [1]],
    ["not when the server fails", status(500, { ack: 1 }), [1]],
    ["not when it is refused for now", status(403, { ack: 1 }), [1]],
    ["when it is refused for good", status(422), []],
  ])("%s", async ([, outcome, left]) => {
    const at = world();
    at.network.answers([outcome]);
    at.tally.increment("n");
    await at.tally.flush();
    expect(await stored(at)).toEqual(left);
    expect(numbers(at.tally.snapshot().pending)).toEqual(left);
  });
});

describe("an acknowledgement", () => {
  test("settles all up to it, without sending them again", async () => {
    const at = await waiting("a", "b", "c", "d");
    at.network.answers([ok({ ack: 3 }), LOST]);
    await at.tally.flush();
    expect(numbers(at.network.sent.slice(4).map(({ update }) => update))).toEqual([1, 4]);
    expect(numbers(at.tally.snapshot().pending)).toEqual([4]);
    expect(await stored(at)).toEqual([4]);
  });

  test("below its own number settles the update all the same", async () => {
    const at = await waiting("a", "b");
    at.network.answers([ok({ ack: 0 }), LOST]);
    await at.tally.flush();
    expect(await stored(at)).toEqual([2]);
  });

  test("concerns its own epoch only", async () => {
    const at = await waiting("a", "b");
    const second = at.reload();
    second.increment("c");
    const epoch = at.tally.snapshot().pending[0]?.epoch;
    at.network.answers(({ update }) => (update.epoch === epoch ? LOST : ok({ ack: 9 })));
    await second.flush();
    expect(second.snapshot().pending.filter((update) => update.epoch === epoch).length).toBe(2);
  });
});

test("when there are too many, the oldest gives way and is counted", async () => {
  const at = await waiting(...Array.from({ length: MAX_OUTBOX + 2 }, (_, key) => `k${key}`));
  const { pending, dropped } = at.tally.snapshot();
  expect(numbers(pending)).toEqual(Array.from({ length: MAX_OUTBOX }, (_, at) => at + 3));
  expect(dropped).toEqual({ "outbox-full": 2 });
  expect((await stored(at)).length).toBe(MAX_OUTBOX);
});

test("onError hears of updates that gave way", async () => {
  const at = world();
  at.network.answers([LOST]);
  for (let n = 0; n < 130; n++) {
    at.tally.increment("n");
    await at.tally.flush();
  }
  expect(at.errors.map(({ code }) => code)).toContain("outbox-full");
});
