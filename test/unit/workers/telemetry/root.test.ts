// The root: answers what is asked, tells the shards what is wanted, and adds up what they hand it.
import { describe, expect, test, vi } from "vitest";
import type {
  AccountingReply,
  InstancesReply,
  KeysReply,
  ValuesReply,
} from "../../../../src/core/api.ts";
import { RETELL_MS, SHARD_ANSWER_MS } from "../../../../src/core/shard-limits.ts";
import { homeOf, shardNames } from "../../../../src/workers/telemetry/home.ts";
import type { Peer } from "../../../../src/workers/telemetry/peer.ts";
import { createRoot } from "../../../../src/workers/telemetry/root.ts";
import { settled } from "../../../support/clock.ts";
import { type Cluster, openCluster } from "../../../support/cluster.ts";
import { reportOf } from "../../../support/kept-reports.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { HOME } from "../../../support/requests.ts";
import { memorySql, NOW_MS } from "../../../support/store.ts";

const IDS = Array.from({ length: 12 }, (_, at) => `i${at}`);
const open = (shards: number) => openCluster({ shards, rollupMs: 1_000 });
const cut = (world: Cluster, ...names: string[]) => {
  world.fate = (to) => (names.includes(to) ? "there" : undefined);
};
const heal = (world: Cluster) => {
  world.fate = () => undefined;
};
const put = (world: Cluster, path: string, body: object) =>
  world.ask(path, {
    method: path === "/controls" ? "PUT" : "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const control = async (world: Cluster, change: object) => {
  const response = await put(world, "/controls", change);
  expect(response.status).toBe(200);
  return (await response.json()) as { version: number };
};
/** What each instance is told of keys that are off. */
const disabled = async (world: Cluster) => {
  const told: (readonly string[])[] = [];
  for (const instance_id of IDS) {
    told.push((await world.send({ instance_id })).disable_keys ?? []);
  }
  return new Set(told.map((keys) => keys.join()));
};

describe("a shard that cannot be reached for a while", () => {
  test("is named by what is read meanwhile, which has the rest; afterwards all adds up", async () => {
    const world = open(3);
    for (const instance_id of IDS) {
      await world.send({ instance_id, epoch: "e", seq: 1, data: { a: 1, v: instance_id } });
    }
    await world.settle();
    const lost = homeOf("i0", 3);
    const own = IDS.filter((id) => homeOf(id, 3) === lost).length;
    cut(world, lost);
    for (const instance_id of IDS) {
      const sent = { instance_id, epoch: "e", seq: 2, data: { a: 10 } };
      // Whoever sends reaches it.
      expect((await world.send(sent)).status).toBe(200);
    }
    const silent = [lost];
    expect(await world.read<KeysReply>("/keys")).toMatchObject({
      silent,
      keys: [
        { key: "a", total: 12, pending: 10 * (12 - own), instances: 12 - own },
        { key: "v", total: 12 },
      ],
    });
    for (const path of ["/apps", "/series?key=a", "/members?key=a", "/values?key=v"]) {
      expect(await world.read(path)).toMatchObject({ silent });
    }
    expect(await world.read<InstancesReply>("/instances")).toMatchObject({
      silent,
      total: 12 - own,
    });
    heal(world);
    await world.settle();
    const { keys, ...rest } = await world.read<KeysReply>("/keys");
    expect(rest).not.toHaveProperty("silent");
    expect(keys[0]).toMatchObject({ key: "a", total: 132, instances: 12 });
    expect(keys[0]).not.toHaveProperty("pending");
    expect(await world.read("/instances")).toMatchObject({ total: 12 });
  });

  test("is not waited for any longer than it may take", async () => {
    const clock = manualClock(NOW_MS);
    const onError = vi.fn();
    const peers = () => new Proxy({} as Peer, { get: () => () => new Promise(() => {}) });
    const { fetch } = createRoot({
      ...{ name: "root", sql: memorySql(), peers, clock, wake: () => {} },
      options: { shards: 2, isOpen: true, onError },
    });
    const asked = fetch(new Request(`${HOME}/keys`)) as Promise<Response>;
    await settled();
    clock.advance(SHARD_ANSWER_MS);
    const response = await asked;
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { keys: [], silent: ["shard-0", "shard-1"] },
    ]);
    expect(onError).toHaveBeenCalledTimes(2);
  });
});

