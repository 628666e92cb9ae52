// The server as a class of Durable Objects, and the Worker before it.
import { DurableObject } from "cloudflare:workers";
import { front } from "./front.ts";
import { type ObjectState, type OpenObject, openObject } from "./object.ts";
import type { Batch, TelemetryOptions } from "./options.ts";
import { dequeue } from "./queue.ts";

/** One object of a server. */
export interface TelemetryObject {
  /** By this Cloudflare's types know a Durable Object; nothing is there. */
  readonly __DURABLE_OBJECT_BRAND: never;
  fetch(request: Request): Promise<Response>;
  alarm(): Promise<void>;
  /** What the objects of one server say to each other; nobody else can reach it. */
  peer(verb: string, asked: unknown[]): Promise<unknown>;
}

/** The class, to be exported by a Worker and bound as Durable Objects with SQLite. */
export type TelemetryClass<Env> = new (ctx: ObjectState, env: Env) => TelemetryObject;

/** A server on Workers. */
export interface Telemetry<Env> {
  readonly TelemetryObject: TelemetryClass<Env>;
  /** The Worker's `fetch`. */
  readonly fetch: (request: Request, env: Env) => Promise<Response>;
  /** The Worker's `queue`, where it consumes what its `fetch` puts into one. */
  readonly queue: (batch: Batch, env: Env) => Promise<void>;
}

/**
 * Makes a server whose settings are told by code: `telemetry((env) => ({ namespace: env.TELEMETRY, shards: 4 }))`. It is
 * asked once for each object and each request.
 */
export function telemetry<Env>(optionsOf: (env: Env) => TelemetryOptions): Telemetry<Env> {
  return {
    TelemetryObject: class extends DurableObject<Env> {
      declare readonly __DURABLE_OBJECT_BRAND: never;
      readonly #object: OpenObject;

      constructor(ctx: ObjectState, env: Env) {
        super(ctx, env);
        this.#object = openObject(ctx, withAddress(optionsOf(env)));
      }

      async fetch(request: Request): Promise<Response> {
        return this.#object.fetch(request);
      }

      alarm(): Promise<void> {
        return this.#object.alarm();
      }

      peer(verb: string, asked: unknown[]): Promise<unknown> {
        return this.#object.peer(verb, asked);
      }
    },
    fetch: async (request, env) => front(request, optionsOf(env)),
    queue: async (batch, env) => dequeue(batch, optionsOf(env)),
  };
}

/** Cloudflare tells who is connected. */
function withAddress(options: TelemetryOptions): TelemetryOptions {
  const addressOf: TelemetryOptions["addressOf"] = ({ headers }) =>
    headers.get("cf-connecting-ip") ?? undefined;
  return { addressOf, ...options };
}
