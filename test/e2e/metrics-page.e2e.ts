// Tagged metrics of real pages, by both ways to a real server: what its sink gets is what was counted, each once.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Collector } from "../../src/collector/options.ts";
import type { MetricMap } from "../../src/core/metric.ts";
import { memoryHistory } from "../../src/history/memory.ts";
import type { ForwardSink, Metrics } from "../../src/metrics/index.ts";
import { mapLines } from "../../src/metrics/line/map-lines.ts";
import { nodeListener } from "../../src/node/listener.ts";
import { createHandler } from "../../src/server/handler.ts";
import { sqliteSql } from "../../src/storage/sqlite-sql.ts";
import { createStore } from "../../src/store/store.ts";
import { launchOptions } from "../support/browser.ts";
import { ENGINES, engine } from "../support/engines/index.ts";
import { type FaultyProxy, faultyProxy } from "../support/faulty-proxy.ts";
import { ROOT } from "../support/house.ts";
import { listen, until } from "../support/serve.ts";

/** What the programs of the pages leave for the tests. */
declare const tally: Collector;
declare const metrics: Metrics;
declare const sink: ForwardSink;

/** What a page loads, by the last part of its address. */
const PROGRAMS: Readonly<Record<string, string>> = {
  riding: `
    import { createCollector, idbStorage } from "tallybeacon";
    import { collectorSink, createMetrics } from "tallybeacon/metrics";
    const tally = createCollector({ endpoint: "/v1/update", storage: idbStorage() });
    const metrics = createMetrics({ sink: collectorSink(tally), flushMs: 100 });
    tally.start();
    metrics.start();
    Object.assign(globalThis, { tally, metrics });`,
  forwarding: `
    import { createMetrics, forwardSink } from "tallybeacon/metrics";
    const sink = forwardSink(new URLSearchParams(location.search).get("to"));
    const metrics = createMetrics({ sink });
    metrics.start();
    Object.assign(globalThis, { sink, metrics });`,
};

let browser: Browser;
let bundles: ReadonlyMap<string, string>;
beforeAll(async () => {
  const bundle = async (contents: string) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: ROOT },
      ...{ bundle: true, format: "esm", write: false, logLevel: "silent" },
    } as const);
    return outputFiles[0]?.text ?? "";
  };
  const all = Object.entries(PROGRAMS).map(
    async ([name, text]) => [name, await bundle(text)] as const,
  );
  bundles = new Map(await Promise.all(all));
  browser = await chromium.launch(launchOptions());
});
afterAll(() => browser.close());

