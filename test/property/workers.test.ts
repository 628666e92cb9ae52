// Objects of one server, whatever happens to them: every update that was acknowledged counts once.
import { describe, expect, test } from "vitest";
import type {
  AccountingReply,
  InstancesReply,
  KeysReply,
  MembersReply,
  ValuesReply,
} from "../../src/core/api.ts";
import type { Backend } from "../../src/core/metric.ts";
import type { Reply } from "../../src/core/update.ts";
import { metrics } from "../../src/workers/telemetry/metrics.ts";
import { type Chance, chance } from "../sim/chance.ts";
import { type Cluster, openCluster } from "../support/cluster.ts";

/** An instance asks to be forgotten. */
interface Forgotten {
  readonly id: string;
  readonly seq: number;
  /** Each that it was given. */
  readonly receipts: Set<string>;
}

interface Sent {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
  readonly n: number;
  readonly member: string;
  /** Calls of its epoch so far. */
  readonly recorded: number;
  status: number;
}

const COUNTS = [1, 2, 3, 4, 5, 7];
/** An instance begins another epoch after so many updates. */
const EPOCH_UPDATES = 4;

async function send(world: Cluster, update: Sent, slow?: number): Promise<void> {
  const { id, epoch, seq, n, member, recorded } = update;
  const body = JSON.stringify({
    instance_id: id,
    timestamp: new Date(world.clock.now()).toISOString(),
    epoch,
    seq,
    data: {
      a: n,
      who: [{ value: member, count: n }],
      [`v.${id}`]: seq,
      [`l.${id}`]: [epoch + seq],
      statsd: [`rode:${n}|c`],
    },
    set_keys: [`v.${id}`],
    calls: n,
    recorded,
  });
  const pace = slow === undefined ? {} : { slow };
  const { status } = await world.ask("/v1/update", { method: "POST", body, ...pace });
  if (update.status !== 200) update.status = status;
}

async function forget(world: Cluster, { id, seq, receipts }: Forgotten): Promise<void> {
  const timestamp = new Date(world.clock.now()).toISOString();
  const body = JSON.stringify({ instance_id: id, timestamp, epoch: "last", seq, forget: true });
  const response = await world.ask("/v1/update", { method: "POST", body });
  if (response.status !== 200) return;
  const { receipt } = (await response.json()) as { receipt?: string };
  receipts.add(String(receipt));
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
  control: 1,
  forget: 1,
};

interface Played {
  readonly world: Cluster;
  readonly all: Sent[];
  readonly forgotten: ReadonlyMap<string, Forgotten>;
  /** The key that is off in the end; nothing where nobody knows. */
  readonly off: string | undefined;
  /** What lines that rode on updates came to. */
  readonly rode: number;
  readonly wrong: string[];
}

async function play(seed: number): Promise<Played> {
  const draw: Chance = chance(seed);
  let rode = 0;
  const backend: Backend = ({ counters }) => {
    for (const { value } of counters) rode += value.count;
  };
  const wing = metrics({ backends: { backend }, statserType: "null", expiryMs: -1 });
  const world = openCluster({ shards: draw.pick(COUNTS), rollupMs: 1_000, wings: [wing] });
  const all: Sent[] = [];
  const seqs = new Map<string, number>();
  const wrong: string[] = [];
  const forgotten = new Map<string, Forgotten>();
  /** The one key that is off, where the last change was answered. */
  let off: string | undefined = "";
  let changes = 0;
  let isChanging = false;
  let cut = new Set<string>();
  world.fate = (to) => {
    if (cut.has(to)) return draw.pick(["there", "back"]);
    return draw.often(0.12) ? draw.pick(["there", "back", draw.int(4), draw.int(30)]) : undefined;
  };
  const slowness = () => (draw.often(0.3) ? draw.int(12) : undefined);
  const steps: Record<keyof typeof STEPS, () => unknown> = {
    send() {
      const id = `i${draw.int(12)}`;
      // It is quiet from then on, but what it sent may come again.
      if (forgotten.has(id)) return undefined;
      const sent = seqs.get(id) ?? 0;
      seqs.set(id, sent + 1);
      const [epoch, seq] = [`e${Math.floor(sent / EPOCH_UPDATES)}`, (sent % EPOCH_UPDATES) + 1];
      const n = 1 + draw.int(9);
      const recorded =
        n + (all.findLast((each) => each.id === id && each.epoch === epoch)?.recorded ?? 0);
      const update = { id, epoch, seq, n, member: `m${draw.int(5)}`, recorded, status: 0 };
      all.push(update);
      return send(world, update, slowness());
    },
    again: () => (all.length > 0 ? send(world, draw.pick(all), slowness()) : undefined),
    alarm: () => world.alarm(draw.pick(world.names())),
    evict: () => world.evict(draw.pick(world.names())),
    cut() {
      cut = new Set(world.names().filter(() => draw.often(0.4)));
    },
    heal() {
      cut = new Set();
    },
    spread: () => world.spread(draw.pick(COUNTS), () => draw.often(0.4)),
    wait: () => world.clock.advance(draw.int(90_000)),
    async read() {
      const { status } = await world.ask("/keys");
      // 500: it was evicted meanwhile.
      if (status !== 200 && status !== 500) wrong.push(`keys: ${status}`);
    },
    async control() {
      // Of two at once nobody knows which is the last.
      if (isChanging) return;
      isChanging = true;
      off = undefined;
      const enable = Array.from({ length: changes }, (_, at) => `off-${at}`);
      const disable = [`off-${changes}`];
      changes += 1;
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ disable, enable });
      const { status } = await world.ask("/controls", { method: "PUT", headers, body });
      if (status === 200) off = disable[0];
      isChanging = false;
    },
    forget() {
      const last = all.at(-1);
      // Of one whose update is under way nobody knows which of the two comes first.
      if (!last || all.some(({ id, status }) => id === last.id && status !== 200)) return undefined;
      if (forgotten.size >= 3 && !forgotten.has(last.id)) return undefined;
      const seq = (seqs.get(last.id) ?? 0) + 1;
      const asked = forgotten.get(last.id) ?? { id: last.id, seq, receipts: new Set() };
      forgotten.set(last.id, asked);
      return forget(world, asked);
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
  for (const asked of forgotten.values()) {
    await forget(world, asked);
    if (asked.receipts.size !== 1) wrong.push(`${asked.id}: ${[...asked.receipts]}`);
  }
  // What comes again of one that was forgotten counts no more.
  for (const update of all) if (forgotten.has(update.id)) await send(world, update);
  for (const update of all) {
    if (update.status !== 200) wrong.push(`${update.id}/${update.seq}: ${update.status}`);
  }
  for (const name of world.names()) await world.alarm(name);
  await world.settle();
  return { world, all, forgotten, off, rode, wrong };
}

