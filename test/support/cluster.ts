// Objects of one server on Workers, in this process: each with a database of its own, and a network that can fail.
import { DatabaseSync } from "node:sqlite";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { homeOf, ROOT } from "../../src/workers/telemetry/home.ts";
import type { PartOptions } from "../../src/workers/telemetry/options.ts";
import type { Peer, Peers } from "../../src/workers/telemetry/peer.ts";
import { createRoot } from "../../src/workers/telemetry/root.ts";
import { createShard, type TelemetryPart } from "../../src/workers/telemetry/shard.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { NOW_MS } from "./store.ts";

/** What may happen to one call from object to object: it is lost on the way there, on the way back, or neither. */
export type Fate = "there" | "back" | undefined;

export interface Cluster {
  readonly clock: ManualClock;
  /** Decides what becomes of a call. */
  fate: (to: string, verb: string) => Fate;
  /** Sends a request to where a Worker with so many shards (those of now) would. */
  ask(path: string, init?: RequestInit & { to?: string }): Promise<Response>;
  /** Forgets an object, which is made again of its database when it is asked for. */
  evict(name: string): void;
  /** Has all objects made anew with so many shards. */
  spread(shards: number): void;
  /** The object called so, as others call it. */
  peer(name: string): Peer;
  alarm(name: string): Promise<void>;
  /** Lets time pass until nobody has anything left to do, or not within so many milliseconds. */
  settle(withinMs?: number): Promise<void>;
  names(): string[];
}

export function openCluster(options: PartOptions = {}, startMs: number = NOW_MS): Cluster {
  const clock = manualClock(startMs);
  const databases = new Map<string, DatabaseSync>();
  const objects = new Map<string, TelemetryPart & { end(): void }>();
  const wakes = new Map<string, number>();
  let { shards = 1 } = options;

  const cluster: Cluster = {
    clock,
    fate: () => undefined,
    async ask(path, { to, ...init } = {}) {
      const body = typeof init.body === "string" ? init.body : "";
      const id = /"instance_id":"([^"]*)"/.exec(body)?.[1];
      const name =
        to ?? (id !== undefined && path.includes("/v1/update") ? homeOf(id, shards) : ROOT);
      const answered = object(name).fetch(new Request(`https://count.example${path}`, init));
      return pumped(Promise.resolve(answered));
    },
    evict,
    spread(count) {
      shards = count;
      for (const name of [...objects.keys()]) evict(name);
    },
    peer: (name) => object(name).peer,
    alarm: (name) => pumped(object(name).alarm()),
    async settle(withinMs = Number.POSITIVE_INFINITY) {
      const end = clock.now() + withinMs;
      for (let turn = 0; turn < 200; turn += 1) {
        const next = [...wakes].sort(([, a], [, b]) => a - b)[0];
        if (!next) return;
        const [name, at] = next;
        if (at > end) return;
        wakes.delete(name);
        if (at > clock.now()) clock.advance(at - clock.now());
        await cluster.alarm(name);
      }
      throw new Error("it never ends");
    },
    names: () => [...databases.keys()],
  };
  return cluster;

  /** What it was doing ends wherever it is. */
  function evict(name: string): void {
    objects.get(name)?.end();
    objects.delete(name);
  }

  function object(name: string): TelemetryPart {
    const found = objects.get(name);
    if (found) return found;
    const database = databases.get(name) ?? new DatabaseSync(":memory:");
    databases.set(name, database);
    const create = name === ROOT ? createRoot : createShard;
    let isOver = false;
    const inner = sqliteSql(database);
    const living = <T>(run: () => T): T => {
      if (isOver) throw new Error(`${name} was evicted`);
      return run();
    };
    const made = create({
      name,
      sql: {
        all: (...asked) => living(() => inner.all(...asked)),
        tx: (run) => living(() => inner.tx(run)),
      },
      peers,
      options: { ...options, shards },
      clock,
      wake: (ms) => {
        const at = clock.now() + ms;
        wakes.set(name, Math.min(at, wakes.get(name) ?? at));
      },
    });
    const end = () => {
      isOver = true;
    };
    const object = { ...made, end };
    objects.set(name, object);
    return object;
  }

  function peers(name: string): ReturnType<Peers> {
    const call =
      (verb: keyof Peer) =>
      async (...given: unknown[]) => {
        const fate = cluster.fate(name, verb);
        await Promise.resolve();
        if (fate === "there") throw new Error(`${name} is away`);
        const run = object(name).peer[verb] as (...args: unknown[]) => Promise<unknown>;
        // What passes between objects is copied.
        const result = await run(...(structuredClone(given) as unknown[]));
        if (fate === "back") throw new Error(`${name} is away`);
        return verb === "rows" ? result : structuredClone(result);
      };
    return new Proxy({} as Peer, { get: (_, verb) => call(verb as keyof Peer) });
  }

  /** Waits, and lets time pass a little whenever nothing else happens. */
  async function pumped<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const waited = work.finally(() => {
      done = true;
    });
    waited.catch(() => {});
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!done) clock.advance(1);
    }
    return waited;
  }
}
