// Doing what the server wants.
import { describe, expect, test } from "vitest";
import { refusal } from "../../../src/collector/controls.ts";
import { createState } from "../../../src/collector/create-state.ts";
import { pathOf } from "../../../src/collector/identity.ts";
import { obey } from "../../../src/collector/obey.ts";
import { answer } from "../../support/answer.ts";
import { settled } from "../../support/clock.ts";
import { codes, dataSent, type World, world } from "../../support/collector.ts";
import { LOST, type Outcome, ok, status } from "../../support/network.ts";
import { contents } from "../../support/storage.ts";

/** One flush that is answered like this. */
async function told(at: World, outcome: Outcome): Promise<void> {
  at.network.answers([outcome]);
  await at.tally.flush();
}

describe("a reply's lists", () => {
  const held = (...off: string[]) =>
    Object.assign(createState({ endpoint: "/", disabledKeys: ["mine"] }), { off });

  test("enable, then disable, so that disabling wins", () => {
    const state = held("a", "b");
    obey(state, { enable_keys: ["a", "b", "never off"], disable_keys: ["b", "c"] });
    expect(state.off.toSorted()).toEqual(["b", "c"]);
  });

  test("cannot enable the user's keys, not even after they disabled them too", () => {
    const state = held();
    obey(state, { disable_keys: ["mine"] });
    expect(refusal(state, "mine")).toBe("disabled");
    obey(state, { enable_keys: ["mine"] });
    expect(refusal(state, "mine")).toBe("disabled");
  });

  test("change nothing when they are not there", () => {
    const state = held("a");
    obey(state, { next_update: 1 });
    obey(state);
    expect(state.off).toEqual(["a"]);
  });

  test("are old news when a later version was heard", () => {
    const state = held();
    obey(state, { disable_keys: ["a"], version: 5 });
    obey(state, { enable_keys: ["a"], disable_keys: ["b"], version: 4 });
    expect([state.off, state.version]).toEqual([["a"], 5]);
    obey(state, { enable_keys: ["a"], version: 5 });
    expect(state.off).toEqual([]);
  });
});

describe("a key that the server disables", () => {
  test("is refused from then on, with its suffixes", async () => {
    const at = world();
    await told(at, ok({ disable_keys: ["ua"] }));
    for (const key of ["ua", "ua:1", "uax"]) at.tally.increment(key);
    expect(at.tally.snapshot()).toMatchObject({
      data: { uax: 1 },
      disabled: ["ua"],
      dropped: { disabled: 2 },
    });
  });

  test("leaves the buffer at once: it may have been counted during the request", async () => {
    const at = world();
    at.network.answers(() => {
      for (const key of ["a", "a:1", "b"]) at.tally.increment(key);
      return ok({ disable_keys: ["a"] });
    });
    await at.tally.flush();
    expect(at.tally.snapshot()).toMatchObject({ data: { b: 1 }, dropped: { disabled: 2 } });
  });

  test("leaves what waits, and its stored copy; numbers stay", async () => {
    const at = world();
    at.tally.increment("a:1");
    at.tally.increment("b");
    await told(at, LOST);
    at.network.answers([status(500, { disable_keys: ["a"] }), ok()]);
    await at.tally.flush();
    expect(at.tally.snapshot()).toMatchObject({
      pending: [{ seq: 1, data: { b: 1 } }],
      lost: { disabled: 1 },
    });
    const [path = ""] = await at.storage.keys("sealed/");
    expect(await at.storage.get(path)).toMatchObject({ seq: 1, data: { b: 1 } });
    await at.tally.flush();
    expect(dataSent(at).at(-1)).toEqual({ b: 1 });
  });

  test("was stored already when it came with the update that is acknowledged: nothing is dropped", async () => {
    const at = world();
    at.tally.increment("a");
    await told(at, ok({ disable_keys: ["a"] }));
    expect(at.tally.snapshot()).toMatchObject({ pending: [], dropped: {} });
  });

  test.for<[string, Outcome]>([
    ["a success", ok({ disable_keys: ["a"] })],
    ["a failure", status(500, { disable_keys: ["a"] })],
    ["a refusal", status(403, { disable_keys: ["a"] })],
    ["a 429", status(429, { disable_keys: ["a"] })],
  ])("is disabled by %s", async ([, outcome]) => {
    const at = world();
    await told(at, outcome);
    expect(at.tally.snapshot().disabled).toEqual(["a"]);
  });

  test("stays disabled over reloads until it is enabled, which stays too", async () => {
    const at = world();
    await told(at, ok({ disable_keys: ["a", "b"] }));
    const second = at.reload();
    at.network.answers([ok({ enable_keys: ["a"] })]);
    await second.flush();
    second.increment("a");
    second.increment("b");
    expect(second.snapshot()).toMatchObject({ data: { a: 1 }, disabled: ["b"] });
    const third = at.reload();
    at.network.answers([ok()]);
    await third.flush();
    third.increment("a");
    third.increment("b");
    expect(third.snapshot()).toMatchObject({ data: { a: 1 }, disabled: ["b"] });
  });

  test("is purged from what a new life counted before it knew", async () => {
    const at = world();
    await told(at, ok({ disable_keys: ["a"] }));
    const second = at.reload();
    second.increment("a");
    second.increment("b");
    await second.flush();
    expect(dataSent(at).at(-1)).toEqual({ b: 1 });
    expect(second.snapshot().dropped).toEqual({ disabled: 1 });
  });

  test("that is the user's own cannot be enabled, not even after a reload", async () => {
    const at = world({ disabledKeys: ["mine"] });
    await told(at, ok({ disable_keys: ["mine"] }));
    expect(at.tally.snapshot().disabled).toEqual(["mine"]);
    const second = at.reload();
    at.network.answers([ok({ enable_keys: ["mine"] })]);
    await second.flush();
    second.increment("mine:x");
    expect(second.snapshot()).toMatchObject({ data: {}, disabled: ["mine"] });
  });
});

