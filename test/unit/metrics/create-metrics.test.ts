// Verbs that add up before they are handed over.
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import type { MetricEvent, MetricMap } from "../../../src/core/metric.ts";
import {
  createMetrics,
  type Metrics,
  type MetricsOptions,
} from "../../../src/metrics/create-metrics.ts";
import { fakeClock, START_MS } from "../../support/clock.ts";

function open(options: Partial<MetricsOptions> = {}) {
  const clock = fakeClock();
  const maps: MetricMap[] = [];
  const onError = vi.fn();
  const sink = (map: MetricMap) => void maps.push(map);
  const metrics = createMetrics({ sink, clock, onError, ...options });
  return { clock, maps, onError, metrics };
}

/** What was handed over, by kind, name and tags. */
function told(map: MetricMap | undefined) {
  const of = <V>(all: ReadonlyMap<string, { name: string; tags: readonly string[]; value: V }>) =>
    [...all.values()].map(({ name, tags, value }) => [name, tags.join(), value]);
  if (!map) return undefined;
  return [of(map.counters), of(map.gauges), of(map.timers), of(map.sets)].flat();
}

describe("a verb", () => {
  test.each<[string, (metrics: Metrics) => void, unknown[]]>([
    ["count adds one", (m) => m.count("a"), ["a", "", 1]],
    [
      "count adds up",
      (m) => {
        m.count("a", 2, ["x", "b:1"]);
        m.count("a", 3, ["b:1", "x"]);
      },
      ["a", "b:1,x", 5],
    ],
    [
      "tags may be a record",
      (m) => {
        m.count("a", 2, { plan: "pro", tries: 2 });
        m.count("a", 1, ["plan:pro", "tries:2"]);
      },
      ["a", "plan:pro,tries:2", 3],
    ],
    [
      "gauge keeps the last value",
      (m) => {
        m.gauge("g", 5);
        m.gauge("g", -2.5);
      },
      ["g", "", -2.5],
    ],
    [
      "timing keeps all times",
      (m) => {
        m.timing("t", 5);
        m.timing("t", 2.5);
      },
      ["t", "", { values: [5, 2.5], sampledCount: 2 }],
    ],
    [
      "unique keeps each member once",
      (m) => {
        m.unique("s", "ada");
        m.unique("s", "ada");
        m.unique("s", "bob");
      },
      ["s", "", new Set(["ada", "bob"])],
    ],
    ["a name is as a line would have it", (m) => m.count("a b/c!"), ["a_b-c", "", 1]],
  ])("%s", async (_, run, series) => {
    const { metrics, maps } = open();
    run(metrics);
    await metrics.flush();
    expect(told(maps[0])).toEqual([series]);
  });

  test("has namespace and tags of all, each tag once", async () => {
    const { metrics, maps } = open({ namespace: "shop", tags: { env: "prod" } });
    metrics.count("a", 1, ["env:prod", "b"]);
    metrics.gauge("g", 1);
    await metrics.flush();
    expect(told(maps[0])).toEqual([
      ["shop.a", "b,env:prod", 1],
      ["shop.g", "env:prod", 1],
    ]);
  });

  test("with a rate that is no simple one counts as many as there were all the same", async () => {
    const { clock, metrics, maps } = open();
    clock.chance = 0;
    for (let i = 0; i < 700; i += 1) metrics.count("a", 1, [], 0.7);
    await metrics.flush();
    expect(told(maps[0])).toEqual([["a", "", 1_000]]);
  });

  test("with a rate tells some calls, which stand for all", async () => {
    const { metrics, maps, clock } = open();
    const chances = [0.05, 0.5, 0.09, 0.1];
    vi.spyOn(clock, "random").mockImplementation(() => chances.shift() as number);
    for (let i = 0; i < 2; i += 1) metrics.count("a", 1, [], 0.1);
    for (let i = 0; i < 2; i += 1) metrics.timing("t", 7, [], 0.1);
    await metrics.flush();
    expect(told(maps[0])).toEqual([
      ["a", "", 10],
      ["t", "", { values: [7], sampledCount: 10 }],
    ]);
  });

  test.each<[string, (metrics: Metrics) => void]>([
    ["what is no number", (m) => m.count("a", Number.NaN)],
    ["a number that has no end", (m) => m.gauge("a", Infinity)],
    ["a text for a number", (m) => m.timing("a", "5" as unknown as number)],
    ["no name", (m) => m.count("")],
    ["a name of which nothing is left", (m) => m.count("!!")],
    ["a name of which a line would keep nothing", (m) => m.count("__")],
    ["a name that is no text", (m) => m.count(undefined as unknown as string)],
    ["what cannot even be quoted", (m) => m.gauge("a", Symbol() as unknown as number)],
    ["tags that are none", (m) => m.count("a", 1, null as unknown as [])],
    ["tags of which one is none", (m) => m.count("a", 1, [null as unknown as string, "b"])],
    ["a member that is no text", (m) => m.unique("a", Object.create(null) as string)],
  ])("leaves out %s, counts it and says so", async (_, run) => {
    const { metrics, maps, onError } = open();
    run(metrics);
    run(metrics);
    await metrics.flush();
    expect([maps, metrics.counts()]).toEqual([[], { bad: 2, full: 0 }]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "bad-value" }));
  });
});

