// All stages together: what comes out at the end for what goes in, by a clock that is moved by hand.
import { expect, test } from "vitest";
import type { Aggregates, Backend, MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import type { ForwardSink } from "../../../../src/metrics/forward/forward-sink.ts";
import { mapLines } from "../../../../src/metrics/line/map-lines.ts";
import {
  createPipeline,
  type PipelineOptions,
} from "../../../../src/metrics/pipeline/create-pipeline.ts";
import { eventOf } from "../../../support/backend.ts";
import { fakeClock } from "../../../support/clock.ts";
import { mapOf } from "../../../support/metrics.ts";

function open(options: PipelineOptions = {}) {
  const clock = fakeClock();
  const flushes: Aggregates[] = [];
  const events: MetricEvent[] = [];
  const backend: Backend = Object.assign((all: Aggregates) => void flushes.push(all), {
    event: (event: MetricEvent) => void events.push(event),
  });
  const backends = { test: backend };
  const pipeline = createPipeline({ backends, statserType: "null", clock, ...options });
  const told = () =>
    flushes.map(({ counters, gauges }) =>
      [...counters, ...gauges].map(({ name, tags, source }) =>
        [name, ...tags, source].filter(Boolean).join(" "),
      ),
    );
  return { clock, flushes, events, pipeline, told };
}

test("metrics pass the lookup, then filters, and get tags of all", async () => {
  const { clock, pipeline, told } = open({
    lookup: async () => ({ source: "web-1", tags: ["zone:a", "secret:b"] }),
    filters: [{ matchTags: ["zone:*"], dropTags: ["secret:*"] }],
    tags: ["env:test"],
  });
  pipeline.start();
  void pipeline.sink(mapOf("hits:1|c|#path:/|10.0.0.1"));
  await clock.advance(1_000);
  expect(told()).toEqual([["hits env:test path:/ zone:a web-1"]]);
});

test("events pass the same way, and none is dropped", async () => {
  const { clock, pipeline, events } = open({
    lookup: async () => ({ source: "web-1", tags: ["zone:a"] }),
    filters: [{ dropMetric: true }],
    tags: ["env:test"],
  });
  await pipeline.event(eventOf({ title: "t", source: "10.0.0.1" }));
  await clock.advance(0);
  expect(events.map(({ title, tags, source }) => [title, tags, source])).toEqual([
    ["t", ["zone:a", "env:test"], "web-1"],
  ]);
});

test("what it says of itself passes filters, too", async () => {
  const { clock, pipeline, told } = open({
    statserType: "internal",
    hostname: "h",
    heartbeat: ["version:1"],
    filters: [{ excludeMetrics: ["statsd.heartbeat"], dropMetric: true }],
    tags: ["env:test"],
  });
  pipeline.start();
  await clock.advance(1_000);
  expect(told()).toEqual([["statsd.heartbeat env:test host:h version:1 h"]]);
});

test.each([
  ["internal", ["statsd.heartbeat"], []],
  ["logging", [], ["statsd.heartbeat:1|g"]],
  ["null", [], []],
] as const)("where statserType is %s, it is told so", async (statserType, metrics, lines) => {
  const heard: string[] = [];
  const { pipeline, told } = open({
    statserType,
    heartbeat: [],
    filters: [{ excludeMetrics: ["statsd.heartbeat"], dropMetric: true }],
    onInternal: (all) => void heard.push(...all.filter((line) => line.includes("heartbeat"))),
  });
  await pipeline.flush();
  expect([told(), heard]).toEqual([[metrics], lines]);
  expect(pipeline.internal.stats().find(({ name }) => name === "heartbeat")?.value).toBe(1);
});

test("whoever hears of it and fails stops nothing", async () => {
  const { pipeline, clock, flushes } = open({
    statserType: "logging",
    onInternal() {
      throw new Error("no disk");
    },
  });
  pipeline.start();
  await clock.advance(2_000);
  expect(flushes).toHaveLength(2);
});

test.each([
  [{ statserType: "internal" }, ["Tallybeacon started", "Tallybeacon stopped"]],
  [{ statserType: "internal", disableInternalEvents: true }, []],
  [{ statserType: "null" }, []],
] as const)("with %j the events of its life are %j", async (options, titles) => {
  const { pipeline, events } = open({ ...options, hostname: "h", tags: ["env:test"] });
  pipeline.start();
  pipeline.start();
  await pipeline.stop();
  expect(events.map(({ title }) => title)).toEqual(titles);
  for (const event of events) {
    expect(event).toMatchObject({ source: "h", priority: "low", tags: ["env:test"] });
    expect(event.text).toBe(event.title);
  }
});

test("it stops when lookups have answered, and what waited for them was told", async () => {
  const { pipeline, told } = open({ lookup: async () => ({ source: "web-1" }) });
  pipeline.start();
  void pipeline.sink(mapOf("hits:1|c|10.0.0.1"));
  await pipeline.stop();
  expect(told()).toEqual([["hits web-1"]]);
});

test("it is settled when lookups of what came so far have answered; then all of it is kept, and told", async () => {
  const lookup = async () => ({ source: "web-1" });
  const { pipeline, told } = open({ lookup, expiryMs: 0 });
  void pipeline.sink(mapOf("hits:1|c|10.0.0.1"));
  const kept: string[] = [];
  const keep = (held: MetricMap) => void kept.push(...mapLines(held));
  await pipeline.flush({ keep });
  await pipeline.settle();
  await pipeline.flush({ keep });
  expect([kept, told()]).toEqual([["hits:0|c"], [[], ["hits web-1"]]]);
});

test("it hands all to another server, if it is told of one", async () => {
  const clock = fakeClock();
  const sent: string[] = [];
  const forward = Object.assign(async (map: never) => void sent.push(...mapLines(map)), {
    event: async ({ title }: MetricEvent) => void sent.push(title),
    flush: async () => {},
    counts: () => ({}),
    takeLatencyMaxMs: () => 0,
    lastSentAtMs: () => 5,
  }) as unknown as ForwardSink;
  const options = { forward, tags: ["env:test"], flushMs: 500, clock, heartbeat: [] };
  const pipeline = createPipeline(options);
  pipeline.start();
  void pipeline.sink(mapOf("hits:1|c"));
  await clock.advance(1_000);
  // What is more each time, as whoever aggregates adds it up.
  const beats = sent.filter((line) => line.startsWith("statsd.heartbeat:"));
  expect(beats).toEqual(Array(2).fill("statsd.heartbeat:1|c|#env:test"));
  expect(sent.filter((line) => !line.startsWith("statsd."))).toEqual([
    "Tallybeacon started",
    "hits:1|c|#env:test",
  ]);
  expect(pipeline.lastSentAtMs?.()).toBe(5);
});

test("whoever takes lines for it is told what comes before their names", () => {
  expect(createPipeline({ namespace: "shop" })).toMatchObject({ namespace: "shop" });
  expect(createPipeline({})).not.toHaveProperty("namespace");
});

test("nobody both aggregates and forwards", () => {
  expect(() => open({ forward: (() => {}) as never })).toThrow(
    "backends: there are none where all is forwarded",
  );
});
