// Metrics on the way of a collector.
import { expect, test } from "vitest";
import { createCollector } from "../../../src/collector/collector.ts";
import { collectorSink } from "../../../src/metrics/collector-sink.ts";
import { createMetrics } from "../../../src/metrics/create-metrics.ts";
import { fakeClock } from "../../support/clock.ts";

function open() {
  const clock = fakeClock();
  const tally = createCollector({ endpoint: "/", clock, enabled: () => true });
  const metrics = createMetrics({ sink: collectorSink(tally), clock });
  return { tally, metrics };
}

test("maps and events ride as lines under one key", async () => {
  const { tally, metrics } = open();
  metrics.count("a", 2, ["x"]);
  metrics.gauge("g", 5);
  await metrics.flush();
  metrics.event("t", "b", { dateHappened: 0 });
  metrics.count("a");
  await metrics.flush();
  expect(tally.snapshot().data).toEqual({
    statsd: ["a:2|c|#x\ng:5|g\n", "_e{1,1}:t|b\n", "a:1|c\n"],
  });
});

test("a large map is several items", async () => {
  const { tally, metrics } = open();
  for (let i = 0; i < 1_000; i += 1) metrics.count(`name.of.${i}`, 1, ["a:tag"]);
  await metrics.flush();
  const items = tally.snapshot().data?.["statsd"] as string[];
  expect(items.every((each) => each.length <= 8_000)).toBe(true);
  expect(items.join("").split("\n")).toHaveLength(1_001);
});

test("a large map has several keys, by which an update is cut, and all of it arrives in its order", async () => {
  const { tally, metrics } = open();
  for (let i = 0; i < 5_000; i += 1) metrics.count(`name.of.${i}`, 1, ["a:tag"]);
  await metrics.flush();
  const { data } = tally.snapshot();
  expect(Object.keys(data)).toEqual(["statsd", ...[1, 2, 3, 4].map((n) => `statsd:${n}`)]);
  const items = Object.values(data) as string[][];
  expect(items.every((each) => each.join("").length <= 33_000)).toBe(true);
  const names = items
    .flat()
    .join("")
    .match(/\d+(?=:1)/g);
  expect(names).toEqual(Array.from({ length: 5_000 }, (_, i) => String(i)));
});
