// A page that stays open: thousands of changes leave no memory behind.
import type { Browser, CDPSession, Page } from "playwright";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serveSample } from "../../../demo/sample/serve-sample.ts";
import { launch, until, visit } from "../../support/dashboard-visit.ts";

/** Changes between two looks at the heap. */
const CHANGES = 400;
/** What may be left of so many, bytes. */
const MAX_LEFT = 100_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launch("chromium");
});
afterAll(() => browser.close());

/** In place of the browser's: tells of changes as fast as they are taken up. */
function standIn(): void {
  class Source extends EventTarget {
    readonly readyState = 1;
    constructor() {
      super();
      setTimeout(() => this.dispatchEvent(new Event("open")));
      Object.assign(globalThis, { change: () => this.dispatchEvent(new Event("change")) });
    }
    close(): void {}
  }
  Object.assign(globalThis, { EventSource: Source });
}

/** So many changes, each when the answers to the one before are drawn. */
async function live(page: Page, changes: number): Promise<void> {
  await page.evaluate(async (count) => {
    const { change } = globalThis as unknown as { change(): void };
    for (let i = 0; i < count; i++) {
      change();
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
  }, changes);
}

/** Bytes in use once the page rests: an answer on its way, with all that is made of it, is as much as a leak of hours. */
async function heapOf(session: CDPSession): Promise<number> {
  let before: number;
  let now = Number.NaN;
  do {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
    await session.send("HeapProfiler.collectGarbage");
    now = (await session.send("Runtime.getHeapUsage")).usedSize;
  } while (now !== before);
  return now;
}

test.for(["#/keys?range=6h&key=http.status&with=page.view&before=1", "#/overview", "#/instances"])(
  "%s is kept up to date for hours within the memory of its first minutes",
  { timeout: 180_000 },
  async (hash) => {
    const { url, close } = await serveSample({ days: 1 });
    onTestFinished(close);
    const { page, context, trouble } = await visit(browser, url);
    await context.addInitScript(standIn);
    await page.reload();
    await page.evaluate((to) => location.assign(to), hash);
    await until(() => page.evaluate(() => "change" in globalThis), true);
    const session = await context.newCDPSession(page);
    const heaps: number[] = [];
    for (let looks = 0; looks < 3; looks += 1) {
      await live(page, CHANGES);
      heaps.push(await heapOf(session));
    }
    const asked = await page.evaluate(() => performance.getEntriesByType("resource").length);
    expect(asked).toBeGreaterThan(50);
    // Engines keep code and counters that they had no use for before, once; what leaks does so again and again.
    const left = heaps.slice(1).map((heap, before) => heap - (heaps[before] as number));
    expect(Math.min(...left)).toBeLessThan(MAX_LEFT);
    expect(trouble).toEqual([]);
  },
);
