// A server of Durable Objects in workerd, as its tests and benches talk to it.
import { randomUUID } from "node:crypto";
import type { TelemetryOptions } from "../../src/workers/telemetry/options.ts";
import { type RunningWorker, runWorker } from "./workerd.ts";

/** What a server may be given: it travels as JSON. */
export type Given = Omit<Partial<TelemetryOptions>, "assets" | "namespace" | "queue" | "analytics">;

/** One of several servers in one workerd. */
export interface EdgeServer {
  /** What every request has to carry. */
  readonly headers: Readonly<Record<string, string>>;
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Gives it options, for objects that are made from now on. */
  set(options: Given): Promise<void>;
  evict(object: string): Promise<void>;
  away(object: string): Promise<void>;
  back(object: string): Promise<void>;
  alarm(object: string): Promise<void>;
  /** Rows as Cloudflare bills them, and the size of the database, of all objects. */
  usage(): Promise<{ read: number; written: number; bytes: number }>;
  /** What its tagged metrics came to, by name and tags. */
  told(): Promise<Record<string, number>>;
  /** Has all that was counted handed up, and all that was changed told. */
  settle(): Promise<void>;
}

/** Starts workerd with `folder` for its databases. */
export function startEdge(folder?: string): Promise<RunningWorker> {
  const text = 'export { Tally, worker as default } from "./test/support/telemetry-worker.ts";';
  return runWorker(text, folder === undefined ? {} : { folder });
}

/** A server in it that has nothing yet, or one that was there before. */
export async function edgeServer(
  { url }: RunningWorker,
  options: Given = {},
  name: string = randomUUID(),
): Promise<EdgeServer> {
  const headers = { "x-test-server": name };
  let most = 1;
  const ask: EdgeServer["ask"] = (path, init) =>
    fetch(url + path, {
      ...init,
      headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers },
    });
  const objects = () => [
    ...Array.from({ length: most > 1 ? most : 0 }, (_, at) => `shard-${at}`),
    "root",
  ];
  const post = async (path: string, body?: string) => {
    const { status } = await ask(path, { method: "POST", ...(body !== undefined && { body }) });
    if (status !== 204) throw new Error(`${path} was answered ${status}`);
  };
  const server: EdgeServer = {
    headers,
    ask,
    set(given) {
      most = Math.max(most, given.shards ?? 1);
      return post("/.set", JSON.stringify(given));
    },
    evict: (object) => post(`/.evict/${object}`),
    away: (object) => post(`/.away/${object}`),
    back: (object) => post(`/.back/${object}`),
    alarm: (object) => post(`/.alarm/${object}`),
    async usage() {
      const sum = { read: 0, written: 0, bytes: 0 };
      for (const object of objects()) {
        const used = (await (await ask(`/.usage/${object}`)).json()) as typeof sum;
        for (const name of ["read", "written", "bytes"] as const) sum[name] += used[name];
      }
      return sum;
    },
    told: async () => (await ask("/.told")).json() as Promise<Record<string, number>>,
    async settle() {
      for (const object of objects()) await server.alarm(object);
    },
  };
  await server.set(options);
  return server;
}
