// A Worker that counts what it is asked for. Copy it, bind a KV namespace, and name your server in wrangler.jsonc.
import { type Collector, createCollector, type KvLike, kvStorage } from "tallybeacon";

interface Env {
  readonly TALLY: KvLike;
  readonly ENDPOINT: string;
}

interface Context {
  waitUntil(work: Promise<unknown>): void;
}

/** One for each isolate, made by its first request: there are no bindings before, and no random numbers. */
let collector: Collector | undefined;

function tallyOf(env: Env): Collector {
  collector ??= createCollector({ endpoint: env.ENDPOINT, storage: kvStorage(env.TALLY) });
  return collector;
}

export default {
  fetch(request: Request, env: Env, ctx: Context): Response {
    const tally = tallyOf(env);
    tally.increment("request");
    tally.appendUnique("path", new URL(request.url).pathname);
    // After the response: sends when the server wants it, and otherwise puts away what was counted, now and then.
    ctx.waitUntil(tally.tick());
    return new Response("Counted.\n");
  },

  // By a cron trigger, so that what waits is sent though nobody comes.
  scheduled(_event: unknown, env: Env, ctx: Context): void {
    ctx.waitUntil(tallyOf(env).tick());
  },
};