const json = async <T>(world: Cluster, path: string) => (await (await world.ask(path)).json()) as T;

describe("objects of one server", () => {
  const first = Number(process.env["SEED"] ?? 1);
  const seeds = Number(process.env["SEEDS"] ?? (process.env["SEED"] ? 1 : 60));
  test(`count each of ${seeds} worlds up to the last count`, { timeout: 600_000 }, async () => {
    for (let seed = first; seed < first + seeds; seed += 1) {
      const { world, all, forgotten, off, rode, wrong } = await play(seed);
      const kept = all.filter(({ id }) => !forgotten.has(id));
      const sum = all.reduce((total, { n }) => total + n, 0);
      const { keys } = await json<KeysReply>(world, "/keys?range=24h");
      const found = new Map(keys.map((each) => [each.key, each]));
      const { members } = await json<MembersReply>(world, "/members?key=who&range=24h");
      const { recorded, unexplained, accepted, dropped } = await json<AccountingReply>(
        world,
        "/accounting",
      );
      const instances = await json<InstancesReply>(world, "/instances?limit=100");
      const ids = new Set(kept.map(({ id }) => id));
      const told = new Set<string>();
      for (const { id } of all) {
        const update = { instance_id: id, timestamp: new Date(world.clock.now()).toISOString() };
        const body = JSON.stringify(update);
        const response = await world.ask("/v1/update", { method: "POST", body });
        told.add(((await response.json()) as Reply).disable_keys?.join() ?? "");
      }
      const held: Record<string, unknown> = {};
      for (const id of ids)
        held[id] = [
          (await json<ValuesReply>(world, `/values?key=v.${id}`)).values.length,
          (await json<ValuesReply>(world, `/values?key=l.${id}`)).items.kept,
        ];
      expect({
        seed,
        wrong,
        rode,
        a: found.get("a")?.total,
        pending: keys.map((each) => each.pending).filter(Boolean),
        who: members.reduce((total, each) => total + each.total, 0),
        accepted,
        unexplained,
        balance: recorded - accepted - (dropped["forgotten"] ?? 0),
        told: off === undefined ? told.size : [...told],
        instances: instances.total,
        listed: instances.instances.map((each) => each.id).sort(),
        updates: instances.instances.reduce((total, each) => total + each.updates, 0),
        senders: found.get("a")?.instances,
        held,
      }).toEqual({
        seed,
        wrong: [],
        rode: sum,
        a: sum,
        pending: [],
        who: sum,
        accepted: sum,
        unexplained: 0,
        balance: 0,
        told: off === undefined ? 1 : [off],
        instances: ids.size,
        listed: [...ids].sort(),
        updates: kept.length,
        senders: ids.size,
        held: Object.fromEntries(
          [...ids].map((id) => [id, [1, kept.filter((each) => each.id === id).length]]),
        ),
      });
    }
  });
});
