// Prometheus and its Pushgateway, as Debian packs them, take what we push and expose; so does our own handler, from pages too.
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Page } from "playwright";
import { Counter, Gauge, Histogram, Registry, Summary } from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Format, Labels, MetricFamily } from "../../src/core/family.ts";
import type { Metric } from "../../src/core/metric.ts";
import type { Push } from "../../src/core/push.ts";
import { nodeListener } from "../../src/node/listener.ts";
import { openMetrics } from "../../src/prometheus/open-metrics.ts";
import { fromPromClient } from "../../src/prometheus/prom-client.ts";
import { prometheusBackend } from "../../src/prometheus/prometheus-backend.ts";
import { protobuf } from "../../src/prometheus/protobuf.ts";
import { type PushOptions, push } from "../../src/prometheus/push.ts";
import { pushEvery } from "../../src/prometheus/push-every.ts";
import { text } from "../../src/prometheus/text.ts";
import { cors } from "../../src/server/guard.ts";
import { pushHandler } from "../../src/server/push.ts";
import { flushOf } from "../support/backend.ts";
import { launchOptions } from "../support/browser.ts";
import { startPrometheus, startPushgateway } from "../support/prometheus.ts";

/** One of each kind. Help and order are as a Pushgateway gives them back. */
const FAMILIES: readonly MetricFamily[] = [
  {
    name: "free",
    help: "Without a type, \\ and\nwith two lines.",
    type: "untyped",
    metrics: [{ labels: [], value: -1.5 }],
  },
  {
    name: "queued",
    help: "Waiting.",
    type: "gauge",
    metrics: [
      { labels: [["kind", 'a "b"\\c']], value: 1e21 },
      { labels: [["kind", "größe 🎉"]], value: 0.1 },
    ],
  },
  {
    name: "render_seconds",
    help: "Rendering.",
    type: "summary",
    metrics: [
      {
        labels: [],
        summary: {
          count: 3,
          sum: 0.75,
          quantiles: [
            { quantile: 0.5, value: 0.25 },
            { quantile: 0.9, value: 0.3 },
          ],
        },
      },
    ],
  },
  {
    name: "size_bytes",
    help: "Sizes.",
    type: "histogram",
    metrics: [
      {
        labels: [["path", "/"]],
        histogram: {
          count: 4,
          sum: 90,
          buckets: [
            { upperBound: 10, count: 1 },
            { upperBound: 50, count: 3 },
            { upperBound: Infinity, count: 4 },
          ],
        },
      },
    ],
  },
  {
    name: "views_total",
    help: "Views.",
    type: "counter",
    metrics: [{ labels: [["path", "/"]], value: 3 }],
  },
];

/** What a Pushgateway holds, without what it says of itself. */
async function held(url: string, format: Format = text): Promise<MetricFamily[]> {
  const response = await fetch(`${url}/metrics`, { headers: { accept: format.contentType } });
  expect(response.headers.get("content-type")).toBe(format.contentType);
  const families = format.decode(new Uint8Array(await response.arrayBuffer()));
  const own = /^(go|process|pushgateway|promhttp)_|^push_(failure_)?time_seconds$/;
  return families.filter(({ name }) => !own.test(name));
}

/** Families with the labels of their group, in the order of a Pushgateway, which gives each an instance. */
function grouped(families: readonly MetricFamily[], ...grouping: Labels): MetricFamily[] {
  const names = grouping.map(([name]) => name);
  const added: Labels = names.includes("instance") ? grouping : [["instance", ""], ...grouping];
  return families.map((family) => ({
    ...family,
    metrics: family.metrics.map((metric) => ({
      ...metric,
      labels: [...(metric.labels ?? []), ...added].sort(([a], [b]) => (a < b ? -1 : 1)),
    })),
  }));
}

/** Listens until the test is over. */
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Our own handler with what it stored. */
async function receiving() {
  const stored: Push[] = [];
  const methods: (string | undefined)[] = [];
  const store = { write: (_message: unknown, taken: Push) => void stored.push(taken) };
  const listener = nodeListener(cors(["*"], pushHandler({ store, transforms: [] })));
  const url = await serving((req, res) => {
    methods.push(req.method);
    listener(req, res);
  });
  return { url, stored, methods };
}

