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

const NAMES = ["n_total", "took", "other_total"] as const;

const familiesOf = (counted: number): MetricFamily[] => [
  { name: "n_total", metrics: [{ value: counted }] },
  {
    name: "took",
    type: "histogram",
    metrics: [
      {
        histogram: {
          count: counted * 2,
          sum: counted * 5,
          buckets: [{ upperBound: 1, count: counted }],
        },
      },
    ],
  },
  { name: "other_total", metrics: [{ value: counted * 3 }] },
];

const step = fc.record({
  pusher: fc.nat(2),
  counted: fc.nat(9),
  way: fc.constantFrom("there and back", "there", "nowhere"),
  isOver: fc.boolean(),
  gathers: fc.subarray([...NAMES]),
  isAnew: fc.boolean(),
});

test("a sum is what all pushers counted, over epochs that end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const clock = manualClock(NOW_MS);
      const pushes = createPushes(memorySql(), { clock });
      const access = createAccess({ clock });
      const gate = createGate({ maxUpdates: Infinity });
      const handler = routes(pushRoutes({ pushes, access, gate, origins: [], clock }));
      const pushers = Array.from({ length: 3 }, () => ({
        epochs: createEpochs(),
        counted: 0,
        /** What was counted in former lives. */
        before: 0,
        unanswered: 0,
      }));
      const run = async (which: number, wanted: string, names: readonly string[] = NAMES) => {
        const pusher = pushers[which] as (typeof pushers)[number];
        const families = familiesOf(pusher.counted).filter(({ name }) => names.includes(name));
        // Of more than seven pushes in a row without an answer before one a pusher does not know what was in them.
        const way = pusher.unanswered > 6 ? "there and back" : wanted;
        if (families.length > 0)
          pusher.unanswered = way === "there and back" ? 0 : pusher.unanswered + 1;
        const ask = async (address: unknown, init?: RequestInit) => {
          if (way === "nowhere") throw new TypeError("offline");
          const response = await handler(new Request(String(address), init));
          if (way === "there") throw new TypeError("cut off");
          return response;
        };
        await pusher.epochs.push(families, (all, numbers) =>
          push(all, { url: "http://count.example", job: "shop", clock, fetch: ask, ...numbers }),
        );
      };
      for (const { pusher: which, counted, way, isOver, gathers, isAnew } of steps) {
        const pusher = pushers[which] as (typeof pushers)[number];
        if (isOver) clock.advance(MONTH_MS);
        if (isAnew && pusher.counted > 0) {
          // Only what is seen to have fallen is known to have begun anew.
          await run(which, way).catch(() => {});
          pusher.before += pusher.counted;
          pusher.counted = 0;
          await run(which, way).catch(() => {});
        }
        pusher.counted += counted;
        await run(which, way, gathers).catch(() => {});
      }
      for (const which of pushers.keys()) await run(which, "there and back");
      const all = pushers.reduce((sum, { counted, before }) => sum + counted + before, 0);
      const found = new Map(pushes.sums()[0]?.families.map((each) => [each.name, each.metrics]));
      expect(found.get("n_total")?.[0]?.value).toBe(all);
      expect(found.get("other_total")?.[0]?.value).toBe(all * 3);
      expect(found.get("took")?.[0]?.histogram).toMatchObject({ count: all * 2, sum: all * 5 });
    }),
    { numRuns: 200 },
  );
});
