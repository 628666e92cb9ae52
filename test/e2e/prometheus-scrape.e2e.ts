// A Prometheus server scrapes ours, and answers by what was counted and pushed.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Counter, Histogram, Registry } from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MetricFamily } from "../../src/core/family.ts";
import type { Handler } from "../../src/core/ports.ts";
import { memoryHistory } from "../../src/history/memory.ts";
import { createPipeline } from "../../src/metrics/pipeline/create-pipeline.ts";
import { nodeListener } from "../../src/node/listener.ts";
import { serve } from "../../src/node/serve.ts";
import { fromPromClient } from "../../src/prometheus/prom-client.ts";
import { protobuf } from "../../src/prometheus/protobuf.ts";
import { push } from "../../src/prometheus/push.ts";
import { pushEvery } from "../../src/prometheus/push-every.ts";
import { createHandler } from "../../src/server/handler.ts";
import { pushedBackend } from "../../src/server/statsd/pushed-backend.ts";
import { createPushes } from "../../src/store/pushes/pushes.ts";
import { testFolder } from "../support/folder.ts";
import { startPrometheus } from "../support/prometheus.ts";
import { validUpdate } from "../support/requests.ts";
import { memorySql, openStore } from "../support/store.ts";

const ADA = "ada-has-this-token";
const BOB = "bob-has-that-token";
const patience = { timeout: 20_000, interval: 200 };

/** A server with tokens, and a Prometheus that has a reader's. */
async function open() {
  const { folder } = testFolder();
  const server = await serve({
    port: 0,
    dataFolder: folder,
    operators: { ada: ADA },
    readers: { bob: BOB },
  });
  onTestFinished(server.close);
  const { query } = await startPrometheus(server.url, {
    authorization: { credentials: BOB },
    honor_labels: true,
  });
  const value = async (text: string) => Object.values(await query(text));
  const send = async (seq: number, data: object) => {
    const body = JSON.stringify(
      validUpdate({ seq, timestamp: new Date().toISOString(), data: data as never }),
    );
    const { status } = await fetch(`${server.url}/v1/update`, { method: "POST", body });
    expect(status).toBe(200);
  };
  return { url: server.url, query, value, send };
}

describe("Prometheus", () => {
  test("scrapes what was counted with a reader's token, and knows its rate", async () => {
    const { query, value, send } = await open();
    await expect.poll(() => value('up{job="tallybeacon"}'), patience).toEqual([1]);
    await send(1, {
      "page.view": 3,
      status: [
        { value: 200, count: 2 },
        { value: 'a\\\n"b"', count: 1 },
      ],
    });
    const key = 'tallybeacon_key_total{key="page.view"}';
    await expect.poll(() => value(key), patience).toEqual([3]);
    expect(await value("sum(tallybeacon_member_total)")).toEqual([3]);
    expect(await value('tallybeacon_member_total{member="a\\\\\\n\\"b\\""}')).toEqual([1]);
    const [name = ""] = Object.keys(await query(key));
    expect(JSON.parse(name)).toMatchObject({ app: "default", job: "tallybeacon" });
    await send(2, { "page.view": 4 });
    await expect.poll(() => value(key), patience).toEqual([7]);
    expect((await value(`increase(${key}[1m])`))[0]).toBeGreaterThan(0);
    expect(await value('tallybeacon_update_duration_seconds_count{code="200"}')).toEqual([2]);
    expect((await value("time() - tallybeacon_start_time_seconds"))[0]).toBeLessThan(60);
  });

  test("has the sum of what many push, a last push included, and the groups beside it", async () => {
    const { url, value } = await open();
    for (const clicks of [3, 4]) {
      const registry = new Registry();
      const registers = [registry];
      const counter = new Counter({ name: "clicks_total", help: "Clicks.", registers });
      const took = new Histogram({
        name: "took_seconds",
        help: "Time.",
        buckets: [1, clicks],
        registers,
      });
      const grouping = { instance: `i${clicks}` };
      const pusher = pushEvery(fromPromClient(registry), {
        url,
        job: "shop",
        grouping,
        isSummed: true,
      });
      pusher.start();
      counter.inc(clicks);
      took.observe(0.5);
      took.observe(9);
      await pusher.stop();
    }
    const rows: MetricFamily = { name: "rows_written", type: "gauge", metrics: [{ value: 1e6 }] };
    const asAda: typeof fetch = (address, init) =>
      fetch(address, { ...init, headers: { ...init?.headers, authorization: `Bearer ${ADA}` } });
    const grouping = { instance: "db-1" };
    await push([rows], { url, job: "nightly", grouping, format: protobuf, fetch: asAda });
    await expect.poll(() => value('clicks_total{job="shop"}'), patience).toEqual([7]);
    expect(await value('took_seconds_bucket{job="shop",le=~"1(.0)?"}')).toEqual([2]);
    expect(await value('count(took_seconds_bucket{job="shop"})')).toEqual([2]);
    expect(await value('took_seconds_sum{job="shop"} / took_seconds_count')).toEqual([4.75]);
    expect(await value('tallybeacon_sum_epochs_total{job="shop"}')).toEqual([2]);
    expect(await value('rows_written{job="nightly",instance="db-1"}')).toEqual([1e6]);
    expect((await value('time() - tallybeacon_push_time_seconds{job="nightly"}'))[0]).toBeLessThan(
      60,
    );
    expect(await value("tallybeacon_push_hidden")).toEqual([0]);
  });

  test("has what statsd aggregates, and goes on after the server was started anew", async () => {
    const sql = memorySql();
    const { store } = openStore(sql);
    const pushes = createPushes(sql);
    const start = async () => {
      const pipeline = createPipeline({ backends: { dashboard: pushedBackend(pushes) } });
      const parts = { store, pushes, metrics: pipeline };
      const url = await listening(createHandler({ ...parts, history: memoryHistory() }));
      const send = async (...lines: string[]) => {
        const body = lines.join("\n");
        const { status } = await fetch(`${url}/v1/statsd`, { method: "POST", body });
        expect(status).toBe(202);
      };
      return { url, send, stop: pipeline.stop };
    };
    const first = await start();
    await first.send("cart.add:3|c|#plant:Aloe,job:shop", "render:10|ms", "render:30|ms");
    await first.stop();
    const { url, send, stop } = await start();
    await send("cart.add:4|c|#plant:Aloe,job:shop", "size:4|ms|#gsd_histogram:2_5", "stock:-1|g");
    await stop();
    const { query } = await startPrometheus(url, { honor_labels: true });
    const value = async (text: string) => Object.values(await query(text));
    const added = 'cart_add_total{job="statsd",plant="Aloe",exported_job="shop"}';
    await expect.poll(() => value(added), patience).toEqual([7]);
    expect(await value('render{quantile="0.5"}')).toEqual([20]);
    expect(await value("render_sum / render_count")).toEqual([20]);
    expect(await value('size_bucket{le=~"5(.0)?"}')).toEqual([1]);
    expect(await value('size_bucket{le=~"2(.0)?"}')).toEqual([0]);
    expect(await value("stock")).toEqual([-1]);
    expect(await value('statsd_backend_sent{backend="dashboard"}')).toEqual([0]);
    expect(await value("tallybeacon_push_hidden")).toEqual([0]);
  });
});

/** Listens until the test is over. */
async function listening(handler: Handler): Promise<string> {
  const server = createServer(nodeListener(handler));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