describe("from 2 shards to 5 and back to 1", () => {
  const send = async (world: Cluster, seq: number, to?: (id: string) => string) => {
    const acks: unknown[] = [];
    for (const [at, instance_id] of IDS.entries()) {
      const data = {
        a: 1,
        v: { seq, own: instance_id },
        list: [`${instance_id}/${seq}`],
        who: [{ value: instance_id, count: 2 }],
      };
      const sent = { instance_id, epoch: "e", seq, data, calls: 4, recorded: 4 * seq };
      const { status, ack } = await world.send({ ...sent, set_keys: ["v"] }, to?.(instance_id));
      acks.push([status, ack]);
      expect(at).toBeLessThan(IDS.length);
    }
    return acks;
  };
  const told = async (world: Cluster) => {
    const { keys } = await world.read<KeysReply>("/keys");
    const { instances, total } = await world.read<InstancesReply>("/instances");
    const { fields, items } = await world.read<ValuesReply>("/values?key=v");
    const list = await world.read<ValuesReply>("/values?key=list&limit=1000");
    const accounts = await world.read<AccountingReply>("/accounting");
    return {
      a: keys.find(({ key }) => key === "a"),
      who: keys.find(({ key }) => key === "who")?.members,
      total,
      updates: instances.reduce((sum, each) => sum + each.updates, 0),
      duplicates: instances.reduce((sum, each) => sum + each.duplicates, 0),
      ids: instances.map(({ id }) => id).sort(),
      seqs: fields.find(({ field }) => field === "seq")?.values,
      owners: fields.find(({ field }) => field === "own")?.instances,
      items,
      list: list.values.length,
      kept: list.items,
      sums: [accounts.recorded, accounts.accepted, accounts.unexplained, accounts.missing],
      epochs: accounts.epochs.length,
    };
  };
  const expected = (sent: number, duplicates: number) => ({
    a: { total: 12 * sent, instances: 12 },
    who: 12,
    total: 12,
    updates: 12 * sent,
    duplicates,
    ids: [...IDS].sort(),
    seqs: [{ value: sent, instances: 12 }],
    owners: 12,
    list: 12 * sent,
    kept: { total: 12 * sent, kept: 12 * sent },
    sums: [48 * sent, 48 * sent, 0, 0],
    epochs: 12,
  });

  test("nothing is lost, and nothing counts twice", async () => {
    const world = open(2);
    await send(world, 1);
    await world.settle();
    expect(await told(world)).toMatchObject(expected(1, 0));

    world.spread(5);
    await world.settle();
    // Who has not spoken is where it was.
    expect(await told(world)).toMatchObject(expected(1, 0));
    // What came before comes again, and is absorbed, where a Worker of before the change takes it too.
    expect(await send(world, 1)).toEqual(IDS.map(() => [200, 1]));
    expect(await send(world, 1, (id) => homeOf(id, 2))).toEqual(IDS.map(() => [200, 1]));
    await send(world, 2, (id) => homeOf(id, 2));
    await world.settle();
    expect(await told(world)).toMatchObject(expected(2, 24));

    world.spread(1);
    await world.settle();
    for (const [seq, count] of [
      [1, 2],
      [2, 5],
      [2, 1],
    ] as const) {
      expect(await send(world, seq, (id) => homeOf(id, count))).toEqual(IDS.map(() => [200, 2]));
    }
    await send(world, 3);
    await world.settle();
    expect(await told(world)).toMatchObject(expected(3, 60));
    for (const name of shardNames([5])) {
      const { total } = await world.peer(name).share("instances", [1, 0]);
      expect([name, total]).toEqual([name, 0]);
    }
  });

  test("who was forgotten stays so, with the same receipt", async () => {
    const world = open(2);
    await send(world, 1);
    const forget = (to?: string) =>
      world.send({ instance_id: "i1", epoch: "e", seq: 2, forget: true }, to);
    const { receipt } = await forget();
    expect(receipt).toBeDefined();
    for (const shards of [5, 1, 5]) {
      world.spread(shards);
      await world.settle();
      const sent = { instance_id: "i1", epoch: "e", seq: 3, data: { a: 100 } };
      expect(await world.send(sent)).toMatchObject({ status: 200, ack: 3 });
      expect(await world.send(sent, homeOf("i1", 2))).toMatchObject({ status: 200, ack: 3 });
      expect(await forget()).toMatchObject({ receipt });
    }
    await world.settle();
    const { instances } = await world.read<InstancesReply>("/instances");
    expect(instances.map(({ id }) => id).sort()).toEqual(IDS.filter((id) => id !== "i1").sort());
    expect((await world.read<KeysReply>("/keys")).keys.find(({ key }) => key === "a")?.total).toBe(
      12,
    );
  });

  test("what a shard had not handed up is handed up after the change", async () => {
    const world = open(5);
    await send(world, 1);
    world.spread(1);
    await send(world, 2);
    expect(await world.read<KeysReply>("/keys")).toMatchObject({
      keys: [{ key: "a", total: 12, pending: 12, instances: 12 }, {}, {}, {}],
    });
    await world.settle();
    expect((await told(world)).a).toEqual(expect.objectContaining({ total: 24, instances: 12 }));
  });
});

