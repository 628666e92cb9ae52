// Pages that are left in every way, in every engine: what was recorded is counted once, all of it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser } from "../support/engines/engine.ts";
import { ENGINES, engine } from "../support/engines/index.ts";
import { type Collecting, collect, dataFolder } from "../support/serve.ts";
import { eventually, openShop, SAFE_AFTER_MS, type Shop } from "../support/visits.ts";

const DEMO = readFileSync(new URL("../../demo/index.html", import.meta.url), "utf8");

/** Does something to a visit; returns how much its page has recorded, and what of that may be lost. */
type Scenario = (browser: Browser, shop: Shop) => Promise<number>;

/** The network fails while a page counts and is closed, and is well again for the next visit. */
const closedIn =
  (weather: "refusing" | "silent" | "unavailable" | "cutting"): Scenario =>
  async (browser, shop) => {
    const tab = await shop.enter(browser);
    await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)");
    await shop.network.become(weather);
    await tab.evaluate(shop.count(3));
    // Sealed and stored, then more that leaves with the page.
    void tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)").catch(() => {});
    await pause(300);
    await tab.evaluate(shop.count(2));
    // What is younger is the bench's question: a page on its way out has no time to be sure of its storage.
    await pause(SAFE_AFTER_MS);
    await tab.close();
    await pause(300);
    await shop.network.become("well");
    return 5;
  };

const SCENARIOS: Record<string, Scenario> = {
  async "is left by a link"(browser, shop) {
    const tab = await shop.enter(browser);
    await tab
      .evaluate(`${shop.count(3)}, void document.querySelector("a").click()`)
      .catch(() => {});
    await pause(300);
    await tab.close();
    return 3;
  },
  async "is closed"(browser, shop) {
    const tab = await shop.enter(browser);
    await tab.evaluate(shop.count(3));
    await tab.close();
    return 3;
  },
  async "is reloaded, again and again"(browser, shop) {
    const tab = await shop.enter(browser);
    for (let times = 0; times < 3; times++) {
      await tab.evaluate(shop.count(2));
      await tab.reload();
    }
    await tab.close();
    return 6;
  },
  async "is left and comes back out of the back/forward cache"(browser, shop) {
    const tab = await shop.enter(browser);
    await tab.evaluate(
      `void addEventListener("pageshow", ({ persisted }) => { globalThis.persisted = persisted })`,
    );
    // A request under way is a reason for Firefox to let the page go; at rest there must be none.
    await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)");
    for (const isCopied of [false, true]) {
      await tab.evaluate(shop.count(2));
      // With the copy of the open buffer goes a lock, which Firefox looks for before it fires pagehide.
      const locks = "navigator.locks.query().then(({ held }) => held.length)";
      if (isCopied) await eventually(() => tab.evaluate(locks), 1);
      await tab.goto(shop.elsewhere);
      await tab.back();
      await eventually(() => tab.evaluate("globalThis.persisted ?? null"), true);
      // Chromium says what stood in the way; the others have no such thing.
      const reasons = `performance.getEntriesByType("navigation")[0].notRestoredReasons ?? null`;
      expect(await tab.evaluate(reasons)).toBe(null);
    }
    await tab.evaluate(shop.count(1));
    await tab.close();
    return 5;
  },
  "is closed while the browser is offline": closedIn("refusing"),
  "is closed while the server answers nothing": closedIn("silent"),
  "is closed while the server answers 503": closedIn("unavailable"),
  "is closed while answers break off in the middle": closedIn("cutting"),
  async "is offline for a while"(browser, shop) {
    const tab = await shop.enter(browser);
    await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)");
    await shop.network.become("refusing");
    await tab.evaluate(shop.count(3));
    await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)");
    await tab.evaluate(shop.count(2));
    await shop.network.become("well");
    await tab.close();
    return 5;
  },
  async "loses its storage to another tab"(browser, shop) {
    const tab = await shop.enter(browser);
    await tab.evaluate(shop.count(3));
    const other = await browser.open(shop.elsewhere);
    const gone = await other.evaluate(`new Promise((resolve) => {
      const asked = indexedDB.deleteDatabase("tallybeacon");
      asked.onsuccess = () => resolve("gone");
      asked.onerror = () => resolve("refused");
      setTimeout(() => resolve("blocked"), 3000);
    })`);
    expect(["gone", "blocked"]).toContain(gone);
    await tab.evaluate(shop.count(2));
    await tab.close();
    await other.close();
    return 5;
  },
};

/** Every number of this name, wherever it lies. */
function numbers(json: unknown, name: string): number[] {
  if (typeof json !== "object" || json === null) return [];
  return Object.entries(json).flatMap(([member, value]) =>
    member === name && typeof value === "number" ? value : numbers(value, name),
  );
}

describe.for(ENGINES)("in %s, a page that", (name) => {
  const profile = mkdtempSync(join(tmpdir(), "tallybeacon-leaving-"));
  const data = dataFolder();
  let browser: Browser;
  let server: Collecting;
  beforeAll(async () => {
    [browser, server] = await Promise.all([engine(name).launch(profile), collect(data.path)]);
  });
  afterAll(async () => {
    await browser?.kill();
    await server?.end("SIGKILL");
    data.remove();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  async function play(scenario: Scenario): Promise<void> {
    const shop = await openShop(server, DEMO);
    const recorded = await scenario(browser, shop);
    const counted = await shop.settle(browser);
    await shop.network.close();
    expect(counted).toBe(recorded);
  }
  // All pages of a browser share the few places of its back/forward cache.
  const isAlone = ([name]: [string, Scenario]) => name.includes("back/forward");
  const scenarios = Object.entries(SCENARIOS);

  test.for(scenarios.filter(isAlone))("%s", ([, scenario]) => play(scenario));
  test.concurrent.for(scenarios.filter((one) => !isAlone(one)))("%s", ([, scenario]) =>
    play(scenario),
  );

  test("leaves nothing unexplained in the accounts of the server", async () => {
    const answer = await fetch(`${server.url}/accounting`);
    const accounts = await answer.json();
    expect(numbers(accounts, "recorded").length).toBeGreaterThan(0);
    expect(numbers(accounts, "unexplained").filter((calls) => calls !== 0)).toEqual([]);
  });
});
