// Pushed metrics on the dashboard, in a real browser before the whole server.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../src/core/ports.ts";
import { memoryHistory } from "../../src/history/memory.ts";
import { createPipeline } from "../../src/metrics/pipeline/create-pipeline.ts";
import { nodeListener } from "../../src/node/listener.ts";
import { createHandler } from "../../src/server/handler.ts";
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

/** A server whose clock can be ahead of the machine's, and what is pushed to it. */
async function serve() {
  let aheadMs = -3_600_000;
  const clock: Clock = {
    now: () => Date.now() + aheadMs,
    random: () => 0.5,
    after: () => () => {},
  };
  const sql = memorySql();
  const { store } = openStore(sql);
  const pushes = createPushes(sql, { clock });
  const history = memoryHistory({ clock });
  const reports = createReports(sql, { clock });
  const title = "Coffee & Co.";
  const metrics = createPipeline({ clock });
  const handler = createHandler({ store, reports, pushes, metrics, history, clock, title });
  const server = createServer(nodeListener(handler));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const push = async (path: string, body: string) => {
    const { status, json } = await ask(handler, `POST /metrics/${path}`, body, {
      "content-type": "text/plain",
    });
    expect([status, json]).toEqual([202, ""]);
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    push,
    wait: (ms: number) => {
      aheadMs += ms;
    },
    count: () => ask(handler, "POST /v1/update", validUpdate()),
  };
}

/** What two servers of a shop and a nightly job push in an hour. */
async function fill({ push, wait }: Awaited<ReturnType<typeof serve>>): Promise<void> {
  for (let minute = 1; minute <= 60; minute += 1) {
    for (const epoch of ["a", "b"]) {
      const hits = minute * 40 + Math.round(300 * Math.sin(minute / 9));
      await push(
        `job/shop/instance/${epoch}?epoch=${epoch}&seq=${minute}`,
        `# HELP http_requests_total Requests by path and status.
# TYPE http_requests_total counter
http_requests_total{path="/",status="200"} ${1_000 + hits}
http_requests_total{path="/cart",status="200"} ${100 + 3 * minute}
http_requests_total{path="${HOSTILE.replaceAll('"', '\\"')}",status="404"} ${minute}
# HELP http_request_duration_seconds Time to the last byte.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} ${10 * minute}
http_request_duration_seconds_bucket{le="0.1"} ${14 * minute}
http_request_duration_seconds_bucket{le="0.5"} ${15 * minute}
http_request_duration_seconds_sum ${0.731 * minute}
http_request_duration_seconds_count ${16 * minute}
# TYPE queue_depth gauge
queue_depth ${Math.round(20 + 15 * Math.sin(minute / 5))}
`,
      );
    }
    wait(60_000);
  }
  await push(
    "job/nightly/instance/db-1",
    `# HELP rows_written ${HOSTILE}
# TYPE rows_written gauge
rows_written 1234567
# TYPE took_seconds summary
took_seconds{quantile="0.5"} 0.25
took_seconds{quantile="0.99"} NaN
took_seconds_sum 75.5
took_seconds_count 300
`,
  );
  await push("job/empty", "");
}

async function visit(url: string, options?: BrowserContextOptions) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    ...options,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  await page.goto(url);
  return { page, trouble };
}

const until = <T>(read: () => Promise<T> | T, wanted: T) =>
  expect.poll(read, { timeout: 20_000, interval: 50 }).toEqual(wanted);
const panel = (page: Page) => page.locator("#pushed");
const texts = (page: Page, where: string) => page.locator(where).allTextContents();

