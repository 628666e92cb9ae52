// All that a server does with pushed metrics: takes them in, shows them, and keeps them over time.
import type { AnyStore } from "../../core/any-store.ts";
import type { Clock, Handler, History } from "../../core/ports.ts";
import type { Pushes } from "../../core/push.ts";
import type { Access } from "../access.ts";
import type { BodyLimits } from "../body.ts";
import { createGate, type GateOptions } from "../gate.ts";
import type { Meter } from "../meter.ts";
import { scrapeHandler } from "../scrape/scrape.ts";
import { createFeed, type Feed } from "./feed.ts";
import { pushRoutes } from "./routes.ts";
import { pushedHandler } from "./told.ts";

/** What it needs. */
export interface PushingOptions extends BodyLimits, GateOptions {
  readonly store: AnyStore;
  readonly pushes: Pushes;
  readonly history: History;
  readonly access: Access;
  readonly meter: Meter;
  readonly origins: readonly string[];
  readonly clock: Clock;
  readonly onError?: (error: unknown) => void;
}

/** It, as a part of a server. */
export interface Pushing extends Pick<Feed, "tick"> {
  /** Those that ask by themselves who comes. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** Those for readers. */
  readonly reads: Readonly<Record<string, Handler>>;
}

/** Makes it. Pushes that add are counted as updates are, but by themselves. */
export function createPushing(options: PushingOptions): Pushing {
  const feed = createFeed(options);
  return {
    tick: feed.tick,
    routes: pushRoutes({ ...options, gate: createGate(options), onPush: feed.note }),
    reads: {
      "GET /metrics": scrapeHandler({ ...options, startedAtMs: options.clock.now() }),
      "GET /pushed": pushedHandler(options),
    },
  };
}
