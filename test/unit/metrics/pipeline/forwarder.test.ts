// The end of a pipeline that forwards: what goes when, and that nothing is left at its end.
import { expect, test } from "vitest";
import type { MetricEvent, MetricMap } from "../../../../src/core/metric.ts";
import type { ForwardSink } from "../../../../src/metrics/forward/forward-sink.ts";
import { mapLines } from "../../../../src/metrics/line/map-lines.ts";
import { emptyMap } from "../../../../src/metrics/map.ts";
import { createForwarder } from "../../../../src/metrics/pipeline/forwarder.ts";
import { fakeClock } from "../../../support/clock.ts";
import { mapOf } from "../../../support/metrics.ts";

function open() {
  const clock = fakeClock();
  const sent: string[][] = [];
  const released: (() => void)[] = [];
  const forward = Object.assign(
    (map: MetricMap) => {
      sent.push([...mapLines(map)]);
      return new Promise<void>((resolve) => released.push(resolve));
    },
    { event: async (_: MetricEvent) => {}, flush: async () => {} },
  ) as unknown as ForwardSink;
  let own = emptyMap;
  const forwarder = createForwarder({
    forward,
    flushMs: 1_000,
    collect: () => own(),
    clock,
  });
  const say = (line: string) => {
    own = () => mapOf(line);
  };
  return { clock, sent, released, forwarder, say };
}

test("what came in goes at each flush, together with what the pipeline says of itself", async () => {
  const { clock, sent, forwarder, say } = open();
  forwarder.start();
  forwarder.receive(mapOf("a:1|c"));
  forwarder.receive(mapOf("a:2|c"));
  say("own:1|c");
  await clock.advance(1_000);
  expect(sent).toEqual([["a:3|c", "own:1|c"]]);
});

test("a flush does not wait for the one before", async () => {
  const { clock, sent, forwarder } = open();
  forwarder.start();
  for (const line of ["a:1|c", "a:2|c"]) {
    forwarder.receive(mapOf(line));
    await clock.advance(1_000);
  }
  expect(sent).toEqual([["a:1|c"], ["a:2|c"]]);
});

test("what is held goes when it stops, which waits for it", async () => {
  const { clock, sent, released, forwarder } = open();
  forwarder.start();
  forwarder.receive(mapOf("a:1|c"));
  let isStopped = false;
  const stopping = forwarder.stop().then(() => {
    isStopped = true;
  });
  await clock.advance(5_000);
  expect([sent, isStopped]).toEqual([[["a:1|c"]], false]);
  for (const release of released) release();
  await stopping;
  expect(isStopped).toBe(true);
});
