// How a server of Durable Objects is set up.
import type { Keep } from "../../core/tally.ts";
import type { HouseOptions } from "../../server/assemble.ts";
import type { ReachOptions } from "../../server/reach.ts";
import type { Dataset } from "./analytics.ts";
import type { ObjectWing } from "./wings.ts";

/** Static assets, as a Worker is bound to them. */
export interface Assets {
  fetch(request: Request): Promise<Response>;
}

/** As much of a Durable Object's stub as is used. */
export interface Stub {
  fetch(request: Request): Promise<Response>;
  peer(verb: string, asked: unknown[]): Promise<unknown>;
}

/** As much of a binding of Durable Objects as is used. */
export interface Namespace {
  getByName(name: string): Stub;
}

/** An update on its way through a queue. */
export interface Queued {
  readonly url: string;
  readonly body: string;
}

/** A queue, as its producer is bound to it. */
export interface Queue {
  send(message: Queued): Promise<unknown>;
}

/** One message, as a consumer is given it. */
export interface Message {
  readonly id: string;
  /** What was put into the queue: `Queued`, if it was by the server. */
  readonly body: unknown;
  /** How often it has been delivered, this time included. */
  readonly attempts: number;
  ack(): void;
  retry(options?: { readonly delaySeconds?: number }): void;
}

/** What a consumer is given. */
export interface Batch {
  readonly messages: readonly Message[];
}

/** What each object of a server on Workers is made of. */
export interface PartOptions
  extends Omit<HouseOptions, "store" | "history" | "clock" | "access" | "routes" | "signal">,
    Pick<ReachOptions, "isOpen"> {
  /**
   * Objects that updates are spread over by instance. Default 1: the root counts by itself. It may be changed at any
   * time: instances move to their new homes as they speak.
   */
  readonly shards?: number;
  /** How long a shard keeps totals before it hands them up. Default 10,000. */
  readonly rollupMs?: number;
  /** Time between updates until the operator sets another, ms. Default an hour. */
  readonly intervalMs?: number;
  /** How long totals are kept by the minute, by five, by the hour and by the day, seconds; 0 is for ever. */
  readonly keep?: Partial<Keep>;
  /** Static assets, for the dashboard: `env.ASSETS`. Default: none, and no dashboard. */
  readonly assets?: Assets;
  /** What the server does besides: `[reports, pushes]`. Default: nothing. */
  readonly wings?: readonly ObjectWing[];
  /** A data set of Analytics Engine that is given all totals, by key and minute. Default: none. */
  readonly analytics?: Dataset;
}

/** What a server on Workers is made of. */
export interface TelemetryOptions extends PartOptions {
  /** The binding of the class: `env.TELEMETRY`. */
  readonly namespace: Namespace;
  /**
   * Takes updates at once however many come; `queue` of the same Worker counts them. Replies then tell what the operator
   * wanted up to ten seconds before. Default: none, and updates are counted before they are answered.
   */
  readonly queue?: Queue;
}
