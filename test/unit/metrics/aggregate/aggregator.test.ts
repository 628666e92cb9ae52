import { describe, expect, test } from "vitest";
import type { Aggregates, Backend, MetricEvent } from "../../../../src/core/metric.ts";
import {
  type AggregatorOptions,
  createAggregator,
  expiryOf,
} from "../../../../src/metrics/aggregate/aggregator.ts";
import { createInternal } from "../../../../src/metrics/internal.ts";
import { emptyMap, receive } from "../../../../src/metrics/map.ts";
import { eventOf } from "../../../support/backend.ts";
import { fakeClock, settled } from "../../../support/clock.ts";

const EVENT = eventOf({ title: "t", text: "x" });

function counted(amount: number) {
  const map = emptyMap();
  const of = { type: "counter", rate: 1, source: "", tags: [], atMs: 3_000 } as const;
  receive(map, { ...of, name: "n", values: [amount] });
  return map;
}

/** An aggregator that begins at 3 s, what its first backend was told, and when. */
function open(
  options: Partial<AggregatorOptions> & { readonly backends?: readonly Backend[] } = {},
) {
  const clock = fakeClock(3_000);
  const told: { at: number; count?: number; perSecond?: number; interval: number }[] = [];
  const errors: string[] = [];
  const backend: Backend = ({ atMs, intervalMs, counters }: Aggregates) => {
    told.push({ at: atMs, ...counters[0]?.value, interval: intervalMs });
  };
  const aggregator = createAggregator({
    flushMs: 2_000,
    clock,
    onError: ({ code }) => errors.push(code),
    ...options,
    backends: [backend, ...(options.backends ?? [])],
  });
  return { clock, aggregator, told, errors };
}

