// Isolates of one Worker over KV, whatever happens to them: what was put away counts once.
import { expect, test } from "vitest";
import { createCollector } from "../../src/collector/collector.ts";
import type { Collector } from "../../src/collector/options.ts";
import { PATH_BASE, ROUND_LEASE_MS } from "../../src/core/limits.ts";
import type { Clock } from "../../src/core/ports.ts";
import type { Update } from "../../src/core/update.ts";
import { kvStorage } from "../../src/storage/kv.ts";
import { type Chance, chance } from "../sim/chance.ts";
import { fakeClock } from "../support/clock.ts";
import { fakeKv } from "../support/kv.ts";
import { fakeNetwork, LOST, ok } from "../support/network.ts";

const HOUR = 3_600_000;

/** What one step may be, by its weight. */
const STEPS = { request: 15, begin: 1, die: 1, network: 2, lag: 1 };
/** How the network may be; `mixed` is another of them with each update, and with `back` the answer is lost. */
const NETWORKS = ["fine", "mixed", "lost", "hung", "back"] as const;

interface Isolate {
  readonly tally: Collector;
  isAlive: boolean;
}

const nOf = ({ data }: Pick<Update, "data">) => Number(data?.["n"] ?? 0);
const numberOf = ({ epoch, seq }: Update) => `${epoch}/${seq}`;

/** A Worker, its namespace, and a server that counts each number once. */
function site(draw: Chance) {
  const clock = fakeClock();
  const kv = fakeKv(clock);
  const network = fakeNetwork(clock);
  const received = new Map<string, Update>();
  const texts = new Map<string, string>();
  const wrong: string[] = [];
  const weather: { now: (typeof NETWORKS)[number] } = { now: "fine" };
  /** The last number of an epoch up to which there is none missing. */
  const ackOf = (epoch: unknown) => {
    let ack = 0;
    while (received.has(`${epoch}/${ack + 1}`)) ack += 1;
    return ack;
  };
  network.answers(({ update }) => {
    const number = numberOf(update);
    const text = JSON.stringify(update.data);
    if ((texts.get(number) ?? text) !== text) wrong.push(`${number} differs`);
    texts.set(number, text);
    const now = weather.now === "mixed" ? draw.pick(NETWORKS) : weather.now;
    if (now === "lost") return LOST;
    if (now === "hung") return "hang";
    if (!received.has(number)) received.set(number, update);
    if (now === "back") return LOST;
    return ok({ next_update: draw.pick([60, 600, 3_600]) * 1e9, ack: ackOf(update.epoch) });
  });
  const all: Isolate[] = [];
  function begin(): Isolate {
    const own: { isolate?: Isolate } = {};
    /** What `work` comes to, for those who live to see it. */
    const alive = async <T>(work: () => Promise<T>): Promise<T> => {
      const result = own.isolate?.isAlive ? await work() : undefined;
      return own.isolate?.isAlive ? (result as T) : new Promise<T>(() => {});
    };
    const mortal: Clock = {
      now: clock.now,
      random: draw.next,
      // What waits for longer is ended with its request.
      after: (ms, run) =>
        ms > ROUND_LEASE_MS
          ? () => {}
          : clock.after(ms, () => void (own.isolate?.isAlive && run())),
    };
    const namespace = {
      get: (key: string) => alive(() => kv.get(key)),
      put: (...put: Parameters<typeof kv.put>) => alive(() => kv.put(...put)),
      delete: (key: string) => alive(() => kv.delete(key)),
      list: (options: Parameters<typeof kv.list>[0]) => alive(() => kv.list(options)),
    };
    const tally = createCollector({
      endpoint: "https://count.example/v1/update",
      storage: kvStorage(namespace, { clock: mortal }),
      clock: mortal,
      transport: (...sent) => alive(() => network.transport(...sent)),
    });
    own.isolate = { tally, isAlive: true };
    all.push(own.isolate);
    return own.isolate;
  }
  const living = () => all.filter(({ isAlive }) => isAlive);
  const pendingOf = ({ tally }: Isolate) => tally.snapshot().pending;
  /** Ends an isolate, and says how much goes with it: what nobody else has, nor KV, nor the server. */
  function die(isolate: Isolate): number {
    isolate.isAlive = false;
    const held = kv.contents();
    const gone = pendingOf(isolate).filter((update) => {
      const path = `tallybeacon/sealed/${update.epoch}/${Number(update.seq) + PATH_BASE}`;
      const others = living().flatMap(pendingOf).map(numberOf);
      return !(path in held || received.has(numberOf(update)) || others.includes(numberOf(update)));
    });
    return gone.reduce((sum, update) => sum + nOf(update), nOf(isolate.tally.snapshot()));
  }
  return { clock, kv, received, wrong, weather, begin, living, die };
}

async function play(seed: number) {
  const draw = chance(seed);
  const { clock, kv, received, wrong, weather, begin, living, die } = site(draw);
  let counted = 0;
  let gone = 0;
  const steps: Record<keyof typeof STEPS, () => unknown> = {
    request() {
      const { tally } = draw.pick(living());
      tally.increment("n");
      counted += 1;
      void tally.tick();
    },
    begin: () => living().length < 8 && begin(),
    die() {
      gone += die(draw.pick(living()));
    },
    network() {
      weather.now = draw.pick(NETWORKS);
    },
    lag() {
      kv.lagMs = draw.pick([0, 30_000, 60_000]);
    },
  };
  for (let step = 0; step < 400; step += 1) {
    while (living().length < 2) begin();
    steps[draw.weighted(STEPS)]();
    await clock.advance(draw.pick([10, 500, 5_000, 40_000, 300_000]));
  }
  // All is well again, and others begin, who find what the dead have left.
  weather.now = "fine";
  kv.lagMs = 0;
  for (let life = 0; life < 30; life += 1) {
    begin();
    for (const { tally } of living()) {
      void tally.tick();
      await clock.advance(3_000);
    }
    await clock.advance(HOUR);
  }
  for (const isolate of living()) gone += die(isolate);
  const sum = [...received.values()].reduce((total, update) => total + nOf(update), 0);
  return { counted, accounted: sum + gone, wrong };
}

const first = Number(process.env["SEED"] ?? 1);
const seeds = Number(process.env["SEEDS"] ?? (process.env["SEED"] ? 1 : 40));

test(`isolates of each of ${seeds} worlds lose nothing that was put away`, {
  timeout: 600_000,
}, async () => {
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { counted, accounted, wrong } = await play(seed);
    expect({ seed, accounted, wrong }).toEqual({ seed, accounted: counted, wrong: [] });
  }
});