/** A server with a network before it, what its sink got, and an empty browser. All go when the test ends. */
async function scene() {
  const database = new DatabaseSync(":memory:");
  const store = createStore(sqliteSql(database));
  const maps: MetricMap[] = [];
  const handler = createHandler({
    store,
    history: memoryHistory(),
    origins: ["*"],
    metrics: { sink: (map) => void maps.push(map) },
    onError: (error) => console.error(error),
  });
  const listener = nodeListener(handler);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://x");
    const [, kind, name = ""] = pathname.split("/");
    if (kind === "page") {
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html><title>page</title><link rel="icon" href="data:,">
        <script type="module" src="/program/${name}"></script>`);
    } else if (kind === "program") {
      response.setHeader("content-type", "text/javascript");
      response.end(bundles.get(name));
    } else listener(request, response);
  });
  await listening(server);
  const network = await faultyProxy(addressOf(server));
  const context = await browser.newContext();
  onTestFinished(async () => {
    await context.close();
    await network.close();
    server.closeAllConnections();
    server.close();
    await store.close();
    database.close();
  });
  return { network, context, ...received(maps) };
}

const listening = (server: Server) =>
  new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Sums of what a sink got. */
function received(maps: readonly MetricMap[]) {
  const total = (name: string) =>
    maps
      .flatMap(({ counters }) => [...counters.values()])
      .filter((series) => series.name === name)
      .reduce((sum, { value }) => sum + value, 0);
  const lines = () => maps.flatMap((map) => [...mapLines(map)]).sort();
  return { total, lines };
}

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await loaded(page);
  return page;
}
const loaded = (page: Page) => until(() => page.evaluate("typeof metrics"), "object");
const count = (page: Page, name: string, times = 1) =>
  page.evaluate(
    ([key, n]) => {
      for (let i = 0; i < n; i += 1) metrics.count(key, 1, { page: "shop" });
    },
    [name, times] as const,
  );
/** Sends until nothing waits any more. */
const drain = (page: Page) =>
  until(
    () =>
      page.evaluate(async () => {
        await metrics.flush();
        await tally.flush();
        const { data, pending } = tally.snapshot();
        return Object.keys(data).length + pending.length;
      }),
    0,
  );

const riding = ({ url }: FaultyProxy) => `${url}/page/riding`;
/** A page of one origin, whose server is another one. */
const forwarding = ({ url }: FaultyProxy, to: FaultyProxy) =>
  `${url}/page/forwarding?${new URLSearchParams({ to: to.url })}`;

const LEAVING: [string, (page: Page) => Promise<unknown>][] = [
  ["closed", (page) => page.close({ runBeforeUnload: false })],
  ["left", (page) => page.goto("about:blank")],
  ["reloaded", (page) => page.reload()],
];

describe("metrics that ride on a collector's updates", () => {
  test("of all kinds arrive as they were told", async () => {
    const { network, context, lines } = await scene();
    const page = await open(context, riding(network));
    const trouble = listen(page);
    await page.evaluate(() => {
      metrics.count("buy", 2, { page: "a b" });
      metrics.gauge("cart", 3.5, ["page:é"]);
      metrics.timing("render", 16.7);
      metrics.timing("render", 8);
      metrics.unique("user", "u|1");
      metrics.unique("user", "u2");
    });
    await drain(page);
    expect(trouble).toEqual([]);
    expect(lines()).toEqual([
      "buy:2|c|#page:a b",
      "cart:3.5|g|#page:é",
      "render:16.7:8|ms|@0.5",
      "user:u2|s",
      "user:u_1|s",
    ]);
  });

  test("are counted once over reloads, each right after a count", async () => {
    const { network, context, total } = await scene();
    const page = await open(context, riding(network));
    for (let visit = 0; visit < 5; visit += 1) {
      await count(page, "visit", 3);
      await page.reload();
      await loaded(page);
    }
    await drain(page);
    expect(total("visit")).toBe(15);
  });

  test.each(LEAVING)("of a page that is %s arrive without another visit", async (_, leave) => {
    const { network, context, total } = await scene();
    const page = await open(context, riding(network));
    await drain(page);
    await count(page, "last", 7);
    await leave(page);
    await until(() => total("last"), 7);
    const next = await open(context, riding(network));
    await drain(next);
    expect(total("last")).toBe(7);
  });

  test("of a page whose process is killed are lost only where they are young", async () => {
    const { network, context, total } = await scene();
    const page = await open(context, riding(network));
    await drain(page);
    await count(page, "old", 5);
    await pause(1_500);
    await count(page, "young", 5);
    const client = await context.newCDPSession(page);
    await Promise.race([client.send("Page.crash"), page.waitForEvent("crash")]).catch(() => {});
    const next = await open(context, riding(network));
    await drain(next);
    expect(total("old")).toBe(5);
    expect([0, 5]).toContain(total("young"));
  });

  test("wait while there is no network, and are counted once when it is back", async () => {
    const { network, context, total } = await scene();
    const page = await open(context, riding(network));
    await drain(page);
    await network.become("refusing");
    for (let lap = 0; lap < 3; lap += 1) {
      await count(page, "offline", 4);
      await page.evaluate(async () => {
        await metrics.flush();
        await tally.flush();
      });
    }
    expect(total("offline")).toBe(0);
    await network.become("cutting");
    await page.evaluate(() => tally.flush());
    await network.become("well");
    await drain(page);
    expect(total("offline")).toBe(12);
  });

  test("of two tabs are added up", async () => {
    const { network, context, total } = await scene();
    const tabs = [await open(context, riding(network)), await open(context, riding(network))];
    for (let lap = 0; lap < 3; lap += 1) {
      await Promise.all(tabs.map((tab) => count(tab, "tab", 10)));
      await Promise.all(
        tabs.map((tab) => tab.evaluate(() => metrics.flush().then(() => tally.flush()))),
      );
    }
    await count(tabs[0] as Page, "tab", 1);
    await tabs[0]?.close();
    await drain(tabs[1] as Page);
    await until(() => total("tab"), 61);
    await pause(300);
    expect(total("tab")).toBe(61);
  });

  test("of more series than an update or a body has room for arrive", async () => {
    const { network, context, total, lines } = await scene();
    const page = await open(context, riding(network));
    await page.evaluate(() => {
      const path = "/a/long/way/to/a/page".repeat(10);
      for (let i = 0; i < 10_000; i += 1) metrics.count("wide", 1, { path: path + i });
    });
    await drain(page);
    expect(total("wide")).toBe(10_000);
    expect(lines()).toHaveLength(10_000);
    expect(await page.evaluate(() => tally.snapshot().lost)).toEqual({});
  });
});

describe("metrics that are forwarded", () => {
  test("go deflated to a server of another origin", async () => {
    const { network, context, lines } = await scene();
    const { network: shop } = await scene();
    const page = await context.newPage();
    const trouble = listen(page);
    const posts: (string | null)[] = [];
    page.on("request", async (request) => {
      if (request.method() === "POST") posts.push(await request.headerValue("content-encoding"));
    });
    await page.goto(forwarding(shop, network));
    await loaded(page);
    await page.evaluate(async () => {
      for (let i = 0; i < 1_000; i += 1) {
        metrics.count("buy", 1, { page: String(i % 10) });
        metrics.timing("render", i);
        metrics.unique("user", String(i % 7));
      }
      metrics.gauge("cart", -0.5);
      metrics.event("deployed", "é\n");
      await metrics.flush();
      await sink.flush();
    });
    expect(trouble).toEqual([]);
    expect(posts.every((encoding) => encoding === "deflate")).toBe(true);
    const found = lines();
    expect(found.filter((line) => line.startsWith("buy:100|c|#page:"))).toHaveLength(10);
    expect(found.filter((line) => line.startsWith("user:"))).toHaveLength(7);
    expect(found).toContain("cart:-0.5|g");
    expect(found.find((line) => line.startsWith("render:"))?.split(":")).toHaveLength(1_001);
    const counts = await page.evaluate(() => sink.counts());
    expect(counts).toMatchObject({ dropped: 0, seriesDropped: 0, invalid: 0 });
  });

  test.each(LEAVING)("of a page that is %s arrive", async (_, leave) => {
    const { network, context, total } = await scene();
    const { network: shop } = await scene();
    const page = await open(context, forwarding(shop, network));
    await count(page, "last", 7);
    await leave(page);
    await until(() => total("last"), 7);
  });

  test("are tried again until the network is back", async () => {
    const { network, context, total } = await scene();
    const { network: shop } = await scene();
    const page = await open(context, forwarding(shop, network));
    await network.become("unavailable");
    await count(page, "late", 3);
    await page.evaluate(() => void metrics.flush());
    await until(() => page.evaluate(() => sink.counts().retried > 0), true);
    await network.become("well");
    await until(() => total("late"), 3);
  });
});

describe.for(ENGINES)("in %s", (name) => {
  test.each([
    ["that ride on updates", "riding"],
    ["that are forwarded", "forwarding"],
  ])("metrics %s arrive from a page that is left or reloaded", async (_, program) => {
    const { network, total } = await scene();
    const { network: shop } = await scene();
    const profile = mkdtempSync(join(tmpdir(), "tallybeacon-metrics-"));
    const engineBrowser = await engine(name).launch(profile);
    onTestFinished(async () => {
      await engineBrowser.kill();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    });
    const page = program === "riding" ? riding(network) : forwarding(shop, network);
    const tab = await engineBrowser.open(page);
    for (const [visit, leave] of [
      () => tab.reload(),
      () => tab.goto(`${network.url}/page/none`),
    ].entries()) {
      await until(() => tab.evaluate("typeof metrics"), "object");
      await pause(500);
      await tab.evaluate(`void metrics.count("last", 7)`);
      await leave();
      await until(() => total("last"), 7 * (visit + 1));
    }
  });
});
