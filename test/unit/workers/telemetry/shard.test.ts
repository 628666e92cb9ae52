// A shard: takes updates in, and hands their totals up once.
import { describe, expect, test, vi } from "vitest";
import type { KeysReply, LoadReply, MembersReply } from "../../../../src/core/api.ts";
import { MAX_ROLLUP_WAIT_MS } from "../../../../src/core/shard-limits.ts";
import { ROLLUP_ROWS } from "../../../../src/core/store-limits.ts";
import { homeOf } from "../../../../src/workers/telemetry/home.ts";
import type { PartOptions } from "../../../../src/workers/telemetry/options.ts";
import type { Peer } from "../../../../src/workers/telemetry/peer.ts";
import { createShard } from "../../../../src/workers/telemetry/shard.ts";
import { type Cluster, openCluster } from "../../../support/cluster.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { HOME } from "../../../support/requests.ts";
import { memorySql, NOW_MS } from "../../../support/store.ts";

const SHARD = homeOf("i", 2);

/** What a key came to, and what is not handed up of it. */
async function counted(world: Cluster, name = "a"): Promise<[total?: number, pending?: number]> {
  const { keys } = await world.read<KeysReply>("/keys");
  const found = keys.find(({ key }) => key === name);
  return [found?.total ?? 0, found?.pending ?? 0];
}

/** Two shards, of which that of `i` has counted five. */
async function open(options: PartOptions = {}): Promise<Cluster> {
  const world = openCluster({ shards: 2, rollupMs: 1_000, ...options });
  for (const [seq, n] of [2, 3].entries()) {
    await world.send({ epoch: "e", seq: seq + 1, data: { a: n } });
  }
  return world;
}

/** Has the first call of a verb meet with something. */
function once(world: Cluster, verb: string, fate: Cluster["fate"]): void {
  world.fate = (to, said) => {
    if (said !== verb) return undefined;
    world.fate = () => undefined;
    return fate(to, said);
  };
}

test("totals of a shard that was put back to its past, or begun anew, are not taken for those of then", async () => {
  const world = await open();
  await world.peer("root").report(SHARD, { seq: 40, keys: [] }, []);
  await world.alarm(SHARD);
  expect(await counted(world)).toEqual([5, 0]);
  await world.send({ epoch: "e", seq: 3, data: { a: 1 } });
  once(world, "report", () => "back");
  for (let times = 0; times < 2; times += 1) await world.alarm(SHARD);
  expect(await counted(world)).toEqual([6, 0]);
});

test("a new shard that others tell of the view asks what is off all the same", async () => {
  const world = openCluster({ shards: 2 });
  await world.ask("/controls", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ disable: ["a"] }),
  });
  const late = ["a", "b", "c", "d", "e", "f"].find((id) => homeOf(id, 3) === "shard-2") as string;
  await world.send({ instance_id: late });
  world.fate = (to, verb) => (to === "shard-2" && verb === "hear" ? "there" : undefined);
  world.spread(3, () => false);
  await world.alarm(homeOf(late, 2));
  const found = await world.send({ instance_id: late }, homeOf(late, 2));
  expect(found).toMatchObject({ status: 200, disable_keys: ["a"] });
});

