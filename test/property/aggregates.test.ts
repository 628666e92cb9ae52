// However metrics are consolidated on their way, they are aggregated to the same.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Aggregates, Metric, MetricMap, Series } from "../../src/core/metric.ts";
import { createAggregator } from "../../src/metrics/aggregate/aggregator.ts";
import { emptyMap, merge } from "../../src/metrics/map.ts";
import { seriesKey, tagsKey } from "../../src/metrics/tags.ts";
import { anyMetrics, received } from "../support/any-metrics.ts";
import { fakeClock } from "../support/clock.ts";

// Sorting does not tell 0 from -0, whichever of them came first.
const metrics = anyMetrics("team:x", "team:y", "bare", "gsd_histogram:-1_0.5_500").map((all) =>
  all.map((one) => ({ ...one, values: one.values.map((value) => value + 0) })),
);

/** What two flushes say of maps: in the second one nothing new has come. */
async function flushed(maps: Iterable<MetricMap>): Promise<object[]> {
  const clock = fakeClock(0);
  const aggregator = createAggregator({
    backends: [],
    clock,
    percentiles: [90, 50, -10],
    expiryMs: { counter: -1, set: 1 },
  });
  for (const map of maps) aggregator.receive(map);
  await clock.advance(10_000);
  const first = inOrder(await aggregator.flush());
  await clock.advance(10_000);
  return [first, inOrder(await aggregator.flush())];
}

/** Series have no order. */
function inOrder({ counters, gauges, timers, sets, ...rest }: Aggregates): object {
  const byKey = (all: readonly Series<unknown>[]) =>
    new Map(all.map((one) => [seriesKey(one.name, tagsKey(one.tags, one.source)), one]));
  return { ...rest, all: [counters, gauges, timers, sets].map(byKey) };
}

/** The metrics of each of so many senders. */
const senders = fc.tuple(metrics, fc.integer({ min: 1, max: 5 })).chain(([all, count]) =>
  fc.record({
    all: fc.constant(all),
    parts: fc
      .array(fc.nat({ max: count - 1 }), { minLength: all.length, maxLength: all.length })
      .map((owners) =>
        Array.from({ length: count }, (_, id): Metric[] =>
          all.filter((_, index) => owners[index] === id),
        ),
      ),
  }),
);

test("what senders consolidate, and others merge, is aggregated as if it had come alone", async () => {
  await fc.assert(
    fc.asyncProperty(senders, async ({ all, parts }) => {
      const alone = await flushed(all.map((one) => received([one])));
      expect(await flushed(parts.map(received))).toEqual(alone);
      const together = emptyMap();
      for (const part of parts) merge(together, received(part));
      expect(await flushed([together])).toEqual(alone);
    }),
  );
});
