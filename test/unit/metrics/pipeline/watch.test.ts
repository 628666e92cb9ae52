// What the stages of a pipeline say of themselves.
import { expect, test } from "vitest";
import type { InternalStat } from "../../../../src/core/stats.ts";
import { statsdBackend } from "../../../../src/metrics/backend/statsd.ts";
import { forwardSink } from "../../../../src/metrics/forward/forward-sink.ts";
import { createInternal } from "../../../../src/metrics/internal.ts";
import {
  watchBackend,
  watchForwarder,
  watchSources,
} from "../../../../src/metrics/pipeline/watch.ts";
import { createEnrichment } from "../../../../src/metrics/source/create-enrichment.ts";
import { eventOf, flushOf } from "../../../support/backend.ts";
import { mapOf } from "../../../support/metrics.ts";

const told = (stats: readonly InternalStat[]) =>
  Object.fromEntries(stats.map(({ name, tags, value }) => [[name, ...tags].join(" "), value]));

test("of a backend it is told what became of what it was given", async () => {
  const internal = createInternal();
  const backend = statsdBackend({ write: () => {} });
  watchBackend(internal, "statsdaemon", backend);
  watchBackend(internal, "quiet", () => {});
  await backend(flushOf([{ values: [5] }]));
  await backend.event?.(eventOf({ title: "t" }));
  internal.collect(1);
  expect(told(internal.stats())).toEqual({
    "backend.created backend:statsdaemon": 2,
    "backend.sent backend:statsdaemon": 2,
    "backend.dropped backend:statsdaemon": 0,
    "backend.series.sent backend:statsdaemon": 1,
    "backend.series.dropped backend:statsdaemon": 0,
    "backend.retried backend:statsdaemon": 0,
    "backend.sent_events backend:statsdaemon": 1,
    "backend.dropped_events backend:statsdaemon": 0,
  });
});

test("of a forwarder it is told what became of posts, and the longest of each flush", async () => {
  const internal = createInternal();
  const sink = forwardSink("https://a.example", {
    fetch: async () => new Response(null, { status: 202 }),
    compressionType: "none",
  });
  watchForwarder(internal, sink);
  await sink(mapOf("a:1|c"));
  internal.collect(1);
  expect(told(internal.stats())).toMatchObject({
    "http.forwarder.invalid": 0,
    "http.forwarder.created": 1,
    "http.forwarder.sent": 1,
    "http.forwarder.retried": 0,
    "http.forwarder.dropped": 0,
  });
  internal.collect(2);
  expect(told(internal.stats())["http.forwarder.post_latency.max"]).toBe(0);
});

test("of sources it is told how they were found", async () => {
  const internal = createInternal();
  const enrichment = createEnrichment({ lookup: async () => null, sink: () => {} });
  watchSources(internal, enrichment);
  await enrichment.sink(mapOf("a:1|c|10.0.0.1"));
  internal.collect(1);
  expect(told(internal.stats())).toMatchObject({
    "cloudprovider.cache_miss": 1,
    "cloudprovider.hosts_queued type:metric": 1,
    "cloudprovider.items_queued type:event": 0,
  });
  await enrichment.flush();
  await enrichment.sink(mapOf("a:1|c|10.0.0.1"));
  internal.collect(2);
  expect(told(internal.stats())).toMatchObject({
    "cloudprovider.cache_hit": 1,
    "cloudprovider.cache_negative": 1,
    "cloudprovider.cache_positive": 0,
    "cloudprovider.cache_refresh_positive": 0,
    "cloudprovider.cache_refresh_negative": 0,
    "cloudprovider.hosts_queued type:metric": 0,
  });
});
