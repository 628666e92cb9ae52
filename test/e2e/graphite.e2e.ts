// Graphite's carbon, as Debian packs it, stores what the backend writes, and whisper gives it back.
import { describe, expect, test } from "vitest";
import type { Metric } from "../../src/core/metric.ts";
import { type GraphiteOptions, graphiteBackend } from "../../src/metrics/backend/graphite.ts";
import { flushOf } from "../support/backend.ts";
import { type Graphite, lineWriter, type Stored, startGraphite } from "../support/graphite.ts";
import { OF_ONE_TO_TEN, type Pipeline, pipeline } from "../support/pipeline.ts";

const LINES = [
  "shop/page hits:3|c|@0.5",
  "shop.queued:1.5|g",
  "shop.users:joe|s",
  "shop.users:ann|s",
  ...Array.from({ length: 10 }, (_, index) => `shop.took:${index + 1}|ms`),
  "shop.sizes:5:20|h|#gsd_histogram:10_50",
];

/** What carbon gives back of these lines without tags; a path starts with `timers`, `counters` …. */
function withoutTags(prefix: Readonly<Record<"timers" | "gauges" | "sets", string>>) {
  const timer = {
    lower: 1,
    upper: 10,
    count: 10,
    count_ps: 1,
    mean: 5.5,
    median: 5.5,
    std: 2.872281,
    sum: 55,
    sum_squares: 385,
    ...OF_ONE_TO_TEN,
  };
  return {
    ...Object.fromEntries(
      Object.entries(timer).map(([part, value]) => [`${prefix.timers}.shop.took.${part}`, value]),
    ),
    [`${prefix.gauges}.shop.queued`]: 1.5,
    [`${prefix.sets}.shop.users`]: 2,
  };
}

/** A backend that writes to a carbon, and the way to it. */
async function opened(
  options: Partial<GraphiteOptions> = {},
): Promise<Graphite & { readonly flush: Pipeline; readonly backend: typeof backend }> {
  const graphite = await startGraphite();
  const backend = graphiteBackend({ write: lineWriter(graphite.port), ...options });
  // It keeps ten minutes, up to now.
  const flush = pipeline(backend, Math.floor(Date.now() / 1000) * 1000 - 60_000);
  return { ...graphite, flush, backend };
}

/** Of no source: its tag is the last thing in its path. */
function gauge(name: string, value: number, ...tags: readonly string[]): Partial<Metric> {
  return { type: "gauge", name, values: [value], tags };
}

/** Waits until it stored all of these, and nothing else; each path has one value. */
function holds({ stored }: Graphite, expected: Readonly<Record<string, number>>): Promise<void> {
  const last = (all: Stored) =>
    Object.fromEntries(Object.entries(all).map(([path, values]) => [path, values.at(-1)?.[1]]));
  return expect.poll(async () => last(await stored()), { timeout: 20_000 }).toEqual(expected);
}

