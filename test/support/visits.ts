// Visits of real browsers to pages that count: each scenario on an origin and under a key of its own, one server for all.
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Tab } from "./engines/engine.ts";
import { type FaultyProxy, faultyProxy } from "./faulty-proxy.ts";
import { stubs } from "./readme.ts";
import type { Collecting } from "./serve.ts";

/** What was recorded longer ago than this outlives every end of its page. */
export const SAFE_AFTER_MS = 1_500;

/** One origin whose pages count. */
export interface Shop {
  readonly network: FaultyProxy;
  /** A page that counts. It has a link to the next address. */
  readonly page: string;
  /** A page that does not. */
  readonly elsewhere: string;
  /** Opens the page that counts, and waits until its script runs. */
  enter(browser: Browser): Promise<Tab>;
  /** What the server has counted. */
  total(): Promise<number>;
  /** A program for the page, to be run once: counts so often. */
  count(times: number): string;
  /** Opens the page once more, lets it send all that it finds, and gives what the server has counted after that. */
  settle(browser: Browser): Promise<number>;
}

const scripts = (demo: string): string =>
  `<script>${stubs(demo)[0]}</script><script async src="/tallybeacon.js" data-endpoint="/v1/update"></script>`;

/** Waits until `read` gives `wanted`; unlike `until` it does not care which of several tests it is called in. */
export async function eventually<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  const end = Date.now() + 15_000;
  for (;;) {
    const found = await read();
    if (found === wanted) return;
    if (Date.now() > end) throw new Error(`expected ${wanted}, it is ${found}`);
    await pause(50);
  }
}

let last = 0;

/** Opens one before a server; `demo` is the text of the page that the README's stub is taken from. */
export async function openShop(server: Collecting, demo: string): Promise<Shop> {
  const network = await faultyProxy(server.url);
  const here = (address: string) => address.replace(server.url, network.url);
  const elsewhere = here(server.page("elsewhere"));
  const link = `<a href="${elsewhere.replaceAll("&", "&amp;")}">elsewhere</a>`;
  const page = here(server.page(`${scripts(demo)}${link}`));
  last += 1;
  const key = `shop.${last}`;
  const total = async () => (await server.totals())[key] ?? 0;
  const enter = async (browser: Browser) => {
    const tab = await browser.open(page);
    await eventually(() => tab.evaluate<string>("typeof tallybeacon.flush"), "function");
    return tab;
  };
  let programs = 0;
  return {
    network,
    page,
    elsewhere,
    enter,
    total,
    count(times) {
      // Once, also where a driver runs again what it lost the answer of, as Firefox' does.
      const mark = `counted${++programs}`;
      return `void (globalThis.${mark} ??= (() => {
        for (let i = 0; i < ${times}; i++) tallybeacon.increment("${key}");
        return true;
      })())`;
    },
    async settle(browser) {
      const tab = await enter(browser);
      const waiting = async () => {
        await tab.evaluate("tallybeacon.flush().then(({ ok }) => ok)");
        return tab.evaluate<number>("tallybeacon.snapshot().pending.length");
      };
      await eventually(waiting, 0);
      // Beacons of the page that went have no order: the last word is a total that stays.
      for (let before = -1; before !== (await total()); ) {
        before = await total();
        await pause(300);
        await eventually(waiting, 0);
      }
      await tab.close();
      return total();
    },
  };
}