describe("a timer", () => {
  test("tells its time once", async () => {
    const { metrics, maps } = open();
    const timer = metrics.timer("t", { page: "a" });
    const ms = timer.stop();
    expect([timer.stop(), ms >= 0]).toEqual([ms, true]);
    await metrics.flush();
    expect(told(maps[0])).toEqual([["t", "page:a", { values: [ms], sampledCount: 1 }]]);
  });

  test("ends with its block", async () => {
    const { metrics, maps } = open();
    {
      using _timer = metrics.timer("t");
    }
    await metrics.flush();
    expect(told(maps[0])).toHaveLength(1);
  });
});

describe("a flush", () => {
  test("has nothing of what was flushed, and is nothing where there is nothing", async () => {
    const { metrics, maps } = open();
    await metrics.flush();
    metrics.count("a");
    await metrics.flush();
    metrics.count("a", 5);
    await metrics.flush();
    expect(maps.map(told)).toEqual([[["a", "", 1]], [["a", "", 5]]]);
  });

  test("says when it was, and of two the later one is later", async () => {
    const { metrics, maps } = open();
    for (let i = 0; i < 2; i += 1) {
      metrics.gauge("g", i);
      await metrics.flush();
    }
    const times = maps.flatMap(({ gauges }) => [...gauges.values()].map(({ atMs }) => atMs));
    expect(times[0]).toBe(START_MS);
    expect(times[1]).toBeGreaterThan(START_MS);
  });

  test("that is refused comes again with what is next", async () => {
    const maps: MetricMap[] = [];
    let fails = 1;
    const sink = async (map: MetricMap) => {
      fails -= 1;
      if (fails >= 0) throw new Error("not now");
      maps.push(map);
    };
    const { metrics, onError } = open({ sink });
    metrics.count("a", 2);
    metrics.gauge("g", 1);
    metrics.gauge("h", 1);
    const first = metrics.flush();
    metrics.count("a", 3);
    metrics.gauge("g", 7);
    await first;
    await metrics.flush();
    expect(maps.map(told)).toEqual([
      [
        ["a", "", 5],
        ["g", "", 7],
        ["h", "", 1],
      ],
    ]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "source" }));
  });

  test("that is refused after the next one was leaves the later value", async () => {
    const refusals: (() => void)[] = [];
    const maps: MetricMap[] = [];
    const sink = async (map: MetricMap) => {
      if (refusals.length === 2) maps.push(map);
      else await new Promise<void>((_, reject) => refusals.push(() => reject(new Error("no"))));
    };
    const { metrics } = open({ sink });
    const flushes = [1, 2].map((value) => {
      metrics.gauge("g", value);
      return metrics.flush();
    });
    for (const [index, refuse] of refusals.entries()) {
      refuse();
      await flushes[index];
    }
    await metrics.flush();
    expect(maps.map(told)).toEqual([[["g", "", 2]]]);
  });

  test("lets go of its map, though series are known by which it was counted", async () => {
    setFlagsFromString("--expose-gc");
    const maps: WeakRef<MetricMap>[] = [];
    const { metrics } = open({ sink: (map) => void maps.push(new WeakRef(map)) });
    for (let i = 0; i < 20; i += 1) {
      metrics.count(`n${i}`);
      await metrics.flush();
    }
    await turn();
    runInNewContext("gc")();
    expect(maps.filter((map) => map.deref())).toEqual([]);
    metrics.count("n0");
  });

  test("comes every ten seconds from start to stop, and a last time", async () => {
    const { metrics, maps, clock } = open();
    metrics.start();
    metrics.count("a");
    await clock.advance(9_999);
    expect(maps).toEqual([]);
    await clock.advance(1);
    metrics.count("a");
    await metrics.stop();
    metrics.count("a");
    await clock.advance(60_000);
    expect(maps).toHaveLength(2);
    expect(clock.waits()).toEqual([]);
  });
});