describe("Graphite", () => {
  test("stores all that is said without tags", async () => {
    const graphite = await opened({ mode: "basic", globalPrefix: "web" });
    const { atMs } = await graphite.flush(...LINES);
    await holds(graphite, {
      "web.counters.shop-page_hits.count": 6,
      "web.counters.shop-page_hits.rate": 0.6,
      "web.counters.shop.sizes.histogram": 2,
      ...withoutTags({ timers: "web.timers", gauges: "web.gauges", sets: "web.sets" }),
    });
    expect((await graphite.stored())["web.gauges.shop.queued"]).toEqual([[atMs / 1000, 1.5]]);
  });

  test("stores it under the names of etsy's statsd", async () => {
    const graphite = await opened({ mode: "legacy" });
    await graphite.flush(...LINES);
    await holds(graphite, {
      "stats_counts.shop-page_hits": 6,
      "stats.shop-page_hits": 0.6,
      "stats.shop.sizes.histogram": 2,
      ...withoutTags({ timers: "stats.timers", gauges: "stats.gauges", sets: "stats.sets" }),
    });
  });

  test("stores it by tags, buckets too, with where it is from", async () => {
    const graphite = await opened();
    await graphite.flush(
      "hits:3|c|#zone:eu,bare",
      "queued:1.5|g|#host:h1",
      "users:joe|s|#zone:eu",
      "sizes:5:20:1000|h|#gsd_histogram:10_50,zone:eu",
    );
    const histogram = (le: string) =>
      `stats.counters.sizes.histogram;gsd_histogram=10_50;host=10.0.0.1;le=${le};zone=eu`;
    await holds(graphite, {
      "stats.counters.hits.count;host=10.0.0.1;unnamed=bare;zone=eu": 3,
      "stats.counters.hits.rate;host=10.0.0.1;unnamed=bare;zone=eu": 0.3,
      "stats.gauges.queued;host=h1": 1.5,
      "stats.sets.users;host=10.0.0.1;zone=eu": 1,
      [histogram("10")]: 1,
      [histogram("50")]: 2,
      [histogram("+Inf")]: 3,
    });
  });

  test("takes what is in tags, whatever it is", async () => {
    const graphite = await opened();
    const hostile = [
      ["k:a b\tc", "k=a_b_c"],
      ["k:a\u00a0b\u0085c\u001cd\u0000e", "k=a_b_c_d_e"],
      ["k:a;b=c", "k=a_b=c"],
      ["k;!^=:~~v", "k____=_~v"],
      ['k:{"a":"b"}', 'k={"a":"b_}'],
      ["k:../../up", "k=../../up"],
      ["größe:🎉", "größe=🎉"],
      ["name:other", "name_=other"],
    ] as const;
    const gauges = hostile.map(([tag], index) => gauge(`m${index}`, index, tag));
    await graphite.backend({ ...flushOf(gauges), atMs: Date.now() });
    await holds(
      graphite,
      Object.fromEntries(hostile.map(([, tag], index) => [`stats.gauges.m${index};${tag}`, index])),
    );
  });

  test("loses nothing to a line that is too long for it", async () => {
    const graphite = await opened();
    const long = gauge("long", 1, `k:${"v".repeat(20_000)}`);
    const gauges = [gauge("before", 2), long, gauge("behind", 3)];
    await graphite.backend({ ...flushOf(gauges), atMs: Date.now() });
    await holds(graphite, { "stats.gauges.before": 2, "stats.gauges.behind": 3 });
    expect(graphite.backend.counts?.()).toMatchObject({ seriesSent: 2, seriesDropped: 1 });
  });

  test("has a number that is not finite, and is not kept from others by one that is none", async () => {
    const graphite = await opened({ mode: "basic" });
    await graphite.flush("a:+Inf|g", "b:1e308:1e308|ms", "c:1|g");
    await expect
      .poll(async () => (await graphite.stored())["stats.gauges.c"]?.[0]?.[1], { timeout: 20_000 })
      .toBe(1);
    const stored = await graphite.stored();
    expect(stored["stats.gauges.a"]?.[0]?.[1]).toBe(Infinity);
    expect(stored["stats.timers.b.sum"]?.[0]?.[1]).toBe(Infinity);
    expect(stored["stats.timers.b.lower"]?.[0]?.[1]).toBe(1e308);
  });

  test("stores thousands of series of one flush", async () => {
    const graphite = await opened({ mode: "basic" });
    const lines = Array.from({ length: 6_000 }, (_, index) => `g${index}:${index}|g`);
    await graphite.flush(...lines);
    await holds(
      graphite,
      Object.fromEntries(lines.map((_, index) => [`stats.gauges.g${index}`, index])),
    );
    expect(graphite.backend.counts?.()).toMatchObject({ created: 1, seriesSent: 6_000 });
  });

  test("is told once what was flushed while it was away", async () => {
    const graphite = await opened({ mode: "basic" });
    const values = async () =>
      (await graphite.stored())["stats.counters.hits.count"]?.map(([, value]) => value);
    await graphite.flush("hits:1|c");
    await expect.poll(values, { timeout: 20_000 }).toEqual([1]);
    await graphite.kill();
    const flushed = graphite.flush("hits:2|c");
    await graphite.restart();
    await flushed;
    await graphite.flush("hits:4|c");
    await expect.poll(values, { timeout: 20_000 }).toEqual([1, 2, 4]);
    expect(graphite.backend.counts?.()).toMatchObject({ created: 3, sent: 3, dropped: 0 });
  });
});
