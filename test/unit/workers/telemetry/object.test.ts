// One Durable Object: its database, its alarm, and the way to the others.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openObject } from "../../../../src/workers/telemetry/object.ts";
import type { TelemetryOptions } from "../../../../src/workers/telemetry/options.ts";
import { durable } from "../../../support/durable.ts";
import { NOW_MS } from "../../../support/store.ts";

beforeEach(() => void vi.useFakeTimers({ now: NOW_MS, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** Others that answer as they are told to. */
function othersOf(answer: (name: string, verb: string, asked: unknown[]) => unknown) {
  const calls: unknown[] = [];
  const getByName = (name: string) => ({
    fetch: () => Promise.reject(new Error("nobody asks")),
    async peer(verb: string, asked: unknown[]) {
      calls.push([name, verb, asked]);
      return answer(name, verb, asked);
    },
  });
  return { calls, namespace: { getByName } };
}

const NEWS = {
  view: { version: 1, shards: 2, former: [] },
  asked: { version: 0, switches: [], wishes: [] },
  seq: 1,
};

const update = (instance_id: string) =>
  new Request("https://count.example/v1/update", {
    method: "POST",
    body: JSON.stringify({ instance_id, timestamp: new Date().toISOString(), data: { a: 1 } }),
  });

function open(name: string | undefined, more: Partial<TelemetryOptions> = {}, alarm?: number) {
  const state = durable(name, alarm);
  const others = othersOf(() => NEWS);
  const options = { isOpen: true, namespace: others.namespace, ...more };
  const object = openObject(state.ctx, options);
  return { ...state, ...others, object, set: () => state.set.map((at) => at - NOW_MS) };
}

describe("an object", () => {
  test.each([
    ["root", "root", 200],
    ["alone, of an id of its own", undefined, 200],
    ["as a shard", "shard-0", 404],
  ])("is %s by its name", async (_, name, status) => {
    const { object } = open(name);
    expect((await object.fetch(new Request("https://count.example/keys"))).status).toBe(status);
  });

  test("counts, and has it when it is made again", async () => {
    const { object, ctx, namespace } = open("root");
    expect((await object.fetch(update("i"))).status).toBe(200);
    const again = openObject(ctx, { isOpen: true, namespace });
    const found = await again.fetch(new Request("https://count.example/keys"));
    expect(await found.json()).toMatchObject({ keys: [{ key: "a", total: 1 }] });
  });
});

describe("what others say", () => {
  test("is done, by its name", async () => {
    const { object } = open("root", { shards: 2 });
    expect(await object.peer("news", [])).toMatchObject({ view: { version: 1, shards: 2 } });
    const rollup = { seq: 1, keys: [] };
    expect(await object.peer("report", ["shard-0", rollup, []])).toMatchObject({ seq: 1 });
  });

  test("reaches them by a stub of its own each time", async () => {
    const { object, calls } = open("shard-1");
    await object.fetch(update("i"));
    await object.alarm();
    expect(calls).toMatchObject([
      ["root", "news", []],
      ["root", "report", ["shard-1", { seq: 1 }, []]],
    ]);
  });

  test("is a failure where it fails", async () => {
    const state = durable("shard-0");
    const others = othersOf(() => {
      throw new Error("away");
    });
    const onError = vi.fn();
    const object = openObject(state.ctx, { namespace: others.namespace, onError });
    expect((await object.fetch(update("i"))).status).toBe(503);
    await object.alarm();
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ message: "away" }));
  });
});

describe("an alarm", () => {
  test("is set when something is to be handed up, and is not put off", async () => {
    const { object, set, alarm, ready } = open("shard-1", { rollupMs: 2_000 });
    await ready();
    await object.fetch(update("i"));
    expect(set()).toEqual([2_000]);
    vi.setSystemTime(NOW_MS + 1_500);
    await object.fetch(update("i"));
    expect([set(), alarm()]).toEqual([[2_000], NOW_MS + 2_000]);
  });

  test("is set anew once it has been", async () => {
    const { object, set } = open("shard-1", { rollupMs: 2_000 });
    await object.fetch(update("i"));
    vi.setSystemTime(NOW_MS + 2_000);
    await object.alarm();
    await object.fetch(update("j"));
    expect(set().at(-1)).toBe(4_000);
  });

  test.each([
    ["an earlier one that was set before is found again", 500, 500],
    ["one that is overdue is found again", -9_000, -9_000],
    ["a later one makes place for what is due sooner", 60_000, 2_000],
  ])("%s", async (_, before, due) => {
    const { object, alarm, ready } = open("shard-1", { rollupMs: 2_000 }, NOW_MS + before);
    await ready();
    await object.fetch(update("i"));
    expect(alarm()).toBe(NOW_MS + due);
  });

  test("that was set before is not put off by what is woken at once", async () => {
    const { alarm, ready } = open("root", { shards: 2 }, NOW_MS - 500);
    await ready();
    expect(alarm()).toBe(NOW_MS - 500);
  });

  test("that was given up is set again where totals wait", async () => {
    const state = durable("shard-1");
    const { namespace } = othersOf(() => NEWS);
    const make = () => openObject(state.ctx, { namespace, rollupMs: 2_000 });
    await make().fetch(update("i"));
    await state.ctx.storage.setAlarm(0);
    make();
    await state.ready();
    expect(state.set.slice(1)).toEqual([0]);
    state.drop();
    make();
    await state.ready();
    expect(state.set.slice(2)).toEqual([NOW_MS + 2_000]);
  });

  test("of a root with shards is set when it is made: they are to hear of each other", async () => {
    const { set, ready } = open("root", { shards: 2 });
    await ready();
    expect(set()).toEqual([0]);
  });

  test("of a root alone is not needed before anything comes", async () => {
    const { set, ready } = open("root");
    await ready();
    expect(set()).toEqual([]);
  });
});
