// Whatever is lost on the way, and however often a server ends epochs: pushers that go on are counted once.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { MetricFamily } from "../../src/core/family.ts";
import { createEpochs } from "../../src/prometheus/epochs.ts";
import { push } from "../../src/prometheus/push.ts";
import { createAccess } from "../../src/server/access.ts";
import { createGate } from "../../src/server/gate.ts";
import { pushRoutes } from "../../src/server/pushes/routes.ts";
import { routes } from "../../src/server/routes.ts";
import { createPushes } from "../../src/store/pushes/pushes.ts";
import { manualClock } from "../support/manual-clock.ts";
import { memorySql, NOW_MS } from "../support/store.ts";

const MONTH_MS = 31 * 86_400_000;

const step = fc.record({
  pusher: fc.nat(2),
  counted: fc.nat(9),
  way: fc.constantFrom("there and back", "there", "nowhere"),
  isOver: fc.boolean(),
});

test("a sum is what all pushers counted, over epochs that end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const clock = manualClock(NOW_MS);
      const pushes = createPushes(memorySql(), { clock });
      const access = createAccess({ clock });
      const gate = createGate({ maxUpdates: Infinity });
      const handler = routes(pushRoutes({ pushes, access, gate, origins: [], clock }));
      const pushers = Array.from({ length: 3 }, () => ({ epochs: createEpochs(), counted: 0 }));
      const run = async (which: number, way: string) => {
        const { epochs, counted } = pushers[which] as (typeof pushers)[number];
        const families: MetricFamily[] = [
          { name: "n_total", metrics: [{ value: counted }] },
          {
            name: "took",
            type: "histogram",
            metrics: [
              {
                histogram: {
                  count: counted,
                  sum: counted * 2,
                  buckets: [{ upperBound: 1, count: Math.floor(counted / 2) }],
                },
              },
            ],
          },
        ];
        const ask = async (address: unknown, init?: RequestInit) => {
          if (way === "nowhere") throw new TypeError("offline");
          const response = await handler(new Request(String(address), init));
          if (way === "there") throw new TypeError("cut off");
          return response;
        };
        await epochs.push(families, (all, numbers) =>
          push(all, { url: "http://count.example", job: "shop", clock, fetch: ask, ...numbers }),
        );
      };
      // Of more than eight pushes in a row without an answer a pusher does not know what was in them.
      let unanswered = 0;
      for (const { pusher, counted, way, isOver } of steps) {
        (pushers[pusher] as (typeof pushers)[number]).counted += counted;
        if (isOver) clock.advance(MONTH_MS);
        unanswered = way === "there and back" ? 0 : unanswered + 1;
        await run(pusher, unanswered > 6 ? "there and back" : way).catch(() => {});
      }
      for (const which of pushers.keys()) await run(which, "there and back");
      const all = pushers.reduce((sum, { counted }) => sum + counted, 0);
      const [hits, took] = pushes.sums()[0]?.families ?? [];
      expect(hits?.metrics[0]?.value).toBe(all);
      expect(took?.metrics[0]?.histogram).toMatchObject({ count: all, sum: 2 * all });
    }),
    { numRuns: 200 },
  );
});
