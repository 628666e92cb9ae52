// The server on Workers when things go wrong, in workerd: what was acknowledged counts, once.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeysReply } from "../../src/core/api.ts";
import type { Reply } from "../../src/core/update.ts";
import { heldOf, type Loaded, loadEdge } from "../support/edge-load.ts";
import { type EdgeServer, edgeServer, startEdge } from "../support/telemetry-server.ts";
import type { RunningWorker } from "../support/workerd.ts";

let edge: RunningWorker;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge.stop());

const PLAN = { updates: 1_200, instances: 60, duplicates: 0.05, malformed: 0.02 };
/** Nobody waits for the next alarm: tests say when. */
const ROLLUP_MS = 200;

/** Lets a load run, and something else beside it until it is over. */
async function beside(
  server: EdgeServer,
  run: (turn: number) => Promise<unknown>,
): Promise<Loaded> {
  let isOver = false;
  const loading = loadEdge(server.ask, PLAN).finally(() => {
    isOver = true;
  });
  for (let turn = 0; !isOver; turn += 1) {
    await run(turn);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return loading;
}

async function expectAll(
  server: EdgeServer,
  loaded: Loaded,
  ...lost: "duplicates"[]
): Promise<void> {
  await server.settle();
  await server.settle();
  const { counted, fresh, wrong } = loaded;
  expect(wrong).toEqual([]);
  const held = await heldOf(server.ask);
  expect(held).toEqual({
    counted,
    updates: fresh,
    members: counted,
    pending: 0,
    // Whoever got no answer sent again: that is a duplicate more.
    duplicates: lost.includes("duplicates") ? expect.any(Number) : loaded.again,
    instances: PLAN.instances,
  });
}

describe("a server of four shards", () => {
  test("adds up to the last count under load, with duplicates and malformed updates", async () => {
    const server = await edgeServer(edge, { shards: 4, rollupMs: ROLLUP_MS });
    const loaded = await loadEdge(server.ask, PLAN);
    expect(loaded.again).toBeGreaterThan(20);
    expect(loaded.refused).toBeGreaterThan(5);
    await expectAll(server, loaded);
  });

  test("whose alarms run again and again, and several at a time, adds up", async () => {
    const server = await edgeServer(edge, { shards: 4, rollupMs: ROLLUP_MS });
    const loaded = await beside(server, (turn) => {
      const alarms = ["shard-0", "shard-1", "shard-2", "shard-3", "root"];
      return Promise.all(
        alarms.flatMap((name) => (turn % 2 ? [server.alarm(name), server.alarm(name)] : [])),
      );
    });
    await expectAll(server, loaded);
  });

  test("whose objects are evicted in the middle of what they do adds up", async () => {
    const server = await edgeServer(edge, { shards: 4, rollupMs: ROLLUP_MS });
    const objects = ["shard-0", "root", "shard-2", "shard-1", "shard-3"];
    const loaded = await beside(server, async (turn) => {
      if (turn % 8 === 7) await server.evict(objects[(turn >> 3) % objects.length] as string);
    });
    await expectAll(server, loaded, "duplicates");
  });

  test("answers without a shard that cannot be reached, names it, and has its counts when it is back", async () => {
    const server = await edgeServer(edge, { shards: 4, rollupMs: 60_000 });
    const loaded = await loadEdge(server.ask, { ...PLAN, updates: 400 });
    await server.away("shard-1");
    await server.away("root");
    for (const name of ["shard-0", "shard-1", "shard-2", "shard-3"]) await server.alarm(name);
    await server.back("root");
    for (const name of ["shard-0", "shard-2", "shard-3"]) await server.alarm(name);
    const keys = async () => (await (await server.ask("/keys")).json()) as KeysReply;
    const without = await keys();
    expect(without.silent).toEqual(["shard-1"]);
    const some = without.keys.find(({ key }) => key === "load.counted")?.total ?? 0;
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(loaded.counted);
    await server.back("shard-1");
    const waiting = await keys();
    expect(waiting.silent).toBeUndefined();
    const row = waiting.keys.find(({ key }) => key === "load.counted");
    expect((row?.total ?? 0) + (row?.pending ?? 0)).toBe(loaded.counted);
    await server.settle();
    expect(await heldOf(server.ask)).toMatchObject({ counted: loaded.counted, pending: 0 });
  });

  test("obeys controls in every shard at once, and in one that was away with its next roll-up", async () => {
    const server = await edgeServer(edge, { shards: 4, rollupMs: 60_000 });
    const loaded = await loadEdge(server.ask, { ...PLAN, updates: 300 });
    expect(loaded.wrong).toEqual([]);
    await server.away("shard-2");
    const change = { method: "PUT", body: JSON.stringify({ disable: ["load.counted"] }) };
    const put = await server.ask("/controls", {
      ...change,
      headers: { "content-type": "application/json" },
    });
    expect(put.status).toBe(200);
    await server.back("shard-2");
    const told = async () => {
      const off: string[] = [];
      for (let i = 0; i < PLAN.instances; i += 1) {
        const timestamp = new Date().toISOString();
        const body = JSON.stringify({ instance_id: `i-${i}`, timestamp });
        const reply = await server.ask("/v1/update", { method: "POST", body });
        const { disable_keys = [] } = (await reply.json()) as Reply;
        if (disable_keys.includes("load.counted")) off.push(`i-${i}`);
      }
      return off.length;
    };
    const early = await told();
    expect(early).toBeGreaterThan(0);
    await server.alarm("shard-2");
    expect(await told()).toBe(PLAN.instances);
  });

  test("of two that becomes one of five under load, and of three again, loses nothing and doubles nothing", async () => {
    const server = await edgeServer(edge, { shards: 2, rollupMs: ROLLUP_MS });
    const all = ["root", "shard-0", "shard-1", "shard-2", "shard-3", "shard-4"];
    const loaded = await beside(server, async (turn) => {
      const shards = turn === 10 ? 5 : turn === 40 ? 3 : undefined;
      if (shards === undefined) return;
      await server.set({ shards, rollupMs: ROLLUP_MS });
      // As a deployment does, one after the other.
      for (const name of all) await server.evict(name);
    });
    await server.set({ shards: 5, rollupMs: ROLLUP_MS });
    for (const name of all) await server.evict(name);
    // What was taken before comes once more, by way of other homes.
    const again = await loadEdge(server.ask, PLAN);
    expect(again.counted).toBe(loaded.counted);
    await expectAll(server, again, "duplicates");
  });
});
