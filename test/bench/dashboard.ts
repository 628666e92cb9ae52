// `npm run bench:dashboard`: the dashboard as its reader waits for it, in Chromium over loopback. First paint, a key's 60
// days of minutes, 10,000 keys listed and searched, and what it weighs. Fails when a bound is missed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright";
import { serveSample } from "../../demo/sample/serve-sample.ts";
import { serve } from "../../src/node/serve.ts";
import { script, style } from "../../src/server/dashboard/assets.ts";
import { documentOf } from "../../src/server/dashboard/document.ts";
import { launchOptions } from "../support/browser.ts";

import { type Figure, holds, median, row } from "./figure.ts";
import { NO_LIMITS } from "./load.ts";

const TIMES = 9;
const KEYS = 10_000;

/** Of one load: when something was painted, and when the first answers were drawn, ms after the click. */
async function load(browser: Browser, url: string): Promise<{ paint: number; ready: number }> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${url}/#/overview`, { waitUntil: "commit" });
  const found = await page.evaluate(async () => {
    const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const isReady = () => document.querySelector("main .panel dd") !== null;
    let ready = 0;
    while (!ready || painted() === undefined) {
      await new Promise(requestAnimationFrame);
      if (isReady()) ready ||= performance.now();
    }
    return { paint: painted() ?? Number.NaN, ready };
  });
  await context.close();
  return found;
}

/** From the click on a key to its 60 days of minutes on the canvas, ms. */
async function drawMinutes(page: Page, key: string): Promise<number> {
  return await page.evaluate(async (wanted) => {
    const link = [...document.querySelectorAll<HTMLElement>(".list a")].find(
      (each) => each.querySelector("bdi")?.textContent === wanted,
    );
    const start = performance.now();
    link?.click();
    const isDrawn = () =>
      document.querySelector(".detail h2")?.textContent === wanted &&
      document.querySelector(".detail canvas") !== null;
    while (!isDrawn()) await new Promise(requestAnimationFrame);
    // The frame that shows it is over when the next one begins.
    await new Promise(requestAnimationFrame);
    return performance.now() - start;
  }, key);
}

/** The longest pause between two frames while keys are scrolled through and searched, ms. */
async function longestFrame(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    let longest = 0;
    let last = performance.now();
    let isOver = false;
    const watch = (now: number): void => {
      longest = Math.max(longest, now - last);
      last = now;
      if (!isOver) requestAnimationFrame(watch);
    };
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(watch);
    });
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await pause(100);
    const list = document.querySelector(".list");
    for (let at = 0; list && at < 40; at++) {
      list.scrollTop += 9_000;
      await pause(16);
    }
    const field = document.querySelector<HTMLInputElement>('main input[type="search"]');
    for (const text of ["k", "ke", "key", "key.", "key.4", "key.42", "key.4", "", "9", "99", ""]) {
      if (field) field.value = text;
      field?.dispatchEvent(new Event("input", { bubbles: true }));
      await pause(60);
    }
    isOver = true;
    return longest;
  });
}

async function manyKeys(): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "tallybeacon-keys-"));
  const served = await serve({ ...NO_LIMITS, port: 0, dataFolder: folder });
  for (let at = 0; at < KEYS; at += 500) {
    const data = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [`key.${at + i}`, 1 + ((at + i) % 97)]),
    );
    const body = JSON.stringify({
      instance_id: "ann",
      timestamp: new Date().toISOString(),
      data,
    });
    await fetch(`${served.url}/v1/update`, { method: "POST", body });
  }
  return {
    url: served.url,
    async close() {
      await served.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const brotli = (text: string): number => brotliCompressSync(text).length;
const figures: Figure[] = [
  {
    name: "all of the dashboard in brotli, charts included",
    measured: brotli(script.text) + brotli(style.text) + brotli(documentOf({ title: "", api: "" })),
    unit: "B",
    bound: 60_000,
  },
];

const browser = await chromium.launch(launchOptions());
const sample = await serveSample({ days: 60 });
await load(browser, sample.url);
const loads: Awaited<ReturnType<typeof load>>[] = [];
while (loads.length < TIMES) loads.push(await load(browser, sample.url));
const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
await page.goto(`${sample.url}/#/keys?range=60d&step=60&key=product`);
await page.locator(".detail canvas").waitFor();
const draws: number[] = [];
for (let at = 0; at < TIMES; at++) {
  const key = ["page.view", "cart.add", "product"][at % 3] ?? "";
  draws.push(await drawMinutes(page, key));
}
await page.close();
await sample.close();

const many = await manyKeys();
const list = await browser.newPage({ viewport: { width: 1360, height: 900 } });
await list.goto(`${many.url}/#/keys?range=1h`);
await list.locator(".list .row").first().waitFor();
await list.waitForTimeout(1_500);
const frame = await longestFrame(list);
await browser.close();
await many.close();

figures.push(
  {
    name: `first paint, median of ${TIMES} loads`,
    measured: median(loads.map(({ paint }) => paint)),
    unit: "ms",
    bound: 200,
  },
  {
    name: "first answers drawn",
    measured: median(loads.map(({ ready }) => ready)),
    unit: "ms",
  },
  {
    name: `60 days of a key's minutes drawn, median of ${TIMES} keys`,
    measured: median(draws),
    unit: "ms",
    bound: 300,
  },
  {
    name: `longest frame while ${KEYS.toLocaleString("en")} keys are scrolled and searched`,
    measured: frame,
    unit: "ms",
    bound: 50,
  },
);
for (const figure of figures) console.log(row(figure));
process.exitCode = figures.every(holds) ? 0 : 1;