describe("an aggregator", () => {
  test("adds up what it receives, and tells it after each interval", async () => {
    const { clock, aggregator, told } = open();
    aggregator.start();
    aggregator.receive(counted(5));
    aggregator.receive(counted(1));
    await clock.advance(4_000);
    expect(told).toEqual([
      { at: 5_000, count: 6, perSecond: 3, interval: 2_000 },
      { at: 7_000, count: 0, perSecond: 0, interval: 2_000 },
    ]);
  });

  test("holds so many series, and counts those that there is no room for", async () => {
    const internal = createInternal();
    const { aggregator, errors } = open({ maxSeries: 1, internal });
    const more = () => {
      const map = counted(5);
      receive(map, {
        type: "gauge",
        name: "g",
        values: [1],
        rate: 1,
        source: "",
        tags: [],
        atMs: 1,
      });
      return map;
    };
    aggregator.receive(more());
    aggregator.receive(more());
    await aggregator.flush();
    const dropped = internal.stats().find(({ name }) => name === "aggregator.series_dropped");
    expect([dropped?.value, errors]).toEqual([2, ["buffer-full"]]);
  });

  test("goes on with what another one held, of an interval that began with it", async () => {
    const { clock, aggregator } = open();
    aggregator.receive(counted(5));
    let held = emptyMap();
    await aggregator.flush({
      keep: (map) => {
        held = map;
      },
    });
    const { aggregator: other, told } = open({ held, clock });
    other.receive(counted(4));
    await clock.advance(500);
    await other.flush({ sinceMs: 1_500 });
    expect(told).toEqual([{ at: 3_500, count: 4, perSecond: 2, interval: 2_000 }]);
    expect(held.counters.size).toBe(1);
  });

  test("tells nobody what could not be kept", async () => {
    const { aggregator, told } = open();
    aggregator.receive(counted(5));
    const keep = () => {
      throw new Error("disk full");
    };
    await expect(aggregator.flush({ keep })).rejects.toThrow("disk full");
    expect(told).toEqual([]);
  });

  test("flushes on multiples of the interval, and measures the first from its start", async () => {
    const { clock, aggregator, told } = open({ flushAligned: true, flushOffsetMs: -500 });
    aggregator.start();
    await clock.advance(3_000);
    expect(told).toEqual([
      { at: 3_500, interval: 500 },
      { at: 5_500, interval: 2_000 },
    ]);
  });

  test("flushes once more when it stops, whatever is left of the interval", async () => {
    const { clock, aggregator, told } = open();
    aggregator.start();
    aggregator.start();
    await clock.advance(500);
    aggregator.receive(counted(5));
    await aggregator.stop();
    await clock.advance(9_000);
    expect(told).toEqual([{ at: 3_500, count: 5, perSecond: 10, interval: 500 }]);
  });

  test("stops one backend whatever another waits for, and each behind all that it was told", async () => {
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const make = (name: string, wait: () => void | Promise<void>): Backend =>
      Object.assign(
        async ({ atMs }: Aggregates) => {
          await wait();
          log.push(`${name} ${atMs}`);
        },
        { stop: () => void log.push(`${name} stops`), event: wait },
      );
    const away = () => new Promise<void>((resolve) => ends.push(resolve));
    const backends = [make("near", () => {}), make("far", away)];
    const { clock, aggregator } = open({ backends });
    aggregator.start();
    await clock.advance(2_000);
    void aggregator.event(EVENT);
    await settled();
    let isOver = false;
    void aggregator.stop().then(() => {
      isOver = true;
    });
    await settled();
    const near = ["near 5000", "near 5000", "near stops"];
    expect([log, ends.length, isOver]).toEqual([near, 3, false]);
    for (const end of ends.reverse()) {
      expect(log).not.toContain("far stops");
      end();
      await settled();
    }
    expect(log.slice(3)).toEqual(["far 5000", "far 5000", "far stops"]);
    expect(isOver).toBe(true);
  });

  test("flushes when it is told to, as an alarm does", async () => {
    const { clock, aggregator } = open({ expiryMs: { counter: -1 } });
    aggregator.receive(counted(5));
    await clock.advance(1_000);
    const { counters, intervalMs } = await aggregator.flush();
    expect([counters[0]?.value.perSecond, intervalMs]).toEqual([5, 1_000]);
    expect((await aggregator.flush()).counters).toEqual([]);
  });

  test("leaves out what falls due while a backend takes its time, and loses nothing", async () => {
    const ends: (() => void)[] = [];
    const slow = () => new Promise<void>((resolve) => ends.push(resolve));
    const { clock, aggregator, told } = open({ backends: [slow] });
    aggregator.start();
    await clock.advance(5_000);
    aggregator.receive(counted(5));
    ends[0]?.();
    await clock.advance(1_000);
    expect(told).toEqual([
      { at: 5_000, interval: 2_000 },
      { at: 9_000, count: 5, perSecond: 1.25, interval: 4_000 },
    ]);
  });

  test("tells the others when one backend fails, and says which and why", async () => {
    const errors: unknown[] = [];
    const told: Aggregates[] = [];
    const backends = {
      far: () => Promise.reject(new Error("no such host")),
      near: (all: Aggregates) => void told.push(all),
    };
    const aggregator = createAggregator({ backends, onError: (error) => errors.push(error) });
    await aggregator.flush();
    expect(told).toHaveLength(1);
    const message = "statsd: backend far failed: no such host";
    expect(errors).toMatchObject([{ code: "source", message }]);
  });

  test("says of itself how long its last flush took, and of how much", async () => {
    const clock = fakeClock(3_000);
    const slow: Backend = () => new Promise((resolve) => clock.after(70, resolve));
    const internal = createInternal();
    const aggregator = createAggregator({ backends: [slow], clock, internal });
    for (let maps = 0; maps < 3; maps += 1) aggregator.receive(counted(1));
    const first = aggregator.flush();
    await clock.advance(1_000);
    await first;
    const second = aggregator.flush();
    await clock.advance(1_000);
    const { gauges, counters } = await second;
    expect(counters).toHaveLength(1);
    expect(gauges.map(({ name, value, tags }) => [name, value, ...tags])).toEqual([
      ["statsd.aggregator.metricmaps_received", 3, "aggregator_id:0"],
      ["statsd.aggregator.aggregation_time", 0, "aggregator_id:0"],
      ["statsd.aggregator.process_time", 70, "aggregator_id:0"],
      ["statsd.aggregator.reset_time", 0, "aggregator_id:0"],
      ["statsd.flusher.total_time", 70],
    ]);
  });

  test("takes events to whoever has a place for them, and waits 20 s for it", async () => {
    const titles: string[] = [];
    const hears: Backend = Object.assign(() => {}, {
      event: ({ title }: MetricEvent) => void titles.push(title),
    });
    const hangs: Backend = Object.assign(() => {}, { event: () => new Promise<void>(() => {}) });
    const { clock, aggregator, errors } = open({ backends: [hears, hangs] });
    let isDone = false;
    const done = aggregator.event(EVENT).then(() => {
      isDone = true;
    });
    await clock.advance(19_999);
    expect([titles, isDone]).toEqual([["t"], false]);
    await clock.advance(1);
    await settled();
    await done;
    expect(errors).toEqual(["source"]);
  });

  test.each([{ flushMs: 0 }, { flushMs: Number.NaN }, { percentiles: [101] }])(
    "refuses %j",
    (options) => {
      expect(() => open(options)).toThrow(expect.objectContaining({ code: "bad-option" }));
    },
  );
});

test.each([
  [undefined, { counter: 300_000, gauge: 300_000, timer: 300_000, set: 300_000 }],
  [-1, { counter: -1, gauge: -1, timer: -1, set: -1 }],
  [{ set: 0 }, { counter: 300_000, gauge: 300_000, timer: 300_000, set: 0 }],
])("an expiry of %j is one of each type", (given, expiry) => {
  expect(expiryOf(given)).toEqual(expiry);
});
