// Servers of Durable Objects for tests: as many as wanted beside each other, each with options of its own, and faults.
import { DurableObject } from "cloudflare:workers";
import { createHandler } from "../../src/server/handler.ts";
import { edgeLookup, edgeSource } from "../../src/workers/telemetry/edge-source.ts";
import { front } from "../../src/workers/telemetry/front.ts";
import { metrics } from "../../src/workers/telemetry/metrics.ts";
import {
  type ObjectState,
  type OpenObject,
  openObject,
} from "../../src/workers/telemetry/object.ts";
import type { Namespace, TelemetryOptions } from "../../src/workers/telemetry/options.ts";
import { pushes, reports } from "../../src/workers/telemetry/wings.ts";

/** Header with the server's name. */
const SERVER = "x-test-server";

interface Env {
  readonly TALLY: Namespace;
}

/** Names of objects have the server's before them. */
const BAR = " | ";

/** Options of servers, and what cannot be reached: known to all objects, which share an isolate here. */
const settings = new Map<string, Partial<TelemetryOptions>>();
const away = new Set<string>();
/** What tagged metrics each was told of, by name and tags. */
const told = new Map<string, Record<string, number>>();

// Documents ask nothing of a store.
const pages = createHandler({ store: { onChange() {} }, history: {} } as unknown as Parameters<
  typeof createHandler
>[0]);

function optionsOf(server: string, env: Env): TelemetryOptions {
  const own = settings.get(server);
  if (!own) throw new Error("this server was not set up since workerd started");
  return {
    isOpen: true,
    wings: [
      reports,
      pushes,
      metrics({
        backends: {
          test({ counters }) {
            const sums = told.get(server) ?? {};
            told.set(server, sums);
            for (const { name, tags, value } of counters) {
              const key = [name, ...tags].join(" ");
              sums[key] = (sums[key] ?? 0) + value.count;
            }
          },
        },
        statserType: "null",
        flushMs: 200,
        expiryMs: -1,
        sourceOf: edgeSource,
        lookup: edgeLookup,
      }),
    ],
    addressOf: ({ headers }) => headers.get("cf-connecting-ip") ?? undefined,
    assets: { fetch: async (request) => pages(request) },
    ...own,
    namespace: {
      getByName(name) {
        const whole = server + BAR + name;
        const stub = env.TALLY.getByName(whole);
        const reach = async <T>(run: () => Promise<T>): Promise<T> => {
          if (away.has(whole)) throw new Error(`${name} is away`);
          return run();
        };
        return {
          fetch: (request) => reach(() => stub.fetch(request)),
          peer: (verb, asked) => reach(() => stub.peer(verb, asked)),
        };
      },
    },
  };
}

/** Rows as Cloudflare bills them. */
interface Rows {
  read: number;
  written: number;
}

/** A storage that counts the rows that statements read and write. */
function metered(storage: ObjectState["storage"], rows: Rows): ObjectState["storage"] {
  return {
    getAlarm: () => storage.getAlarm(),
    setAlarm: (at) => storage.setAlarm(at),
    transactionSync: (run) => storage.transactionSync(run),
    sql: {
      exec(...asked) {
        const cursor = storage.sql.exec(...asked) as ReturnType<typeof storage.sql.exec> & {
          readonly rowsRead: number;
          readonly rowsWritten: number;
        };
        const found = cursor.toArray();
        rows.read += cursor.rowsRead;
        rows.written += cursor.rowsWritten;
        return { toArray: () => found };
      },
    },
  };
}

/** An object of one of the servers. */
export class Tally extends DurableObject<Env> {
  readonly #object: OpenObject;
  readonly #abort: () => void;
  readonly #usage: () => Rows & { bytes: number };

  constructor(state: unknown, env: Env) {
    super(state, env);
    const ctx = state as ObjectState & { abort(why: string): void };
    const [server = "", name = ""] = (ctx.id.name ?? "").split(BAR);
    const rows: Rows = { read: 0, written: 0 };
    const storage = metered(ctx.storage, rows);
    const { sql } = ctx.storage as unknown as { sql: { readonly databaseSize: number } };
    this.#usage = () => ({ ...rows, bytes: sql.databaseSize });
    this.#abort = () => ctx.abort("evicted by a test");
    this.#object = openObject(
      { id: { name }, storage, blockConcurrencyWhile: (run) => ctx.blockConcurrencyWhile(run) },
      optionsOf(server, env),
    );
  }

  async fetch(request: Request): Promise<Response> {
    return this.#object.fetch(request);
  }

  alarm(): Promise<void> {
    return this.#object.alarm();
  }

  async peer(verb: string, asked: unknown[]): Promise<unknown> {
    if (verb === "alarm") return this.#object.alarm();
    if (verb === "evict") return this.#abort();
    if (verb === "usage") return this.#usage();
    return this.#object.peer(verb, asked);
  }
}

/**
 * Passes a request to its server. Besides: `POST /.set` gives it options, `/.alarm/<object>` does what its alarm would,
 * `/.evict/<object>` ends whatever it is doing, `/.away/<object>` and `/.back/<object>` cut and mend the way to it,
 * `/.usage/<object>` tells what it has used, `/.told` what tagged metrics came to.
 */
export const worker = {
  async fetch(request: Request, env: Env): Promise<Response> {
    const server = request.headers.get(SERVER) ?? "";
    const [, verb, name = ""] = /\/\.([a-z]+)(?:\/([\w-]+))?$/.exec(request.url) ?? [];
    const done = new Response(null, { status: 204 });
    if (verb === undefined) return front(request, optionsOf(server, env));
    if (verb === "set") settings.set(server, (await request.json()) as Partial<TelemetryOptions>);
    else if (verb === "away") away.add(server + BAR + name);
    else if (verb === "back") away.delete(server + BAR + name);
    else if (verb === "told") return Response.json(told.get(server) ?? {});
    else if (verb === "usage")
      return Response.json(await env.TALLY.getByName(server + BAR + name).peer(verb, []));
    // An object that was evicted answers nobody.
    else
      await env.TALLY.getByName(server + BAR + name)
        .peer(verb, [])
        .catch(() => {});
    return done;
  },
};