describe("a Pushgateway", () => {
  test.each([
    ["text", text],
    ["protobuf", protobuf],
  ])("gives back what was pushed as %s", async (_, format) => {
    const url = await startPushgateway();
    await push(FAMILIES, { url, job: "shop", format });
    const expected = grouped(FAMILIES, ["job", "shop"]);
    expect(await held(url, text)).toEqual(expected);
    expect(await held(url, protobuf)).toEqual(expected);
    const exposed = await (await fetch(`${url}/metrics`)).text();
    expect(exposed).toMatch(/^push_time_seconds\{instance="",job="shop"\} /m);
    expect(exposed).toContain('push_failure_time_seconds{instance="",job="shop"} 0');
  });

  test("holds what statsd aggregates, whatever is in names and tags, until it is told no more", async () => {
    const url = await startPushgateway();
    const grouping = { instance: "web-1" };
    const backend = prometheusBackend({ url, job: "statsd", grouping });
    const timed = { type: "timer", name: "render time", values: [5, 15, 99] } as const;
    const all: Partial<Metric>[] = [
      { name: "hits", values: [2], tags: ["route:/a b", "new"], source: "10.0.0.1" },
      { name: "hits", values: [3], tags: ["job:a", "instance:b", "le:5", "quantile:1", "a:"] },
      { name: "größe", values: [1], tags: ['"\\:\n'] },
      { type: "gauge", name: "render_time.count", values: [-2.5] },
      { type: "gauge", name: "odd", values: [Number.NaN] },
      timed,
      { ...timed, name: "size", tags: ["gsd_histogram:10_50"] },
      { type: "set", name: "users", member: "ada" },
    ];
    await backend(flushOf(all));
    await backend(flushOf(all));
    expect(backend.counts?.()).toMatchObject({ created: 2, sent: 2, dropped: 0, seriesDropped: 2 });
    const exposed = await (await fetch(`${url}/metrics`)).text();
    for (const line of [
      'hits_total{host="10.0.0.1",instance="web-1",job="statsd",new="true",route="/a b"} 4',
      'hits_total{exported_instance="b",exported_job="a",exported_le="5",exported_quantile="1",instance="web-1",job="statsd"} 6',
      'render_time_count{instance="web-1",job="statsd"} -2.5',
      'size_bucket{gsd_histogram="10_50",instance="web-1",job="statsd",le="50"} 4',
      'size_bucket{gsd_histogram="10_50",instance="web-1",job="statsd",le="+Inf"} 6',
      'size_sum{gsd_histogram="10_50",instance="web-1",job="statsd"} 238',
      'users{instance="web-1",job="statsd"} 1',
    ]) {
      expect(exposed).toContain(`${line}\n`);
    }
    await backend(flushOf([{ name: "hits", values: [1] }]));
    const names = (await held(url)).map(({ name }) => name);
    expect(names).toEqual(["hits_total"]);
  });

  test("replaces by name for POST, all of a group for PUT, and forgets it for DELETE", async () => {
    const url = await startPushgateway();
    const gauge = (name: string, value: number): MetricFamily => ({
      name,
      help: "Some.",
      type: "gauge",
      metrics: [{ labels: [], value }],
    });
    const send = (method: Push["method"], ...families: MetricFamily[]) =>
      push(families, { url, job: "shop", method });
    const values = async () =>
      Object.fromEntries((await held(url)).map(({ name, metrics }) => [name, metrics[0]?.value]));
    await send("POST", gauge("a", 1), gauge("b", 1));
    await send("POST", gauge("b", 2));
    expect(await values()).toEqual({ a: 1, b: 2 });
    await send("PUT", gauge("b", 3));
    expect(await values()).toEqual({ b: 3 });
    await push([gauge("c", 4)], { url, job: "another" });
    await send("DELETE");
    // A Pushgateway answers before it has forgotten.
    await expect.poll(values).toEqual({ c: 4 });
  });

  test("reads groups as they were meant, whatever is in them", async () => {
    const url = await startPushgateway();
    const families = FAMILIES.slice(1, 2);
    const odd = ["/var/tmp", "", ".", "..", "a b?#%+&", "Προμηθεύς", "a:9091"];
    for (const instance of odd) await push(families, { url, job: "a/b", grouping: { instance } });
    const [{ metrics } = { metrics: [] }] = await held(url, protobuf);
    const instances = metrics.map(({ labels = [] }) => Object.fromEntries(labels));
    expect(new Set(instances.map((labels) => labels["instance"]))).toEqual(new Set(odd));
    expect(new Set(instances.map((labels) => labels["job"]))).toEqual(new Set(["a/b"]));
  });

  test("says why it takes no timestamps, as we do", async () => {
    const url = await startPushgateway();
    const timed: MetricFamily = {
      name: "a",
      type: "gauge",
      metrics: [{ value: 1, timestampMs: 1 }],
    };
    const refused = push([timed], { url, job: "shop" });
    const message = expect.stringContaining("pushed metrics must not have timestamps");
    await expect(refused).rejects.toMatchObject({ code: "status", message });
    const own = await receiving();
    await expect(push([timed], { ...own, job: "shop" })).rejects.toMatchObject({ message });
  });

  test("takes what prom-client counted", async () => {
    const registry = new Registry();
    const registers = [registry];
    new Counter({ name: "calls_total", help: "Calls.", labelNames: ["by"], registers }).inc(
      { by: "a" },
      2,
    );
    new Gauge({ name: "depth", help: "Depth.", registers }).set(-3);
    new Histogram({ name: "took_seconds", help: "Took.", buckets: [1, 2], registers }).observe(1.5);
    new Summary({ name: "waited_seconds", help: "Waited.", percentiles: [0.5], registers }).observe(
      4,
    );
    const url = await startPushgateway();
    const families = await fromPromClient(registry)();
    await push(families, { url, job: "counted", format: protobuf });
    expect(await held(url, protobuf)).toEqual(grouped(families, ["job", "counted"]));
    const exposed = await (await fetch(`${url}/metrics`)).text();
    expect(exposed).toContain('calls_total{by="a",instance="",job="counted"} 2');
    expect(exposed).toContain('took_seconds_bucket{instance="",job="counted",le="+Inf"} 1');
  });
});

