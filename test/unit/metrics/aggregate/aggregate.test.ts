import { describe, expect, test } from "vitest";
import type { Metric, MetricMap } from "../../../../src/core/metric.ts";
import { aggregate, reset } from "../../../../src/metrics/aggregate/aggregate.ts";
import { emptyMap, receive } from "../../../../src/metrics/map.ts";

const RULES = { percentiles: [], histogramLimit: 9, disabled: new Set(["mean"] as const) };
const KEPT = { counter: 0, gauge: 0, timer: 0, set: 0 };
const METRICS: Pick<Metric, "type" | "values" | "member" | "tags">[] = [
  { type: "counter", values: [20], tags: ["b", "a:1"] },
  { type: "gauge", values: [3], tags: [] },
  { type: "timer", values: [7, 5], tags: [] },
  { type: "timer", values: [7], tags: ["gsd_histogram:10"] },
  { type: "set", values: [], member: "joe", tags: [] },
];

function filled(): MetricMap {
  const map = emptyMap();
  for (const metric of METRICS)
    receive(map, { name: "n", rate: 1, source: "h", atMs: 1, ...metric });
  return map;
}
const flushed = (map: MetricMap) => aggregate(map, 5_000, 10_000, RULES);

describe("a flush", () => {
  test("says counters by the second, gauges as they are, and how many members sets have", () => {
    const { atMs, intervalMs, counters, gauges, sets, disabled } = flushed(filled());
    const series = { name: "n", source: "h", atMs: 1, tags: [] };
    expect({ atMs, intervalMs, counters, gauges, sets, disabled }).toEqual({
      atMs: 5_000,
      intervalMs: 10_000,
      counters: [{ ...series, tags: ["a:1", "b"], value: { count: 20, perSecond: 2 } }],
      gauges: [{ ...series, value: 3 }],
      sets: [{ ...series, value: 1, members: new Set(["joe"]) }],
      disabled: RULES.disabled,
    });
  });

  test("says timers, and buckets of those whose tags ask for them", () => {
    const [plain, histogram] = flushed(filled()).timers;
    expect(plain?.value).toMatchObject({ count: 1, values: [5, 7] });
    expect(plain?.value.histogram).toBeUndefined();
    expect(histogram?.value).toMatchObject({
      count: 0,
      histogram: new Map([
        [10, 1],
        [Infinity, 1],
      ]),
    });
  });

  test("is not changed by what comes later", () => {
    const map = filled();
    const first = flushed(map);
    const copy = structuredClone(first);
    reset(map, 0, KEPT);
    for (const metric of METRICS)
      receive(map, { name: "n", rate: 1, source: "h", atMs: 2, ...metric });
    expect(first).toEqual(copy);
  });
});

describe("a reset", () => {
  test("keeps what there is with nothing in it, and gauges as they are", () => {
    const map = filled();
    reset(map, 0, KEPT);
    const { counters, gauges, timers, sets } = flushed(map);
    expect(counters[0]?.value).toEqual({ count: 0, perSecond: 0 });
    expect(gauges[0]?.value).toBe(3);
    expect(sets[0]?.value).toBe(0);
    expect(timers.map(({ value }) => [value.count, value.histogram])).toEqual([
      [0, undefined],
      [
        0,
        new Map([
          [10, 0],
          [Infinity, 0],
        ]),
      ],
    ]);
  });

  test.each([
    ["is kept at its very age", 100, 101, 4],
    ["is gone a moment later", 100, 101.001, 3],
    ["is gone at once where that is below 0", -1, 1, 3],
    ["is gone even if it is of the future", -1, 0, 3],
    ["is kept for ever where that is 0", 0, 1e15, 4],
  ])("what is silent %s", (_, expiryMs, nowMs, left) => {
    for (const type of ["counters", "gauges", "timers", "sets"] as const) {
      const map = filled();
      reset(map, nowMs, { ...KEPT, [type.slice(0, -1)]: expiryMs });
      const types = Object.values(map).filter(
        (series: ReadonlyMap<string, unknown>) => series.size > 0,
      );
      expect(types).toHaveLength(left);
    }
  });
});
