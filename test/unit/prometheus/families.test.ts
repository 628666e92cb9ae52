// From what is counted here to families.
import { describe, expect, test } from "vitest";
import { createCollector } from "../../../src/collector/collector.ts";
import type { Aggregates, TimerStats } from "../../../src/core/metric.ts";
import { createAccumulator } from "../../../src/prometheus/accumulator.ts";
import { addAggregates, createFamilies, families } from "../../../src/prometheus/families.ts";
import { textEncoder } from "../../../src/prometheus/text-encoder.ts";
import { flushOf } from "../../support/backend.ts";
import { manualClock } from "../../support/manual-clock.ts";

describe("families", () => {
  test("are what a collector counted", () => {
    const tally = createCollector({ endpoint: "/", clock: manualClock(0), enabled: () => true });
    tally.increment("cart.add");
    tally.add("cart.add", 2);
    tally.appendUnique("status", 200);
    tally.appendUnique("status", "200");
    tally.appendUnique("status", null);
    tally.append("list", { value: 1 });
    tally.setNested("map", "x", 1);
    tally.set("text", "x");
    expect(textEncoder.encode(families(tally.snapshot(), "shop"))).toBe(
      "# TYPE shop_cart_add_total counter\nshop_cart_add_total 3\n# TYPE shop_status_total counter\n" +
        'shop_status_total{value="200"} 2\nshop_status_total{value="null"} 1\n',
    );
  });

  test("of an update have as gauges what was set", () => {
    expect(families({ data: { "9": 1, memory: 2.5 }, set_keys: ["memory"] })).toEqual([
      { name: "_9_total", type: "counter", metrics: [{ labels: [], value: 1 }] },
      { name: "memory", type: "gauge", metrics: [{ labels: [], value: 2.5 }] },
    ]);
    expect(families({})).toEqual([]);
  });

  test("add up what comes to have the same name", () => {
    expect(families({ data: { "a.b": 1, a_b: 2 } })).toEqual([
      { name: "a_b_total", type: "counter", metrics: [{ labels: [], value: 3 }] },
    ]);
  });
});

const STATS: TimerStats = {
  count: 0,
  countPerSecond: 0,
  mean: 0,
  median: 0,
  lower: 0,
  upper: 0,
  stdDev: 0,
  sum: 0,
  sumSquares: 0,
  percentiles: {},
  values: [],
};

describe("createFamilies", () => {
  const aggregates = (count: number, timer: Partial<TimerStats>): Aggregates => ({
    atMs: 0,
    intervalMs: 10_000,
    counters: [
      {
        name: "hits",
        tags: ["route:/a:b", "new"],
        source: "",
        atMs: 0,
        value: { count, perSecond: count / 10 },
      },
    ],
    gauges: [{ name: "room temp", tags: [], source: "", atMs: 0, value: 20 + count }],
    timers: [
      { name: "render", tags: ["b:1", "b:2"], source: "", atMs: 0, value: { ...STATS, ...timer } },
    ],
    sets: [{ name: "users", tags: [], source: "", atMs: 0, value: count }],
  });

  test("adds up what is counted in intervals", () => {
    const families = createFamilies("app");
    families(
      aggregates(5, {
        count: 2,
        sum: 3,
        median: 1.5,
        percentiles: { upper_99: 3, upper_90: 2, mean_90: 1 },
      }),
    );
    const second = families(
      aggregates(2, { count: 1, sum: 4, median: 4, percentiles: { upper_90: 4, "lower_-90": 4 } }),
    );
    expect(textEncoder.encode(second)).toBe(
      '# TYPE app_hits_total counter\napp_hits_total{new="true",route="/a:b"} 7\n' +
        "# TYPE app_room_temp gauge\napp_room_temp 22\n# TYPE app_users gauge\napp_users 2\n" +
        '# TYPE app_render summary\napp_render{b="2",quantile="0.5"} 4\napp_render{b="2",quantile="0.9"} 4\n' +
        'app_render_sum{b="2"} 7\napp_render_count{b="2"} 3\n',
    );
  });

  test("has no quantiles of an interval in which nothing was timed", () => {
    const families = createFamilies();
    const summary = { count: 0, sum: 0, quantiles: [] };
    expect(families(aggregates(1, {})).at(-1)?.metrics).toEqual([
      { labels: [["b", "2"]], summary },
    ]);
  });

  test("has each quantile once: the half is the median, also where the percentile 50 was asked for", () => {
    const half = { count: 2, median: 1.5, percentiles: { upper_50: 1, upper_90: 2 } };
    const [summary] = createFamilies()(aggregates(1, half)).at(-1)?.metrics ?? [];
    expect(summary?.summary?.quantiles).toEqual([
      { quantile: 0.5, value: 1.5 },
      { quantile: 0.9, value: 2 },
    ]);
  });

  test("makes a histogram of a timer with buckets, and adds it up", () => {
    const families = createFamilies();
    const timed = flushOf([
      { type: "timer", name: "t", values: [5, 15, 99], tags: ["gsd_histogram:10_20"] },
    ]);
    families(timed);
    expect(textEncoder.encode(families(timed))).toBe(
      '# TYPE t histogram\nt_bucket{gsd_histogram="10_20",le="10"} 2\n' +
        't_bucket{gsd_histogram="10_20",le="20"} 4\nt_bucket{gsd_histogram="10_20",le="+Inf"} 6\n' +
        't_sum{gsd_histogram="10_20"} 238\nt_count{gsd_histogram="10_20"} 6\n',
    );
  });

  test("has of a timer that was sampled the sum of all that it stands for", () => {
    const [family] = createFamilies()(
      flushOf([{ type: "timer", name: "t", values: [5], rate: 0.1 }]),
    );
    expect(family?.metrics[0]?.summary).toMatchObject({ count: 10, sum: 50 });
  });

  test.for<[string, string[], string, [string, string][]]>([
    [
      "a source",
      ["a:1"],
      "10.0.0.1",
      [
        ["a", "1"],
        ["host", "10.0.0.1"],
      ],
    ],
    ["a source, where a tag names the host", ["host:a"], "b", [["host", "a"]]],
    [
      "names that are taken",
      ["job:a", "le:5", "quantile:x", "__:y", "instance"],
      "",
      [
        ["exported___", "y"],
        ["exported_instance", "true"],
        ["exported_job", "a"],
        ["exported_le", "5"],
        ["exported_quantile", "x"],
      ],
    ],
    ["a name that is taken there", ["region:eu"], "", [["exported_region", "eu"]]],
    ["a tag without a value", ["a:", ":", "b"], "", [["b", "true"]]],
  ])("has as labels %s", ([, tags, source, labels]) => {
    const made = createFamilies("", ["region"]);
    expect(made(flushOf([{ values: [1], tags, source }]))[0]?.metrics[0]?.labels).toEqual(labels);
  });

  test("leaves out what comes with another type than its name has, and counts it", () => {
    const flush = flushOf([
      { type: "gauge", name: "a", values: [1] },
      { type: "timer", name: "a", values: [1] },
      { type: "timer", name: "a", values: [1], tags: ["b"] },
    ]);
    const sums = createAccumulator();
    expect(addAggregates(sums, flush)).toBe(2);
    expect(sums.take().map(({ name, type }) => [name, type])).toEqual([["a", "gauge"]]);
  });

  test("begins a series anew that was not listed", () => {
    const families = createFamilies();
    families(aggregates(5, {}));
    families({ ...aggregates(0, {}), counters: [] });
    expect(families(aggregates(2, {}))[0]?.metrics[0]?.value).toBe(2);
  });
});