describe("Prometheus", () => {
  test.each([
    ["text", text],
    ["OpenMetrics", openMetrics],
    ["protobuf", protobuf],
  ])("scrapes %s, and answers queries about it", async (_, format) => {
    const asked: string[] = [];
    const url = await serving((req, res) => {
      asked.push(req.headers.accept ?? "");
      res.writeHead(200, { "content-type": format.contentType }).end(format.encode(FAMILIES));
    });
    const { query } = await startPrometheus(url);
    const value = async (text: string) => Object.values(await query(text));
    await expect.poll(() => value("views_total"), { timeout: 20_000 }).toEqual([3]);
    expect(await value("up")).toEqual([1]);
    expect(await value('queued{kind="größe 🎉"}')).toEqual([0.1]);
    expect(await value("max(queued)")).toEqual([1e21]);
    expect(await value("free")).toEqual([-1.5]);
    expect(await value('render_seconds{quantile="0.9"}')).toEqual([0.3]);
    expect(await value("render_seconds_sum / render_seconds_count")).toEqual([0.25]);
    expect(await value("histogram_quantile(0.5, size_bytes_bucket)")).toEqual([30]);
    const [type = ""] = format.contentType.split(";");
    expect(asked[0]).toContain(type);
  });
});

describe("our own handler", () => {
  test.each([
    ["text", text],
    ["OpenMetrics", openMetrics],
    ["protobuf", protobuf],
  ])("takes what is pushed as %s over HTTP", async (_, format) => {
    const { url, stored } = await receiving();
    const grouping = { region: "eu/west", zone: "" };
    const options: PushOptions = { url, job: "shop", grouping, format, epoch: "e", seq: 1 };
    await push(FAMILIES, options);
    expect(stored).toEqual([
      {
        method: "POST",
        grouping: [
          ["job", "shop"],
          ["region", "eu/west"],
          ["zone", ""],
        ],
        families: expect.arrayContaining(
          FAMILIES.map(({ name }) => expect.objectContaining({ name })),
        ),
        epoch: "e",
        seq: 1,
      },
    ]);
    expect(text.encode(stored[0]?.families ?? [])).toBe(text.encode(FAMILIES));
  });

  test("gets a last push of what is summed", async () => {
    const { url, stored } = await receiving();
    let value = 0;
    const gather = (): MetricFamily[] => [
      { name: "n", type: "counter", metrics: [{ value: ++value }] },
    ];
    const pusher = pushEvery(gather, { url, job: "shop", isSummed: true });
    pusher.start();
    await pusher.stop();
    expect(stored.map(({ seq, families }) => [seq, families[0]?.metrics[0]?.value])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test("is pushed to by a page of another origin, which asks for no leave", async () => {
    const { url, stored, methods } = await receiving();
    const tab = await elsewhere();
    const families: MetricFamily[] = [{ name: "views_total", metrics: [{ value: 3 }] }];
    const args = `${JSON.stringify(families)}, { url: "${url}", job: "page" }`;
    // As a text, which no one translates.
    await tab.evaluate(`import("/dist/prometheus/push.js").then(({ push }) => push(${args}))`);
    expect(methods).toEqual(["POST"]);
    expect(stored).toMatchObject([{ grouping: [["job", "page"]], families }]);
  });

  test("gets the last push of a page that is left", async () => {
    const { url, stored } = await receiving();
    const tab = await elsewhere();
    await tab.evaluate(`import("/dist/prometheus/push-every.js").then(({ pushEvery }) => {
      globalThis.views = 1;
      const gather = () => [{ name: "views_total", metrics: [{ value: views }] }];
      const keep = (address, init) => fetch(address, { ...init, keepalive: true });
      const pusher = pushEvery(gather, { url: "${url}", job: "page", isSummed: true, fetch: keep });
      pusher.start();
      addEventListener("pagehide", () => pusher.stop());
    })`);
    await expect.poll(() => stored.length).toBe(1);
    await tab.evaluate("views += 2");
    await tab.goto("about:blank");
    await expect.poll(() => stored.length).toBe(2);
    expect(stored.map(({ seq, families }) => [seq, families[0]?.metrics])).toEqual([
      [1, [{ value: 1 }]],
      [2, [{ value: 3 }]],
    ]);
  });
});

/** A page of another origin, which can import what was built. */
async function elsewhere(): Promise<Page> {
  const page = await serving((req, res) => {
    if (!req.url?.startsWith("/dist/")) {
      res.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>p</title>");
      return;
    }
    const script = readFileSync(new URL(`../..${req.url}`, import.meta.url));
    res.writeHead(200, { "content-type": "text/javascript" }).end(script);
  });
  const browser = await chromium.launch(launchOptions());
  onTestFinished(() => browser.close());
  const tab = await browser.newPage();
  await tab.goto(page);
  return tab;
}