test("a key purged from what waits leaves nothing that it held, and the calls still add up", async () => {
  const at = world();
  at.network.answers([LOST]);
  for (const value of ["first", "second", "third"]) at.tally.set("a", value);
  at.tally.increment("b");
  await at.tally.flush();
  at.network.answers([status(500, { disable_keys: ["a"] }), ok()]);
  await at.tally.flush();
  await at.tally.flush();
  const last = at.network.sent.at(-1);
  expect(last?.update.data).toEqual({ b: 1 });
  expect(last?.body).not.toMatch(/first|second|third/);
  expect((last?.update.calls ?? 0) + (last?.update.lost?.["disabled"] ?? 0)).toBe(4);
});

test("a tab that has heard nothing does not undo what another was told", async () => {
  const at = world();
  const deaf = at.reload();
  at.network.answers([ok()]);
  await deaf.flush();
  await told(at, ok({ disable_keys: ["x"] }));
  at.network.answers([LOST]);
  await deaf.flush();
  await settled();
  const next = at.reload();
  next.increment("x");
  await next.tick();
  expect(next.snapshot()).toMatchObject({ data: {}, disabled: ["x"] });
});

test("the end is stored even where the controls could not be read", async () => {
  const at = world();
  let isBroken = true;
  const get = (key: string) => (isBroken ? Promise.reject(new Error("busy")) : at.storage.get(key));
  const storage = { ...at.storage, get };
  const first = at.reload({ storage });
  at.network.answers([status(410)]);
  await first.flush();
  await settled();
  isBroken = false;
  const second = at.reload({ storage });
  await second.flush();
  expect(at.network.sent.length).toBe(1);
  expect(second.snapshot().stopped).toBe(true);
});

test("what a stopped life counts is dropped as stopped", async () => {
  const at = world();
  at.network.answers([status(410)]);
  await at.tally.flush();
  const second = at.reload();
  second.increment("n");
  await second.flush();
  second.increment("n");
  expect(second.snapshot().dropped).toEqual({ stopped: 2 });
});

describe("the end comes", () => {
  const ends: [string, Outcome][] = [
    ["by 410", status(410, {})],
    ["by 451", answer({ status: 451, contentType: "text/plain", body: "gone" })],
    ["by stop", ok({ stop: true })],
    ["by stop in a refusal", status(403, { stop: true })],
  ];

  test.for(ends)("%s: nothing is kept, counted or sent any more", async ([, outcome]) => {
    const at = world();
    at.network.answers(() => {
      at.tally.increment("meanwhile");
      return outcome;
    });
    at.tally.start();
    at.tally.increment("n");
    await at.clock.advance(0);
    at.tally.increment("later");
    expect(at.tally.snapshot()).toMatchObject({ data: {}, pending: [], stopped: true });
    expect(at.tally.snapshot().dropped).toMatchObject({ stopped: expect.any(Number) });
    await at.clock.advance(1e9);
    expect(await at.tally.flush()).toMatchObject({ ok: false, error: { code: "stopped" } });
    expect(await at.tally.stop()).toMatchObject({ ok: false, error: { code: "stopped" } });
    expect(at.network.sent.length).toBe(1);
    expect(await at.storage.keys("sealed/")).toEqual([]);
    expect(codes(at)).toContain("stopped");
  });

  test.for(ends)("%s, and stays after a reload", async ([, outcome]) => {
    const at = world();
    at.tally.increment("n");
    await told(at, outcome);
    const second = at.reload();
    second.increment("n");
    second.start();
    await at.clock.advance(1e9);
    second.increment("n");
    expect(second.snapshot()).toMatchObject({ data: {}, pending: [], stopped: true });
    const dropped = Object.values(second.snapshot().dropped);
    expect(dropped.reduce((sum, calls) => sum + calls, 0)).toBe(2);
    expect(at.network.sent.length).toBe(1);
    expect(Object.keys(await contents(at.storage)).sort()).toEqual(["controls", "instance"]);
  });

  test("for everything that waits, which is counted", async () => {
    const at = world();
    at.network.answers([LOST]);
    for (const key of ["a", "b", "c"]) {
      at.tally.increment(key);
      await at.tally.flush();
    }
    await told(at, status(410));
    expect(at.tally.snapshot()).toMatchObject({ pending: [], lost: { stopped: 3 } });
    expect(at.network.sent.length).toBe(4);
  });

  test("a stop ends the emission it came in, and the next reply does not undo it", async () => {
    const at = world();
    at.network.answers([LOST]);
    for (const key of ["a", "b", "c"]) {
      at.tally.increment(key);
      await at.tally.flush();
    }
    const before = at.network.sent.length;
    at.network.answers([ok({ stop: true }), ok()]);
    await at.tally.flush();
    expect(at.network.sent.length - before).toBe(1);
    expect(at.tally.snapshot()).toMatchObject({ stopped: true, pending: [] });
  });

  test("after a stop, what another tab left is not kept either", async () => {
    const at = world();
    await at.storage.write({ controls: { off: [], stopped: true, nextAtMs: 0 } });
    const left = {
      instance_id: "x",
      timestamp: "2026-11-21T07:00:00.000Z",
      epoch: "e",
      seq: 1,
      recorded: 1,
      data: { a: 1 },
      calls: 1,
    };
    await at.storage.write({ [pathOf(left)]: left });
    await at.tally.flush();
    await settled();
    expect(at.tally.snapshot()).toMatchObject({ pending: [], lost: { stopped: 1 } });
    expect(await at.storage.keys("sealed/")).toEqual([]);
  });
});
