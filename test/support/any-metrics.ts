// Metrics as properties are tried with: few names and tags, so that series coincide.
import fc from "fast-check";
import type { Metric, MetricMap } from "../../src/core/metric.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";

const number = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(0.5, -0, 1e300));

/** One metric, with some of these tags. */
export const anyMetric = (...tags: readonly string[]): fc.Arbitrary<Metric> =>
  fc.record({
    type: fc.constantFrom("counter", "gauge", "timer", "set"),
    name: fc.constantFrom("a", "b", "é", "😀"),
    values: fc.array(number, { minLength: 1, maxLength: 3 }),
    member: fc.constantFrom("", "x", "y", "é"),
    rate: fc.constantFrom(1, 0.5, 0.25),
    tags: fc.array(fc.constantFrom(...tags), { maxLength: 3 }),
    source: fc.constantFrom("", "h1", "h2"),
    atMs: fc.integer({ min: 0, max: 1000 }),
  });

/** Those whose gauges all have times of their own, and whose counters add up exactly in any order. */
export const anyMetrics = (...tags: readonly string[]): fc.Arbitrary<Metric[]> =>
  fc.array(anyMetric(...tags), { maxLength: 30 }).map((all) =>
    all.map((one, index) => ({
      ...one,
      atMs: one.atMs + index / 100,
      values: one.type === "counter" ? one.values.map((value) => value % 1000) : one.values,
    })),
  );

/** One map of them all. */
export function received(all: readonly Metric[]): MetricMap {
  const map = emptyMap();
  for (const one of all) receive(map, one);
  return map;
}
