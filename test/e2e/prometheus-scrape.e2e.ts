// A Prometheus server scrapes ours, and answers by what was counted and pushed.
import { Counter, Histogram, Registry } from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MetricFamily } from "../../src/core/family.ts";
import { serve } from "../../src/node/serve.ts";
import { fromPromClient } from "../../src/prometheus/prom-client.ts";
import { protobuf } from "../../src/prometheus/protobuf.ts";
import { push } from "../../src/prometheus/push.ts";
import { pushEvery } from "../../src/prometheus/push-every.ts";
import { testFolder } from "../support/folder.ts";
import { startPrometheus } from "../support/prometheus.ts";
import { validUpdate } from "../support/requests.ts";

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
});
