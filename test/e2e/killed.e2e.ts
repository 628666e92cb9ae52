// Pages, browsers and servers that end without a word, in every engine: what is lost is young, nothing is doubled.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Browser, EngineName, Tab } from "../support/engines/engine.ts";
import { ENGINES, engine } from "../support/engines/index.ts";
import { collect, dataFolder } from "../support/serve.ts";
import { openShop, SAFE_AFTER_MS, type Shop } from "../support/visits.ts";

const DEMO = readFileSync(new URL("../../demo/index.html", import.meta.url), "utf8");
const TABS = 5;

/** A server, a shop before it, and a browser that can be started again with its profile. All go when the test ends. */
async function scene(name: EngineName) {
  const profile = mkdtempSync(join(tmpdir(), "tallybeacon-killed-"));
  const data = dataFolder();
  let server = await collect(data.path);
  const port = Number(new URL(server.url).port);
  const shop = await openShop(server, DEMO);
  let browser: Browser | undefined;
  onTestFinished(async () => {
    await browser?.kill();
    await shop.network.close();
    await server.end("SIGKILL");
    data.remove();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    shop,
    launch: async () => {
      browser = await engine(name).launch(profile);
      return browser;
    },
    killServer: () => server.end("SIGKILL"),
    restartServer: async () => {
      server = await collect(data.path, { port });
    },
  };
}

/** What pages have recorded: how much for certain, when, and how much at most. */
interface Ground {
  /** When each count was known to be in. */
  readonly at: number[];
  /** Counts that were asked for: one whose answer was cut off may be in. */
  asked: number;
}

/** Counts in one tab, one by one, until the tab is gone. */
async function countOn(shop: Shop, tab: Tab, ground: Ground, isOver: () => boolean): Promise<void> {
  try {
    while (!isOver()) {
      ground.asked += 1;
      await tab.evaluate(shop.count(1));
      ground.at.push(Date.now());
      await pause(10);
    }
  } catch {
    // The tab was killed as it counted.
  }
}

/** What must be there: what was in for long enough when it all ended. */
function safe({ at }: Ground, endMs: number): number {
  return at.filter((inMs) => inMs < endMs - SAFE_AFTER_MS).length;
}

describe.for(ENGINES)("in %s", (name) => {
  test("a browser that is killed while five tabs count loses only what is young", async () => {
    const { shop, launch } = await scene(name);
    const browser = await launch();
    const tabs: Tab[] = [];
    while (tabs.length < TABS) tabs.push(await shop.enter(browser));
    const ground: Ground = { at: [], asked: 0 };
    let isOver = false;
    const counting = tabs.map((tab) => countOn(shop, tab, ground, () => isOver));
    await pause(SAFE_AFTER_MS + Math.random() * 1_000);
    const killedMs = Date.now();
    await browser.kill();
    isOver = true;
    await Promise.all(counting);
    const counted = await shop.settle(await launch());
    expect(ground.at.length).toBeGreaterThan(TABS);
    expect(counted).toBeGreaterThanOrEqual(safe(ground, killedMs));
    expect(counted).toBeLessThanOrEqual(ground.asked);
  });

  test("a page whose process crashes loses only what is young, and the browser goes on", async () => {
    const { shop, launch } = await scene(name);
    const browser = await launch();
    const tab = await shop.enter(browser);
    await tab.evaluate(shop.count(7));
    await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)");
    await tab.evaluate(shop.count(5));
    await pause(SAFE_AFTER_MS);
    await tab.evaluate(shop.count(3));
    await tab.crash();
    const counted = await shop.settle(browser);
    expect(counted).toBeGreaterThanOrEqual(12);
    expect(counted).toBeLessThanOrEqual(15);
  });

  test("a server that commits and dies before it answers counts once", async () => {
    const { shop, launch, killServer, restartServer } = await scene(name);
    const browser = await launch();
    const tab = await shop.enter(browser);
    await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)");
    await shop.network.become("cutting");
    await tab.evaluate(shop.count(3));
    expect(await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)")).toBe(false);
    await killServer();
    await tab.evaluate(shop.count(2));
    await restartServer();
    expect(await shop.total()).toBe(3);
    await shop.network.become("well");
    await tab.close();
    expect(await shop.settle(browser)).toBe(5);
  });
});
