// A server of Durable Objects for tests: as many as wanted beside each other, each with options of its own.
import { DurableObject } from "cloudflare:workers";
import { createHandler } from "../../src/server/handler.ts";
import { front } from "../../src/workers/telemetry/front.ts";
import {
  type ObjectState,
  type OpenObject,
  openObject,
} from "../../src/workers/telemetry/object.ts";
import type { Namespace, TelemetryOptions } from "../../src/workers/telemetry/options.ts";

/** Header with the server's name, and its options as JSON. */
export const SERVER = "x-test-server";

interface Env {
  readonly TALLY: Namespace;
}

/** Names of objects have the server's before them. */
const BAR = " | ";

const history = { record() {} } as never;
const pages = createHandler({ store: {} as never, history, isOpen: true } as never);

function optionsOf(server: string, env: Env): TelemetryOptions {
  return {
    isOpen: true,
    addressOf: ({ headers }) => headers.get("cf-connecting-ip") ?? undefined,
    assets: { fetch: async (request) => pages(request) },
    onError: (error) => console.warn(String(error)),
    ...JSON.parse(server.slice(server.indexOf("{"))),
    namespace: { getByName: (name) => env.TALLY.getByName(server + BAR + name) },
  };
}

/** An object of one of the servers. */
export class Tally extends DurableObject<Env> {
  readonly #object: OpenObject;

  constructor(state: unknown, env: Env) {
    super(state, env);
    const ctx = state as ObjectState;
    const [server = "", name = ""] = (ctx.id.name ?? "").split(BAR);
    const { storage } = ctx;
    this.#object = openObject(
      { id: { name }, storage, blockConcurrencyWhile: (run) => ctx.blockConcurrencyWhile(run) },
      optionsOf(server, env),
    );
  }

  fetch(request: Request): Promise<Response> {
    return Promise.resolve(this.#object.fetch(request));
  }

  alarm(): Promise<void> {
    return this.#object.alarm();
  }

  peer(verb: string, asked: unknown[]): Promise<unknown> {
    return verb === "alarm" ? this.#object.alarm() : this.#object.peer(verb, asked);
  }
}

/** Passes a request to its server; `POST /.alarm/<object>` runs what its alarm would. */
export const worker = {
  async fetch(request: Request, env: Env): Promise<Response> {
    const server = request.headers.get(SERVER) ?? "";
    const options = optionsOf(server, env);
    const [, name] = /\/\.alarm\/([\w-]+)$/.exec(request.url) ?? [];
    if (name === undefined) return front(request, options);
    await options.namespace.getByName(name).peer("alarm", []);
    return new Response(null, { status: 204 });
  },
};