describe("there is room for", () => {
  test("so many series of a kind until the next flush", async () => {
    const { metrics, maps, onError } = open();
    for (let i = 0; i < 10_050; i += 1) metrics.count(`n${i}`);
    metrics.count("n7");
    expect(metrics.counts()).toEqual({ bad: 0, full: 50 });
    await metrics.flush();
    metrics.count("n10049");
    await metrics.flush();
    expect(maps.map(({ counters }) => counters.size)).toEqual([10_000, 1]);
    expect(onError).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ code: "buffer-full" }),
    );
  });

  test("so many times, of which the number is told all the same", async () => {
    const { metrics, maps } = open();
    for (let i = 0; i < 10_005; i += 1) metrics.timing("t", i);
    await metrics.flush();
    const [timed] = [...(maps[0]?.timers.values() ?? [])];
    expect([timed?.value.values.length, timed?.value.sampledCount]).toEqual([10_000, 10_005]);
    expect(metrics.counts().full).toBe(5);
  });

  test("so many times, those that were refused included", async () => {
    const sink = async () => {
      throw new Error("not now");
    };
    const { metrics } = open({ sink });
    for (let i = 0; i < 9_000; i += 1) metrics.timing("t", i);
    await metrics.flush();
    for (let i = 0; i < 9_000; i += 1) metrics.timing("t", i);
    expect(metrics.counts().full).toBe(8_000);
    await metrics.flush();
    metrics.timing("t", 1);
    expect(metrics.counts().full).toBe(8_001);
  });

  test("so many members of a set, those that are there included", async () => {
    const { metrics } = open();
    for (let i = 0; i < 10_002; i += 1) metrics.unique("s", `m${i}`);
    metrics.unique("s", "m1");
    expect(metrics.counts().full).toBe(2);
  });
});

describe("an event", () => {
  test("goes to the sink at once, with what was said of it", () => {
    const events: MetricEvent[] = [];
    const sink = Object.assign(() => {}, {
      event: (event: MetricEvent) => void events.push(event),
    });
    const { metrics } = open({ sink });
    metrics.event("deployed", "1.2", { alertType: "success", tags: ["a"] });
    expect(events).toEqual([
      {
        title: "deployed",
        text: "1.2",
        dateHappened: Math.floor(START_MS / 1_000),
        source: "",
        aggregationKey: "",
        sourceTypeName: "",
        priority: "normal",
        alertType: "success",
        tags: ["a"],
      },
    ]);
  });

  test("that fails throws nothing at whoever tells it", async () => {
    const event = () => {
      throw new Error("no");
    };
    const { metrics, onError } = open({ sink: Object.assign(() => {}, { event }) });
    metrics.event("a", "b");
    await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce());
    open().metrics.event("a", "b");
  });
});

test("what is counted without consent goes nowhere, nor do events", async () => {
  let isOn = false;
  const handed = vi.fn();
  const event = vi.fn();
  const sink = Object.assign(handed, { event });
  const { metrics } = open({ sink, enabled: () => isOn });
  metrics.count("a");
  metrics.event("t", "x");
  await metrics.flush();
  isOn = true;
  await metrics.flush();
  expect([handed.mock.calls, event.mock.calls]).toEqual([[], []]);
  metrics.count("a");
  metrics.event("t", "x");
  await metrics.flush();
  expect([handed.mock.calls.length, event.mock.calls.length]).toEqual([1, 1]);
});

test("who asks not to be tracked is not", async () => {
  vi.stubGlobal("navigator", { globalPrivacyControl: true });
  const { metrics, maps } = open();
  metrics.count("a");
  await metrics.flush();
  vi.unstubAllGlobals();
  expect(maps).toEqual([]);
});

test("while a sink refuses, so many series wait and no more", async () => {
  let refuses = true;
  const taken: MetricMap[] = [];
  const { metrics } = open({
    async sink(map) {
      if (refuses) throw new Error("not now");
      taken.push(map);
    },
  });
  for (let round = 0; round < 6; round += 1) {
    const handing = metrics.flush();
    for (let i = 0; i < 10_000; i += 1) metrics.count(`a${round}.${i}`);
    await handing;
  }
  refuses = false;
  await metrics.flush();
  const { full } = metrics.counts();
  expect(taken[0]?.counters.size).toBeLessThanOrEqual(40_000);
  expect((taken[0]?.counters.size ?? 0) + full).toBe(60_000);
});
