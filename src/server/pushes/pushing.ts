// All that a server does with pushed metrics: takes them in, shows them, and keeps them over time.
import type { Pushes } from "../../core/push.ts";
import { createGate } from "../gate.ts";
import { scrapeHandler } from "../scrape/scrape.ts";
import type { Wing } from "../wing.ts";
import { createFeed } from "./feed.ts";
import { pushRoutes } from "./routes.ts";
import { pushedHandler } from "./told.ts";

/** Over what is kept: `pushingWing(createPushes(sql))`. Pushes that add are counted as updates are, but by themselves. */
export function pushingWing(pushes: Pushes): Wing {
  return (given) => {
    const options = { ...given, pushes };
    const feed = createFeed(options);
    // What is counted here is no request, and comes while there are none.
    pushes.onChange(() => {
      feed.tick();
      feed.note();
      given.changed();
    });
    return {
      tick: feed.tick,
      routes: pushRoutes({ ...options, gate: createGate(options) }),
      guarded: {
        "GET /metrics": scrapeHandler({ ...options, startedAtMs: options.clock.now() }),
        "GET /pushed": pushedHandler(options),
      },
    };
  };
}
