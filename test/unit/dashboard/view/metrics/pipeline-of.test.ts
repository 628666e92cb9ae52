// What a pipeline of tagged metrics says of itself, as its panel has it.
import { expect, test } from "vitest";
import type { InternalStat } from "../../../../../src/core/stats.ts";
import { pipelineOf } from "../../../../../src/dashboard/view/metrics/pipeline-of.ts";
import { createPipeline } from "../../../../../src/metrics/pipeline/create-pipeline.ts";

const stat = (name: string, value: number, ...tags: string[]): InternalStat => ({
  name,
  kind: "gauge",
  tags,
  value,
});

test("what came in is the sum of all ways", () => {
  const found = pipelineOf([
    stat("parser.metrics_received", 5),
    stat("http.incoming.metrics", 2, "server-name:a"),
    stat("http.incoming.metrics", 1, "server-name:b"),
    stat("http.incoming", 9),
    stat("parser.events_received", 3),
    stat("http.incoming.events", 1),
    stat("parser.bad_lines_seen", 4),
  ]);
  expect(found).toEqual({ metrics: 8, events: 4, badLines: 4, ends: [] });
});

test("each backend has what became of what it was given, by its own name", async () => {
  const counts = { created: 9, sent: 5, retried: 2, dropped: 3, seriesSent: 40, seriesDropped: 8 };
  const backend = Object.assign(() => {}, { counts: () => counts });
  const { flush, internal } = createPipeline({ backends: { odd: backend } });
  await flush();
  const [end, ...others] = pipelineOf(internal.stats()).ends;
  expect([end?.name, others]).toEqual(["odd", []]);
  expect(Object.fromEntries(end?.of ?? [])).toMatchObject({
    sent: 5,
    retried: 2,
    dropped: 3,
    "series.sent": 40,
    "series.dropped": 8,
  });
});

test("another server has no series", () => {
  const stats = [
    stat("http.forwarder.sent", 5),
    stat("http.forwarder.retried", 1),
    stat("http.forwarder.dropped", 2),
    stat("http.forwarder.post_latency.max", 7),
  ];
  const [end] = pipelineOf(stats).ends;
  expect(end?.name).toBe("forwarder");
  expect([end?.of.get("sent"), end?.of.get("series.sent")]).toEqual([5, undefined]);
});

test("nothing is nothing", () => {
  expect(pipelineOf([])).toEqual({ metrics: 0, events: 0, badLines: 0, ends: [] });
});