describe("pushed metrics", () => {
  test("are not there while nothing was pushed, and appear without a reload", async () => {
    const server = await serve();
    await server.count();
    const { page, trouble } = await visit(server.url);
    await until(() => page.locator("#stat-active").textContent(), "1");
    expect(await panel(page).isHidden()).toBe(true);
    await server.push("job/shop?epoch=a&seq=1", "hits 3\n");
    await until(() => panel(page).isVisible(), true);
    expect(trouble).toEqual([]);
  });

  test("alone are enough for a dashboard", async () => {
    const server = await serve();
    await server.push("job/shop?epoch=a&seq=1", "# TYPE hits_total counter\nhits_total 3\n");
    const { page } = await visit(server.url);
    await until(() => panel(page).isVisible(), true);
    expect(await page.locator("#empty").isHidden()).toBe(true);
    await until(() => page.locator("#pushed-count").textContent(), "1 sum");
    expect(await page.locator("#pushed-note").textContent()).toMatch(
      /^Summed from 1 epoch since .*\. Last push: (now|\d+ s ago)\.$/,
    );
  });

  test("are listed by job and group, with families and series, as text and nothing else", async () => {
    const server = await serve();
    await fill(server);
    const { page, trouble } = await visit(server.url);
    await until(() => page.locator("#pushed-count").textContent(), "1 sum, 2 groups");
    await until(
      () => texts(page, "#pushed-list .name"),
      ["shop", "empty", 'nightly{instance="db-1"}'],
    );
    await until(
      () => texts(page, "#pushed-rows .family .name"),
      ["http_request_duration_seconds", "http_requests_total", "queue_depth"],
    );
    const cells = page.locator("#pushed-rows tr").nth(1).locator("td");
    expect(await cells.allTextContents()).toEqual([
      "1,920",
      "0.0456875",
      "≤ 0.05: 1,200, ≤ 0.1: 1,680, ≤ 0.5: 1,800",
    ]);
    expect(await page.locator("#pushed-rows .pick").allTextContents()).toContain(
      `{path="${HOSTILE.replaceAll('"', '\\"')}",status="404"}`,
    );
    await page.locator("#pushed-list .pick").nth(2).click();
    await until(() => texts(page, "#pushed-rows .family .name"), ["rows_written", "took_seconds"]);
    expect(await page.locator("#pushed-rows .family .soft").first().textContent()).toBe(HOSTILE);
    expect(await texts(page, "#pushed-rows tr:nth-child(4) td")).toEqual([
      "300",
      "0.251667",
      "0.5: 0.25, 0.99: NaN",
    ]);
    await page.locator("#pushed-list .pick").nth(1).click();
    await until(() => page.locator("#pushed-none").isVisible(), true);
    expect(await page.locator("#pushed-table").isHidden()).toBe(true);
    expect(await page.locator("#pushed img").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("are charted over time: what counts by its increase, a gauge by its value", async () => {
    const server = await serve();
    await fill(server);
    const { page, trouble } = await visit(server.url);
    await until(
      () => page.locator("#pushed-field").textContent(),
      "http_request_duration_seconds_count",
    );
    await expect
      .poll(() => page.locator("#pushed-chart .bars").first().getAttribute("d"))
      .toMatch(/^M/);
    const said = () => page.locator("#pushed-chart [role=slider]").getAttribute("aria-valuetext");
    await page.locator("#pushed-chart [role=slider]").focus();
    for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowLeft");
    expect(await said()).toMatch(/: 32$/);
    await page.getByRole("button", { name: '{path="/cart",status="200"}' }).click();
    await until(
      () => page.locator("#pushed-field").textContent(),
      'http_requests_total{path="/cart",status="200"}',
    );
    await page.locator("#pushed-chart [role=slider]").focus();
    for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowLeft");
    expect(await said()).toMatch(/: 6$/);
    expect(await page.locator("#pushed-what").textContent()).toBe("increase");
    await page.locator("#pushed-rows .pick").last().click();
    await until(() => page.locator("#pushed-what").textContent(), "value");
    expect(trouble).toEqual([]);
  });

  test.each([320, 768, 1280])("fit a window of %i", async (width) => {
    const server = await serve();
    await fill(server);
    const { page } = await visit(server.url, { viewport: { width, height: 900 } });
    await until(() => page.locator("#pushed-plot").isVisible(), true);
    const { scroll, client } = await page.evaluate(() => {
      const { scrollWidth: scroll, clientWidth: client } = document.documentElement;
      return { scroll, client };
    });
    expect(scroll).toBeLessThanOrEqual(client);
  });
});
