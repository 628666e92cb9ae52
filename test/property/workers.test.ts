// Objects of one server, whatever happens to them: every update that was acknowledged counts once.
import { describe, expect, test } from "vitest";
import type {
  AccountingReply,
  InstancesReply,
  KeysReply,
  MembersReply,
} from "../../src/core/api.ts";
import { type Chance, chance } from "../sim/chance.ts";
import { type Cluster, openCluster } from "../support/cluster.ts";

interface Sent {
  readonly id: string;
  readonly seq: number;
  readonly n: number;
  readonly member: string;
  /** Calls of its epoch so far. */
  readonly recorded: number;
  status: number;
}

const COUNTS = [1, 2, 3, 4, 5, 7];

async function send(world: Cluster, update: Sent): Promise<void> {
  const { id, seq, n, member, recorded } = update;
  const body = JSON.stringify({
    instance_id: id,
    timestamp: new Date(world.clock.now()).toISOString(),
    epoch: `e-${id}`,
    seq,
    data: { a: n, who: [{ value: member, count: n }], [`v.${id}`]: seq },
    set_keys: [`v.${id}`],
    calls: n,
    recorded,
  });
  const { status } = await world.ask("/v1/update", { method: "POST", body });
  if (update.status !== 200) update.status = status;
}

/** What one step may be, by its weight. */
const STEPS = {
  send: 12,
  again: 5,
  alarm: 6,
  evict: 3,
  cut: 2,
  heal: 3,
  spread: 1,
  wait: 3,
  read: 1,
};

async function play(seed: number): Promise<{ world: Cluster; all: Sent[]; wrong: string[] }> {
  const draw: Chance = chance(seed);
  const world = openCluster({ shards: draw.pick(COUNTS), rollupMs: 1_000 });
  const all: Sent[] = [];
  const seqs = new Map<string, number>();
  const wrong: string[] = [];
  let cut = new Set<string>();
  world.fate = (to) => {
    if (cut.has(to)) return draw.pick(["there", "back"]);
    return draw.often(0.04) ? draw.pick(["there", "back"]) : undefined;
  };
  const steps: Record<keyof typeof STEPS, () => unknown> = {
    send() {
      const id = `i${draw.int(12)}`;
      const seq = (seqs.get(id) ?? 0) + 1;
      seqs.set(id, seq);
      const n = 1 + draw.int(9);
      const recorded = n + (all.findLast((each) => each.id === id)?.recorded ?? 0);
      const update = { id, seq, n, member: `m${draw.int(5)}`, recorded, status: 0 };
      all.push(update);
      return send(world, update);
    },
    again: () => (all.length > 0 ? send(world, draw.pick(all)) : undefined),
    alarm: () => world.alarm(draw.pick(world.names())),
    evict: () => world.evict(draw.pick(world.names())),
    cut() {
      cut = new Set(world.names().filter(() => draw.often(0.4)));
    },
    heal() {
      cut = new Set();
    },
    spread: () => world.spread(draw.pick(COUNTS)),
    wait: () => world.clock.advance(draw.int(90_000)),
    async read() {
      const { status } = await world.ask("/keys");
      // 500: it was evicted meanwhile.
      if (status !== 200 && status !== 500) wrong.push(`keys: ${status}`);
    },
  };
  await world.ask("/keys");
  const together: Promise<unknown>[] = [];
  for (let step = 0; step < 120; step += 1) {
    const done = steps[draw.weighted(STEPS)]();
    // Now and then the next step does not wait for this one.
    if (done) together.push(Promise.resolve(done));
    if (together.length > draw.int(3)) await Promise.all(together.splice(0));
  }
  await Promise.all(together);
  world.fate = () => undefined;
  // Whoever got no answer asks again; then all is quiet.
  for (const update of all) if (update.status !== 200) await send(world, update);
  for (const update of all) {
    if (update.status !== 200) wrong.push(`${update.id}/${update.seq}: ${update.status}`);
  }
  for (const name of world.names()) await world.alarm(name);
  await world.settle();
  return { world, all, wrong };
}

const json = async <T>(world: Cluster, path: string) => (await (await world.ask(path)).json()) as T;

describe("objects of one server", () => {
  const first = Number(process.env["SEED"] ?? 1);
  const seeds = Number(process.env["SEEDS"] ?? (process.env["SEED"] ? 1 : 60));
  test(`count each of ${seeds} worlds up to the last count`, { timeout: 600_000 }, async () => {
    for (let seed = first; seed < first + seeds; seed += 1) {
      const { world, all, wrong } = await play(seed);
      const sum = all.reduce((total, { n }) => total + n, 0);
      const { keys } = await json<KeysReply>(world, "/keys?range=24h");
      const found = new Map(keys.map((each) => [each.key, each]));
      const { members } = await json<MembersReply>(world, "/members?key=who&range=24h");
      const { recorded, unexplained, accepted } = await json<AccountingReply>(world, "/accounting");
      const instances = await json<InstancesReply>(world, "/instances?limit=100");
      const ids = new Set(all.map(({ id }) => id));
      const held: Record<string, unknown> = {};
      for (const id of ids)
        held[id] = (await json<{ values: unknown[] }>(world, `/values?key=v.${id}`)).values.length;
      expect({
        seed,
        wrong,
        a: found.get("a")?.total,
        pending: keys.map((each) => each.pending).filter(Boolean),
        who: members.reduce((total, each) => total + each.total, 0),
        accepted,
        unexplained,
        balance: recorded - accepted,
        instances: instances.total,
        listed: instances.instances.map((each) => each.id).sort(),
        updates: instances.instances.reduce((total, each) => total + each.updates, 0),
        senders: found.get("a")?.instances,
        held,
      }).toEqual({
        seed,
        wrong: [],
        a: sum,
        pending: [],
        who: sum,
        accepted: sum,
        unexplained: 0,
        balance: 0,
        instances: ids.size,
        listed: [...ids].sort(),
        updates: all.length,
        senders: ids.size,
        held: Object.fromEntries([...ids].map((id) => [id, 1])),
      });
    }
  });
});
