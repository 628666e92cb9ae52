// A Worker of the tests, which does to its requests what happens to them at the edge, and whose clock can be set.
import { type Collector, createCollector, type KvLike, kvStorage } from "tallybeacon";

interface Env {
  readonly TALLY: KvLike;
  readonly ENDPOINT: string;
}

let tally: Collector | undefined;
let aheadMs = 0;
const errors: string[] = [];
const clock = {
  now: () => Date.now() + aheadMs,
  random: () => Math.random(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export default {
  async fetch(
    request: Request,
    env: Env,
    ctx: { waitUntil(work: Promise<unknown>): void },
  ): Promise<Response> {
    const asked = new URL(request.url).searchParams;
    aheadMs = Number(asked.get("ahead") ?? aheadMs);
    tally ??= createCollector({
      endpoint: env.ENDPOINT,
      storage: kvStorage(env.TALLY, { clock }),
      clock,
      onError: ({ message }) => errors.push(message),
    });
    for (const key of asked.getAll("count")) tally.increment(key);
    const work = tally.tick();
    // What nobody waits for is ended with the response, which may be late.
    await new Promise((resolve) => setTimeout(resolve, Number(asked.get("after") ?? 0)));
    if (asked.get("tick") === "awaited") await work;
    else if (asked.get("tick") !== "left") ctx.waitUntil(work);
    const { data, pending, nextAtMs, faults } = tally.snapshot();
    return Response.json({ data, pending: pending.length, nextAtMs, faults, errors });
  },
};
