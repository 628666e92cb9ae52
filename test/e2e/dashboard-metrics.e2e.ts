// Tagged metrics on the dashboard, in a real browser before the whole server: what was aggregated, and how that goes.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { memoryHistory } from "../../src/history/memory.ts";
import { influxdbBackend } from "../../src/metrics/backend/influxdb.ts";
import { createPipeline } from "../../src/metrics/pipeline/create-pipeline.ts";
import { nodeListener } from "../../src/node/listener.ts";
import { createHandler } from "../../src/server/handler.ts";
import { pushedBackend } from "../../src/server/statsd/pushed-backend.ts";
import { createPushes } from "../../src/store/pushes/pushes.ts";
import { createReports } from "../../src/store/reports/reports.ts";
import { launchOptions } from "../support/browser.ts";
import { ask, validUpdate } from "../support/requests.ts";
import { memorySql, openStore } from "../support/store.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(launchOptions());
});
afterAll(() => browser.close());

const HOSTILE = '<img src=x onerror="document.title=1">';

/** A server that takes metrics unless it is told not to, and forwards them to an InfluxDB that is not there. */
async function serve(isTaking = true) {
  const sql = memorySql();
  const { store } = openStore(sql);
  const pushes = createPushes(sql);
  const refuse = async () => new Response(null, { status: 400 });
  const pipeline = createPipeline({
    backends: {
      dashboard: pushedBackend(pushes),
      [HOSTILE]: influxdbBackend({
        apiEndpoint: "http://influxdb.invalid",
        apiVersion: 1,
        database: "shop",
        maxRequestElapsedMs: -1,
        fetch: refuse,
      }),
    },
  });
  const metrics = isTaking ? { metrics: pipeline } : {};
  const parts = { store, pushes, reports: createReports(sql), history: memoryHistory() };
  const handler = createHandler({ ...parts, ...metrics });
  const server = createServer(nodeListener(handler));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await ask(handler, "POST /v1/update", validUpdate());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    send: async (...lines: string[]) => {
      const { status } = await ask(handler, "POST /v1/statsd", lines.join("\n"));
      expect(status).toBe(202);
      await pipeline.flush();
    },
  };
}

async function visit(url: string, width = 1_280) {
  const viewport = { width, height: 900 };
  const context = await browser.newContext({ viewport, locale: "en-GB" });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => {
    // A server that takes none has no such path, which the browser notes.
    const isMissing = message.location().url === `${url}statsd`;
    if (/error|warning/.test(message.type()) && !isMissing) trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(url);
  return { page, trouble, asked };
}

const until = <T>(read: () => Promise<T> | T, wanted: T) =>
  expect.poll(read, { timeout: 20_000, interval: 50 }).toEqual(wanted);
const texts = (page: Page, where: string) => page.locator(where).allTextContents();

const LINES = [
  "shop.cart.add:2|c|#plant:Aloe",
  "shop.render:12.5|ms",
  "shop.render:7.5|ms",
  "shop.weight:3|ms|#gsd_histogram:2_5",
  "shop.stock:9|g",
  `n:1|c|#${HOSTILE}:${HOSTILE}`,
  `${HOSTILE}:1|c`,
  "this is no line",
];

describe("tagged metrics", () => {
  test("are not there where none are taken, and not asked for again", async () => {
    const server = await serve(false);
    const { page, trouble, asked } = await visit(server.url);
    await until(() => page.locator("#stat-active").textContent(), "1");
    await until(() => asked.filter((path) => path === "/keys").length >= 3, true);
    expect(asked.filter((path) => path === "/statsd")).toHaveLength(1);
    expect(await page.locator("#pipeline").isHidden()).toBe(true);
    expect(trouble).toEqual([]);
  });

  test("appear without a reload once there are any", async () => {
    const server = await serve();
    const { page } = await visit(server.url);
    await until(() => page.locator("#stat-active").textContent(), "1");
    expect(await page.locator("#pipeline").isHidden()).toBe(true);
    await server.send(...LINES);
    await until(() => page.locator("#pipeline").isVisible(), true);
    await until(() => page.locator("#pushed").isVisible(), true);
  });

  test("are a sum among what was pushed, as text and nothing else", async () => {
    const server = await serve();
    await server.send(...LINES);
    const { page, trouble } = await visit(server.url);
    await until(() => texts(page, "#pushed-list .name"), ["statsd"]);
    expect(await page.locator("#pushed-note").textContent()).toMatch(/^Added up since /);
    const rows = async () =>
      (await page.locator("#pushed-rows tr").all()).length > 5 &&
      Object.fromEntries(
        await Promise.all(
          (await page.locator("#pushed-rows tr:has(td)").all()).map(async (row) => [
            await row.locator("th").textContent(),
            await row.locator("td").allTextContents(),
          ]),
        ),
      );
    const label = HOSTILE.replaceAll(/[^a-z0-9]/gi, "_");
    await until(
      async () => (await rows())[`{${label}="${HOSTILE.replaceAll('"', '\\"')}"}`],
      ["1", "", ""],
    );
    await page.locator("#pushed-more").click();
    const found = await rows();
    expect(found['{plant="Aloe"}']).toEqual(["2", "", ""]);
    expect(found['{gsd_histogram="2_5"}']).toEqual(["1", "3", "≤ 2: 0, ≤ 5: 1"]);
    expect(await page.locator("#pushed-rows").textContent()).toContain("0.5: 10, 0.9: 12.5");
    expect(await page.locator("main img").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("end with a series, where there are more of them than are shown at first", async () => {
    const server = await serve();
    await server.send("a:1|c|#x:1", "a:1|c|#x:2", ...[..."bcdef"].map((name) => `${name}:1|c`));
    const { page } = await visit(server.url);
    await until(() => page.locator("#pushed-rows tr").count(), 11);
    expect(await page.locator("#pushed-rows tr").last().locator("td").count()).toBe(3);
  });

  test("are counted, and what became of them at each backend, whatever it is called", async () => {
    const server = await serve();
    await server.send(...LINES);
    await server.send("shop.cart.add:1|c");
    const { page, trouble } = await visit(server.url);
    await until(() => page.locator("#sum-metrics").textContent(), "8");
    expect(await texts(page, "#sum-bad, #sum-events")).toEqual(["0", "1"]);
    expect(await texts(page, "#pipeline-rows th")).toEqual(["dashboard", HOSTILE]);
    const cells = await texts(page, "#pipeline-rows tr:last-child td");
    expect(cells.slice(0, 3)).toEqual(["0", "0", "1"]);
    expect(await page.locator("#pipeline-rows .wrong").count()).toBe(2);
    expect(await page.title()).not.toBe("1");
    expect(trouble).toEqual([]);
  });

  test.each([320, 768, 1_280])("fit a window of %i", async (width) => {
    const server = await serve();
    await server.send(...LINES);
    const { page } = await visit(server.url, width);
    await until(() => page.locator("#pipeline").isVisible(), true);
    const { scroll, client } = await page.evaluate(() => {
      const { scrollWidth: scroll, clientWidth: client } = document.documentElement;
      return { scroll, client };
    });
    expect(scroll).toBeLessThanOrEqual(client);
  });
});