describe("controls", () => {
  test("are obeyed by every shard at once", async () => {
    const world = open(4);
    await disabled(world);
    await control(world, { disable: ["a"] });
    expect(await disabled(world)).toEqual(new Set(["a"]));
  });

  test("are obeyed at once by a shard that has never been asked before", async () => {
    const world = open(4);
    await control(world, { disable: ["a"] });
    expect(await disabled(world)).toEqual(new Set(["a"]));
  });

  test("reach who could not be told with its next roll-up", async () => {
    const world = open(4);
    await disabled(world);
    await world.settle();
    const lost = homeOf("i0", 4);
    cut(world, lost);
    await control(world, { disable: ["a"] });
    heal(world);
    expect(await disabled(world)).toEqual(new Set(["a", ""]));
    await world.alarm(lost);
    expect(await disabled(world)).toEqual(new Set(["a"]));
  });

  test("reach who could not be told when the root tells again", async () => {
    const world = open(4);
    await disabled(world);
    await world.settle();
    cut(world, homeOf("i0", 4));
    await control(world, { disable: ["a"] });
    await world.settle(RETELL_MS - 1);
    heal(world);
    await world.settle(1);
    await world.alarm("root");
    expect(await disabled(world)).toEqual(new Set(["a"]));
  });

  test("are not told again to who has heard them", async () => {
    const world = open(4);
    await control(world, { disable: ["a"] });
    const verbs: string[] = [];
    world.fate = (_, verb) => void verbs.push(verb) as undefined;
    await world.alarm("root");
    expect(verbs).toEqual([]);
    world.evict("root");
    await world.alarm("root");
    expect(verbs).toEqual(Array(4).fill("hear"));
  });

  test("that are older never undo newer ones, however late they come", async () => {
    const world = open(2);
    await disabled(world);
    const { hear } = world.peer("shard-0");
    const news = await world.peer("root").news();
    await control(world, { disable: ["a"] });
    await hear(news);
    expect(await disabled(world)).toEqual(new Set(["a"]));
  });

  test("are taken back everywhere", async () => {
    const world = open(3);
    await disabled(world);
    const { version } = await control(world, { disable: ["a"] });
    expect((await put(world, "/controls/undo", { version })).status).toBe(200);
    expect(await disabled(world)).toEqual(new Set([""]));
    expect((await put(world, "/controls/undo", { version })).status).toBe(409);
    expect((await put(world, "/controls/undo", { version: 7 })).status).toBe(400);
  });

  test("may be those of an app that only a shard has heard of", async () => {
    const world = open(3);
    await world.send({ app: "shop", data: { a: 1 } });
    await control(world, { app: "shop", stop: true });
    expect(await world.send({ app: "shop" })).toMatchObject({ stop: true });
    expect(await world.send({ instance_id: "i1" })).not.toHaveProperty("stop");
    expect((await put(world, "/controls", { app: "none", stop: true })).status).toBe(400);
  });

  test("are looked at before: whom they would touch, wherever they are", async () => {
    const world = open(3);
    for (const instance_id of IDS) await world.send({ instance_id, data: { a: 1 } });
    const response = await put(world, "/controls/preview", { disable: ["a"] });
    expect([response.status, await response.json()]).toMatchObject([200, { instances: 12 }]);
  });

  test("of a number of shards that was changed reach the new ones", async () => {
    const world = open(1);
    await control(world, { disable: ["a"] });
    world.spread(3);
    expect(await disabled(world)).toEqual(new Set(["a"]));
  });
});

