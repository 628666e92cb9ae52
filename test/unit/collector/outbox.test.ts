// Sealed updates waiting for an acknowledgement.
import { describe, expect, test } from "vitest";
import { createState } from "../../../src/collector/create-state.ts";
import { pathOf } from "../../../src/collector/identity.ts";
import { bound, due, keep } from "../../../src/collector/outbox.ts";
import type { Sealed } from "../../../src/collector/state.ts";
import { MAX_AGE_MS, MAX_OUTBOX, PATH_BASE } from "../../../src/core/limits.ts";
import type { Update } from "../../../src/core/update.ts";
import { fakeClock } from "../../support/clock.ts";
import { dataSent, type World, world } from "../../support/collector.ts";
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

/** Numbers of the updates in the storage, in the order in which it lists them. */
async function stored({ storage }: World): Promise<number[]> {
  const paths = await storage.keys("sealed/");
  return paths.map((path) => Number(path.split("/")[2]) - PATH_BASE);
}

test("a sealed update rests in the storage, under its epoch and number, as it is sent", async () => {
  const at = await waiting("a");
  const { body, update } = at.network.sent[0] ?? expect.fail("nothing was sent");
  const held = (await contents(at.storage))[pathOf(update as Sealed)];
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
    ["not when it is refused for good: the server is told what that cost", status(422), [1]],
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

test("while as many wait as may, the buffer goes on adding up: nothing is dropped, nothing grows", async () => {
  const at = await waiting(...Array.from({ length: MAX_OUTBOX }, (_, key) => `k${key}`));
  for (let round = 0; round < 5; round++) {
    at.tally.increment("n");
    await at.tally.flush();
  }
  expect(at.tally.snapshot()).toMatchObject({ data: { n: 5 }, dropped: {}, lost: {} });
  expect((await stored(at)).length).toBe(MAX_OUTBOX);
  at.network.answers([ok()]);
  await at.tally.flush();
  await at.tally.flush();
  expect(dataSent(at).at(-1)).toEqual({ n: 5 });
});

describe("what comes on top, left by many lives,", () => {
  const update = (seq: number, more: object = {}) =>
    ({ timestamp: "t", epoch: "e", seq, data: { n: seq }, calls: 2, ...more }) as unknown as Sealed;
  const filled = (count: number) => {
    const errors: string[] = [];
    const state = createState({ endpoint: "x", onError: ({ code }) => errors.push(code) });
    const add = (more: Sealed) => {
      keep(state, more);
      bound(state);
    };
    for (let seq = 1; seq <= count; seq++) add(update(seq));
    return { state, errors, add, held: () => [...state.pending.values()] };
  };

  test("empties the oldest, which says so under its own number, and is told", () => {
    const { state, held, errors } = filled(MAX_OUTBOX + 2);
    expect(numbers(held())).toEqual(Array.from({ length: MAX_OUTBOX + 2 }, (_, at) => at + 1));
    expect(held().slice(0, 3)).toMatchObject([
      { calls: 0, data: {}, lost: { "outbox-full": 2 } },
      { calls: 0, data: {}, lost: { "outbox-full": 2 } },
      { calls: 2, data: { n: 3 } },
    ]);
    expect(state.lost).toEqual({ "outbox-full": 4 });
    expect(errors).toEqual(["outbox-full"]);
  });

  test("is bounded all the same", () => {
    const { held } = filled(3 * MAX_OUTBOX);
    expect(held().length).toBe(2 * MAX_OUTBOX);
    expect(held().filter(({ calls }) => calls).length).toBe(MAX_OUTBOX);
  });

  test("never costs a request to be forgotten", () => {
    const { add, held } = filled(0);
    add(update(1_000, { forget: true, data: undefined, calls: undefined }));
    for (let seq = 1; seq <= 3 * MAX_OUTBOX; seq++) add(update(seq));
    expect(held()[0]).toMatchObject({ seq: 1_000, forget: true });
  });
});

describe("what is due", () => {
  const sealed = (seq: number, atMs: number, more: object = {}) =>
    ({
      timestamp: new Date(atMs).toISOString(),
      epoch: "e",
      seq,
      data: { n: seq },
      calls: 2,
      ...more,
    }) as unknown as Sealed;

  test("is what waits, oldest first; what is too old carries nothing, and says so, once", () => {
    const clock = fakeClock();
    const state = createState({ endpoint: "x", clock });
    keep(state, sealed(1, clock.now() - MAX_AGE_MS - 1));
    keep(state, sealed(2, clock.now() - MAX_AGE_MS));
    keep(state, sealed(3, clock.now()));
    const expected = [
      { seq: 1, data: {}, calls: 0, lost: { expired: 2 } },
      { seq: 2, data: { n: 2 }, calls: 2 },
      { seq: 3, data: { n: 3 }, calls: 2 },
    ];
    expect([...due(state)]).toMatchObject(expected);
    expect([...due(state)]).toMatchObject(expected);
    expect(state.lost).toEqual({ expired: 2 });
  });

  test("is nothing any more from the moment in which the user disagrees", () => {
    let isAllowed = true;
    const state = createState({ endpoint: "x", enabled: () => isAllowed });
    for (let seq = 1; seq <= 3; seq++) keep(state, sealed(seq, Date.now()));
    const numbered: number[] = [];
    for (const { seq } of due(state)) {
      numbered.push(seq);
      isAllowed = false;
    }
    expect(numbered).toEqual([1]);
  });
});
