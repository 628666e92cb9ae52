// Tagged metrics in the runtime that Workers and Durable Objects have: counted there, and taken in there.
import { env, runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { createCollector } from "../../src/collector/collector.ts";
import type { MetricEvent, MetricMap } from "../../src/core/metric.ts";
import type { Handler } from "../../src/core/ports.ts";
import { memoryHistory } from "../../src/history/memory.ts";
import { collectorSink } from "../../src/metrics/collector-sink.ts";
import { createMetrics, type Metrics } from "../../src/metrics/create-metrics.ts";
import { forwardSink } from "../../src/metrics/forward/forward-sink.ts";
import { mapLines } from "../../src/metrics/line/map-lines.ts";
import { createHandler } from "../../src/server/handler.ts";
import { durableStorage } from "../../src/storage/durable.ts";
import { durableSql } from "../../src/storage/durable-sql.ts";
import { createStore } from "../../src/store/store.ts";
import { fetchTransport } from "../../src/transport/fetch.ts";
import type { ObjectState } from "./object.ts";

const LINES = ["buy:2|c|#page:é", "cart:3.5|g", "render:16.7:8|ms|@0.5", "user:u1|s", "user:u2|s"];

function countAll(metrics: Metrics): void {
  metrics.count("buy", 2, { page: "é" });
  metrics.gauge("cart", 3.5);
  for (const ms of [16.7, 8]) metrics.timing("render", ms);
  for (const user of ["u1", "u2"]) metrics.unique("user", user);
}

/** Runs in an object that has a server, and gives what the server's sink got as lines. */
async function taken(use: (handler: Handler, state: ObjectState) => Promise<void>) {
  const stub = env.FRESH.get(env.FRESH.newUniqueId());
  const maps: MetricMap[] = [];
  const events: MetricEvent[] = [];
  await runInDurableObject(stub, async (_: unknown, state: ObjectState) => {
    const store = createStore(durableSql(state.storage));
    const metrics = {
      sink: (map: MetricMap) => void maps.push(map),
      event: (event: MetricEvent) => void events.push(event),
    };
    await use(createHandler({ store, history: memoryHistory(), metrics }), state);
    await store.close();
  });
  return { lines: maps.flatMap((map) => [...mapLines(map)]).sort(), events };
}

test("metrics that ride on updates arrive once, over lives of the object that counts", async () => {
  const { lines } = await taken(async (handler, { storage }) => {
    let isUp = false;
    const life = () => {
      const tally = createCollector({
        endpoint: "https://count.example.com/v1/update",
        storage: durableStorage(storage),
        enabled: () => true,
        transport: fetchTransport({
          fetch: async (to, init) => {
            const response = await handler(new Request(to, init));
            // The server has it, and nobody knows.
            if (!isUp) throw new Error("cut off");
            return response;
          },
        }),
      });
      return { tally, metrics: createMetrics({ sink: collectorSink(tally) }) };
    };
    const first = life();
    countAll(first.metrics);
    await first.metrics.flush();
    expect(await first.tally.flush()).toMatchObject({ ok: false });
    isUp = true;
    const second = life();
    expect(await second.tally.flush()).toMatchObject({ ok: true });
    expect(second.tally.snapshot().pending).toEqual([]);
  });
  expect(lines).toEqual(LINES);
});

test.each(["zlib", "none"] as const)(
  "metrics that are forwarded arrive, compressed as %s, and so do events",
  async (compressionType) => {
    const encodings: (string | null)[] = [];
    const { lines, events } = await taken(async (handler) => {
      const sink = forwardSink("https://count.example.com", {
        compressionType,
        // The platform's own, up to the network.
        fetch: async (url, init) => {
          const request = new Request(url, init);
          encodings.push(request.headers.get("content-encoding"));
          return handler(request);
        },
      });
      const metrics = createMetrics({ sink });
      countAll(metrics);
      metrics.event("deployed", "é");
      await metrics.flush();
      await sink.flush();
      expect(sink.counts()).toMatchObject({ sent: 2, dropped: 0, retried: 0 });
    });
    expect(lines).toEqual(LINES);
    expect(events).toMatchObject([{ title: "deployed", text: "é" }]);
    const encoding = compressionType === "zlib" ? "deflate" : "identity";
    expect(encodings).toEqual([encoding, encoding]);
  },
);
