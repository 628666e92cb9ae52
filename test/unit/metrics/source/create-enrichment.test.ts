// Metrics get what is known of their source.
import { expect, test, vi } from "vitest";
import type { MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import { MAX_CONCURRENT_EVENTS } from "../../../../src/core/metric-limits.ts";
import {
  createEnrichment,
  type EnrichmentOptions,
} from "../../../../src/metrics/source/create-enrichment.ts";
import type { Instance } from "../../../../src/metrics/source/instances.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { mapOf, told } from "../../../support/metrics.ts";

const eventOf = (source: string, title = "t") =>
  ({ title, source, tags: ["own"] }) as unknown as MetricEvent;

function start(options: Partial<EnrichmentOptions> = {}) {
  const answers = new Map<string, (instance: Instance | null) => void>();
  const maps: string[][] = [];
  const events: unknown[] = [];
  const onError = vi.fn();
  const stage = createEnrichment({
    lookup: (source) => new Promise((answer) => answers.set(source, answer)),
    sink: (map: MetricMap) => void maps.push(told(map)),
    event: ({ title, source, tags }) => void events.push([title, source, tags]),
    clock: manualClock(),
    onError,
    ...options,
  });
  const settled = () => new Promise((done) => setTimeout(done));
  const answer = async (source: string, instance: Instance | null) => {
    await settled();
    answers.get(source)?.(instance);
    await settled();
  };
  return { ...stage, answer, maps, events, onError };
}

test("what comes of a source waits, added up, until it was found", async () => {
  const { sink, event, answer, maps, events, counts } = start();
  await sink(mapOf("a:1|c|#own|h", "a:5|c", "b:2|c|other"));
  await sink(mapOf("a:2|c|#own|h"));
  await event(eventOf("h"));
  expect(maps).toEqual([["counters a [] = 5"]]);
  expect(counts()).toMatchObject({ parkedSources: 2, parkedEvents: 1 });
  await answer("h", { source: "i-1", tags: ["zone:1"] });
  expect(maps[1]).toEqual(["counters a [own,zone:1] i-1 = 3"]);
  expect(events).toEqual([["t", "i-1", ["own", "zone:1"]]]);
  expect(counts()).toMatchObject({ parkedSources: 1, parkedEvents: 0 });
  await answer("other", null);
  expect(maps[2]).toEqual(["counters b [] other = 2"]);
});

test("what comes of a known source goes on at once, in one map", async () => {
  const { sink, event, answer, maps, events } = start();
  void sink(mapOf("a:1|c|h1", "a:1|c|h2"));
  await answer("h1", { source: "i" });
  await answer("h2", { source: "i" });
  maps.length = 0;
  await sink(mapOf("a:1|c|h1", "a:2|c|h2"));
  expect(maps).toEqual([["counters a [] i = 3"]]);
  await event(eventOf("h1"));
  await event(eventOf(""));
  expect(events).toEqual([
    ["t", "i", ["own"]],
    ["t", "", ["own"]],
  ]);
});

test("events go on unchanged when too many wait", async () => {
  const { event, events, counts } = start();
  for (let index = 0; index <= MAX_CONCURRENT_EVENTS; index += 1)
    await event(eventOf("h", `${index}`));
  expect(events).toEqual([[`${MAX_CONCURRENT_EVENTS}`, "h", ["own"]]]);
  expect(counts().parkedEvents).toBe(MAX_CONCURRENT_EVENTS);
});

test("draining waits for what is looked up, and for where it goes", async () => {
  let arrive: () => void = () => {};
  const { sink, flush, answer } = start({
    sink: () =>
      new Promise<void>((done) => {
        arrive = done;
      }),
  });
  void sink(mapOf("a:1|c|h"));
  const drained = vi.fn();
  const done = flush().then(drained);
  await answer("h", null);
  expect(drained).not.toHaveBeenCalled();
  arrive();
  await done;
  await flush();
});

test("whoever refuses what waited is heard of", async () => {
  const { sink, answer, flush, onError } = start({
    sink: () => Promise.reject(new Error("full")),
  });
  void sink(mapOf("a:1|c|h"));
  await answer("h", null);
  await flush();
  expect(onError.mock.calls[0]?.[0]).toMatchObject({
    code: "source",
    message: "what waited was lost",
  });
});