describe("totals are handed up once", () => {
  test("with an alarm", async () => {
    const world = await open();
    expect(await counted(world)).toEqual([0, 5]);
    await world.alarm(SHARD);
    expect(await counted(world)).toEqual([5, 0]);
  });

  test.each<[string, (world: Cluster) => unknown]>([
    ["whose report was lost", (world) => once(world, "report", () => "there")],
    ["whose reply was lost", (world) => once(world, "report", () => "back")],
    [
      "of a shard that was evicted before the report arrived",
      (world) =>
        once(world, "report", () => {
          world.evict(SHARD);
          return "there";
        }),
    ],
    [
      "of a shard that was evicted before the reply was there",
      (world) =>
        once(world, "report", () => {
          world.evict(SHARD);
          return "back";
        }),
    ],
    [
      "by a root that was evicted before the report arrived",
      (world) =>
        once(world, "report", () => {
          world.evict("root");
          return undefined;
        }),
    ],
  ])("%s", async (_, happen) => {
    const world = await open();
    happen(world);
    await world.alarm(SHARD);
    const [total = 0, pending = 0] = await counted(world);
    expect(total + pending).toBe(5);
    await world.send({ epoch: "e", seq: 3, data: { a: 4 } });
    await world.settle();
    expect(await counted(world)).toEqual([9, 0]);
  });

  test("by a root that was evicted before its reply, and made again", async () => {
    const world = await open();
    let reports = 0;
    once(world, "report", () => {
      reports += 1;
      return "back";
    });
    await world.alarm(SHARD);
    world.evict("root");
    expect(await counted(world)).toEqual([5, 0]);
    await world.settle();
    expect([await counted(world), reports]).toEqual([[5, 0], 1]);
  });

  test("where an alarm runs twice, and where two run at once", async () => {
    const world = await open();
    await Promise.all([world.alarm(SHARD), world.alarm(SHARD)]);
    await world.alarm(SHARD);
    expect(await counted(world)).toEqual([5, 0]);
  });

  test("where two alarms at once hear of nothing", async () => {
    const world = await open();
    world.fate = (_, verb) => (verb === "report" ? "back" : undefined);
    await Promise.all([world.alarm(SHARD), world.alarm(SHARD)]);
    await world.send({ epoch: "e", seq: 3, data: { a: 4 } });
    world.fate = () => undefined;
    await Promise.all([world.alarm(SHARD), world.alarm(SHARD)]);
    expect(await counted(world)).toEqual([9, 0]);
  });

  test("however many pieces they are", async () => {
    const world = openCluster({ shards: 2 });
    const who = (from: number) =>
      Array.from({ length: 2_500 }, (_, at) => ({ value: `m${from + at}`, count: 1 }));
    for (let seq = 1; seq <= 3; seq += 1) {
      const { status } = await world.send({ epoch: "e", seq, data: { who: who(seq * 2_500) } });
      expect(status).toBe(200);
    }
    const verbs: string[] = [];
    world.fate = (_, verb) => void verbs.push(verb) as undefined;
    await world.alarm(SHARD);
    expect(verbs.length).toBe(Math.ceil(7_501 / ROLLUP_ROWS));
    const { members, other } = await world.read<MembersReply>("/members?key=who&limit=1000");
    expect(members.reduce((sum, { total }) => sum + total, other)).toBe(7_500);
    expect(await counted(world, "who")).toEqual([7_500, 0]);
  });
});

describe("a root that is away", () => {
  test("keeps no update waiting, but the first, which has nowhere to belong", async () => {
    const world = openCluster({ shards: 2 });
    world.fate = () => "there";
    expect(await world.send({ data: { a: 1 } })).toMatchObject({ status: 503 });
    world.fate = () => undefined;
    expect(await world.send({ data: { a: 1 } })).toMatchObject({ status: 200 });
    world.fate = () => "there";
    world.evict(SHARD);
    expect(await world.send({ data: { a: 1 } })).toMatchObject({ status: 200 });
  });

  test("is tried again after longer and longer, and no longer than a minute", async () => {
    const wakes: number[] = [];
    const clock = manualClock(NOW_MS);
    const onError = vi.fn(() => {
      throw new Error("deaf");
    });
    const peers = () =>
      new Proxy({} as Peer, { get: () => () => Promise.reject(new Error("away")) });
    const { alarm } = createShard({
      ...{ name: SHARD, sql: memorySql(), peers, clock, wake: (ms) => void wakes.push(ms) },
      options: { rollupMs: 10_000, onError },
    });
    for (let times = 0; times < 5; times += 1) await alarm();
    expect(wakes).toEqual([
      20_000,
      40_000,
      MAX_ROLLUP_WAIT_MS,
      MAX_ROLLUP_WAIT_MS,
      MAX_ROLLUP_WAIT_MS,
    ]);
    expect(onError).toHaveBeenCalledTimes(5);
  });

  test("gets all of it when it is back", async () => {
    const world = await open();
    world.fate = (to) => (to === "root" ? "there" : undefined);
    for (let seq = 3; seq < 9; seq += 1) {
      await world.alarm(SHARD);
      expect(await world.send({ epoch: "e", seq, data: { a: 10 } })).toMatchObject({ ack: seq });
    }
    expect(await counted(world)).toEqual([0, 65]);
    world.fate = () => undefined;
    await world.settle();
    expect(await counted(world)).toEqual([65, 0]);
  });
});

