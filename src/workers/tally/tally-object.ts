// The Durable Object: a thin class, because the platform asks for one, around what createHub makes.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import { DEFAULT_INTERVAL_MS } from "../../core/limits.ts";
import type { Clock, Transport } from "../../core/ports.ts";
import { quietly } from "../../core/quiet.ts";
import { type DurableSqlStorage, durableSql } from "../../storage/durable-sql.ts";
import { createHub, type Hub } from "./hub.ts";
import { edgeTransport } from "./transport.ts";

/** How an object is set up. Only `endpoint` is required. */
export interface TallyObjectOptions {
  /** Where updates are POSTed, an absolute URL: the `/v1/update` of a tallybeacon server. */
  readonly endpoint: string | URL;
  /** Time between updates until the server says otherwise, plus up to a minute, ms. Default 3,600,000. */
  readonly intervalMs?: number;
  /** Default `edgeTransport()`. What it rejects with counts as no answer; it must not hang. */
  readonly transport?: Transport;
  /** Hears of trouble, the same code once in each minute. Default: nobody. */
  readonly onError?: (error: TallybeaconError) => void;
  /** Default: the platform's. */
  readonly clock?: Clock;
}

/** What is needed of the `ctx` that the runtime hands to an object. */
export interface ObjectContext {
  readonly storage: DurableSqlStorage & { setAlarm(atMs: number): Promise<void> };
}

/** What the runtime calls of an object. */
export interface TallyObject {
  /** By this Cloudflare's types know a Durable Object; nothing is there. */
  readonly __DURABLE_OBJECT_BRAND: never;
  /** Takes an update of an isolate in, `POST`, and answers as a server does; `GET` answers with what it holds. */
  fetch(request: Request): Promise<Response>;
  /** Sends what is due. The runtime repeats it when it was cut off, which counts nothing twice. */
  alarm(): Promise<void>;
}

/** A class for the runtime to make objects of. */
export type TallyObjectClass<Env> = new (ctx: ObjectContext, env: Env) => TallyObject;

/** What `TallyObject` reads of a Worker's variables. */
export interface TallyObjectEnv {
  /** Where updates are POSTed. */
  readonly TALLY_ENDPOINT?: string;
}

/**
 * Makes a class like `TallyObject` with settings of its own: `export class Counts extends tallyObject((env) => ({ endpoint:
 * env.COLLECTOR })) {}`. Settings are read when an object starts, which throws `bad-option` without an `endpoint`.
 */
export function tallyObject<Env = unknown>(
  options: TallyObjectOptions | ((env: Env) => TallyObjectOptions),
): TallyObjectClass<Env> {
  return class implements TallyObject {
    declare readonly __DURABLE_OBJECT_BRAND: never;
    readonly #hub: Hub;

    constructor(ctx: ObjectContext, env: Env) {
      this.#hub = hubOf(ctx, typeof options === "function" ? options(env) : options);
    }

    async fetch(request: Request): Promise<Response> {
      return this.#hub.fetch(request);
    }

    alarm(): Promise<void> {
      return this.#hub.alarm();
    }
  };
}

function hubOf({ storage }: ObjectContext, options: TallyObjectOptions): Hub {
  const { endpoint, clock = systemClock, intervalMs = DEFAULT_INTERVAL_MS } = options;
  if (!endpoint) throw new TallybeaconError("bad-option", "no endpoint: set TALLY_ENDPOINT");
  const { transport = edgeTransport(), onError } = options;
  const tell = quietly(clock, onError);
  const sql = durableSql(storage);
  return createHub({ sql, clock, url: String(endpoint), transport, intervalMs, tell }, (atMs) =>
    storage.setAlarm(atMs),
  );
}

/**
 * A Durable Object that sums what isolates count and passes it on to the server that the variable `TALLY_ENDPOINT`
 * names. Declare it under `new_sqlite_classes`. Each update of an isolate is in once, each update to the server counts
 * once, whichever of them dies in between. Starting it throws `bad-option` without the variable.
 */
export const TallyObject: TallyObjectClass<TallyObjectEnv> = /* @__PURE__ */ tallyObject(
  ({ TALLY_ENDPOINT = "" }: TallyObjectEnv) => ({ endpoint: TALLY_ENDPOINT }),
);
