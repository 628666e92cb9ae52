// Objects of one server on Workers, in this process: each with a database of its own, and a network that can fail.
import { DatabaseSync } from "node:sqlite";
import type { Reply, Update } from "../../src/core/update.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { homeOf, ROOT } from "../../src/workers/telemetry/home.ts";
import { withInstance } from "../../src/workers/telemetry/instance-of.ts";
import type { PartOptions } from "../../src/workers/telemetry/options.ts";
import type { Peer, Peers } from "../../src/workers/telemetry/peer.ts";
import { createRoot } from "../../src/workers/telemetry/root.ts";
import { createShard, type TelemetryPart } from "../../src/workers/telemetry/shard.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { NOW_MS } from "./store.ts";

/**
 * What may happen to one call from object to object: it is lost on the way there, on the way back, or neither, or it
 * takes so many turns of the event loop to arrive.
 */
export type Fate = "there" | "back" | number | undefined;

/** What an update was answered. */
export interface Sent extends Partial<Reply> {
  readonly status: number;
}

export interface Cluster {
  readonly clock: ManualClock;
  /** Decides what becomes of a call. */
  fate: (to: string, verb: string) => Fate;
  /**
   * Sends a request to where a Worker with so many shards (those of now) would. With `slow` the body of an update takes so
   * many turns of the event loop, and whose it is is told before.
   */
  ask(path: string, init?: RequestInit & { to?: string; slow?: number }): Promise<Response>;
  /** Sends an update, sealed now by the instance `i` unless told otherwise; `to` is where a Worker of another time would. */
  send(said?: Partial<Update> & { app?: string }, to?: string): Promise<Sent>;
  /** What is read at a path; it has to be there. */
  read<T>(path: string): Promise<T>;
  /** Forgets an object, which is made again of its database when it is asked for. */
  evict(name: string): void;
  /** Has the root made anew with so many shards, and of the others those that are told, by default all. */
  spread(shards: number, isEvicted?: (name: string) => boolean): void;
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
    async ask(path, { to, slow, ...init } = {}) {
      const body = typeof init.body === "string" ? init.body : "";
      const id = /"instance_id":"([^"]*)"/.exec(body)?.[1];
      const name =
        to ?? (id !== undefined && path.includes("/v1/update") ? homeOf(id, shards) : ROOT);
      const late = slow !== undefined && {
        headers: withInstance(new Headers(init.headers), id),
        body: slowly(body, slow),
        duplex: "half",
      };
      const request = new Request(`https://count.example${path}`, { ...init, ...late });
      return pumped(Promise.resolve(object(name).fetch(request)));
    },
    async send({ app, ...said } = {}, to) {
      const timestamp = new Date(clock.now()).toISOString();
      const body = JSON.stringify({ instance_id: "i", timestamp, ...said });
      const path = `/v1/update${app === undefined ? "" : `?app=${app}`}`;
      const init = { method: "POST", body, ...(to !== undefined && { to }) };
      const response = await cluster.ask(path, init);
      return { ...((await response.json()) as Partial<Reply>), status: response.status };
    },
    async read<T>(path: string) {
      const response = await cluster.ask(path);
      if (response.status !== 200) throw new Error(`${path}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    evict,
    spread(count, isEvicted = () => true) {
      shards = count;
      for (const name of [...objects.keys()]) if (name === ROOT || isEvicted(name)) evict(name);
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
      options: { isOpen: true, ...options, shards },
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
        if (typeof fate === "number") await turns(fate);
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

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function slowly(text: string, count: number): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      await turns(count);
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}