describe("the root", () => {
  test("alone counts by itself, and asks nobody", async () => {
    const world = open(1);
    const verbs: string[] = [];
    world.fate = (_, verb) => void verbs.push(verb) as undefined;
    await world.send({ data: { a: 1 } });
    expect(await world.read("/keys")).toMatchObject({ keys: [{ key: "a", total: 1 }] });
    await control(world, { stop: true });
    await world.settle();
    expect([verbs, world.names()]).toEqual([[], ["root"]]);
  });

  test("passes on what comes to it, and is at home with a shard", async () => {
    const world = open(3);
    expect(await world.send({ data: { a: 1 } }, "root")).toMatchObject({ status: 200 });
    const { total } = await world.peer(homeOf("i", 3)).share("instances", [1, 0]);
    expect(total).toBe(1);
  });

  test.each([["share"], ["rows"]] as const)("has no answer to %s", async (verb) => {
    const peer = open(2).peer("root");
    await expect((peer[verb] as () => Promise<unknown>)()).rejects.toThrow("answers by itself");
    await expect(peer.hear({} as never)).resolves.toBeUndefined();
  });

  test("tells a shard that reports what it has to tell", async () => {
    const world = open(2);
    const peer = world.peer("root");
    const rollup = { seq: 3, keys: [] };
    const news = await peer.news();
    expect(await peer.report("shard-0", rollup, [])).toEqual({ ...news, seq: 3 });
    expect(await peer.report("shard-0", undefined, [])).toEqual({ ...news, seq: 3 });
    expect(await peer.report("shard-1", undefined, [])).toEqual({ ...news, seq: 0 });
  });

  test.each([
    ["GET", "/keys", undefined, 403],
    ["GET", "/keys", true, 200],
    ["POST", "/v1/update", undefined, 200],
  ])(
    "without tokens answers %s %s of another machine, open: %s, with %i",
    async (method, path, isOpen, status) => {
      const { fetch } = createRoot({
        ...{ name: "root", sql: memorySql(), peers: () => ({}) as Peer, wake: () => {} },
        options: isOpen === undefined ? {} : { isOpen },
      });
      const update = { instance_id: "i", timestamp: new Date().toISOString() };
      const body = method === "POST" ? JSON.stringify(update) : null;
      const response = await fetch(new Request(HOME + path, { method, body }));
      expect(response.status).toBe(status);
    },
  );

  test("does what is due although a shard is away, and never rejects", async () => {
    const clock = manualClock(NOW_MS);
    const wakes: number[] = [];
    const peers = () =>
      new Proxy({} as Peer, { get: () => () => Promise.reject(new Error("away")) });
    const { alarm, fetch } = createRoot({
      ...{ name: "root", sql: memorySql(), peers, clock, wake: (ms) => void wakes.push(ms) },
      options: { shards: 2, isOpen: true },
    });
    expect(wakes).toEqual([0]);
    await alarm();
    expect(wakes).toContain(RETELL_MS);
    expect((await fetch(new Request(`${HOME}/keys`))).status).toBe(200);
  });

  test("whose database fails tries again later, whoever hears of it", async () => {
    const wakes: number[] = [];
    const sql = memorySql();
    let isBroken = false;
    const all: typeof sql.all = (...asked) => {
      if (isBroken) throw new Error("disk full");
      return sql.all(...asked);
    };
    const onError = vi.fn(() => {
      throw new Error("deaf");
    });
    const { alarm, peer } = createRoot({
      ...{ name: "root", sql: { all, tx: sql.tx }, peers: () => ({}) as Peer },
      ...{ clock: manualClock(NOW_MS), wake: (ms) => void wakes.push(ms) },
      options: { onError },
    });
    isBroken = true;
    await alarm();
    expect(onError).toHaveBeenCalled();
    await expect(peer.report("shard-0", { seq: 1, keys: [] }, [])).rejects.toThrow();
    isBroken = false;
    expect(await peer.report("shard-0", { seq: 1, keys: [] }, [])).toMatchObject({ seq: 1 });
  });

  test("rolls up as much as it may at a time, and then goes on", async () => {
    const world = open(2);
    await world.send({ data: { a: 1 } });
    await world.settle();
    world.clock.advance(40 * 86_400_000);
    await world.alarm("root");
    await world.settle();
    expect(await world.read("/keys?range=60d")).toMatchObject({ keys: [{ key: "a", total: 1 }] });
  });
});

test.each([1, 3])(
  "of %i shards reports are the root's to keep, and there after it was evicted",
  async (shards) => {
    const world = open(shards);
    const send = () =>
      world.ask("/v1/report", { method: "POST", body: JSON.stringify(reportOf()) });
    expect(await (await send()).text()).toBe("");
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ application: "shop", latest_version: "2" });
    await world.ask("/applications", { method: "PUT", headers, body });
    world.evict("root");
    expect(await (await send()).json()).toMatchObject({ latest_version: "2" });
    expect(await world.read("/applications")).toMatchObject({
      applications: [{ application: "shop", reports: 2, installs: 1 }],
    });
  },
);