describe("a shard", () => {
  test("asks to be woken when something is to be handed up, and not otherwise", async () => {
    const world = await open({ rollupMs: 7_000 });
    await world.settle();
    const before = world.clock.now();
    await world.settle();
    expect(world.clock.now()).toBe(before);
    await world.send({ data: { a: 1 } });
    await world.settle(6_000);
    expect(await counted(world)).toEqual([5, 1]);
    await world.settle(7_000);
    expect(await counted(world)).toEqual([6, 0]);
  });

  test("tells the root how busy it was", async () => {
    const world = await open();
    world.clock.advance(60_000);
    await world.send({ data: { a: 1 } });
    await world.settle();
    const { hosts } = await world.read<{ hosts: unknown[] }>("/hosts");
    expect(hosts.length).toBeGreaterThan(0);
    world.clock.advance(60_000);
    const { samples } = await world.read<LoadReply>("/load");
    expect(samples.some(({ requests_sec, bytes_sec }) => requests_sec > 0 && bytes_sec > 0)).toBe(
      true,
    );
  });

  test("counts what it turned away", async () => {
    const onLimit = vi.fn();
    const world = await open({ maxUpdates: 2, onLimit });
    expect(await world.send({ data: { a: 1 } })).toMatchObject({ status: 429 });
    await world.send({ instance_id: "j", data: {} }, SHARD);
    await world.settle();
    expect(await world.read("/apps")).toMatchObject({
      apps: [{ refused: { "rate-instance": 1 } }],
    });
    expect(onLimit).toHaveBeenCalledExactlyOnceWith("default", "rate-instance");
  });

  test.each([
    ["POST", "/v1/update", "{}", 400],
    ["POST", "/v1/update/j", '{"instance_id":"i"}', 400],
    ["GET", "/keys", null, 404],
    ["GET", "/v1/update", null, 405],
    ["PUT", "/controls", "{}", 404],
  ])("answers %s %s with its own word", async (method, path, body, status) => {
    const world = await open();
    expect((await world.ask(path, { method, body, to: SHARD })).status).toBe(status);
  });

  test("is asked by no page that it may not", async () => {
    const world = await open({ origins: ["https://shop.example.com"] });
    const body = JSON.stringify({ instance_id: "i", timestamp: new Date(NOW_MS).toISOString() });
    const origins = ["https://shop.example.com", "https://other.example.com"];
    const granted = [];
    for (const origin of origins) {
      const init = { method: "POST", body, headers: { origin }, to: SHARD };
      const { headers } = await world.ask("/v1/update", init);
      granted.push(headers.get("access-control-allow-origin"));
    }
    expect(granted).toEqual(["https://shop.example.com", null]);
  });

  test.each([["news"], ["report"]] as const)("has no answer to %s", async (verb) => {
    const world = await open();
    const peer = world.peer(SHARD);
    await expect((peer[verb] as () => Promise<unknown>)()).rejects.toThrow("a shard");
  });

  test("hears what the root asks, and older news never undo newer", async () => {
    const world = await open();
    const peer = world.peer(SHARD);
    const view = { version: 1, shards: 2, former: [] };
    const asked = (version: number, stop: boolean) => ({
      version,
      switches: [],
      wishes: [{ interval_ms: null, stop }],
    });
    await peer.hear({ view, asked: asked(9, true) });
    await peer.hear({ view, asked: asked(8, false) });
    expect(await world.send()).toMatchObject({ stop: true, version: 9 });
    await peer.hear({ view, asked: asked(10, false) });
    expect(await world.send()).not.toHaveProperty("stop");
  });

  test("is what it was when it is made again of its database", async () => {
    const world = await open();
    world.evict(SHARD);
    expect(await world.send({ epoch: "e", seq: 2, data: { a: 3 } })).toMatchObject({ ack: 2 });
    expect(await counted(world)).toEqual([0, 5]);
  });
});

test("a shard's fetch never rejects, and tells what went wrong", async () => {
  const onError = vi.fn();
  const { fetch } = createShard({
    ...{ name: SHARD, sql: memorySql(), clock: manualClock(NOW_MS), wake: () => {} },
    peers: () => new Proxy({} as Peer, { get: () => () => Promise.reject(new Error("away")) }),
    options: { onError },
  });
  const body = JSON.stringify({ instance_id: "i" });
  const response = await fetch(new Request(`${HOME}/v1/update`, { method: "POST", body }));
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(onError).toHaveBeenCalledOnce();
});
