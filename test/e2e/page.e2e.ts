// The script tag in a real browser, against a collector that is a process of its own.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Snapshot } from "../../src/collector/options.ts";
import type { Flush } from "../../src/collector/state.ts";
import { fastHash } from "../../src/hash/fast-hash.ts";
import { launchOptions } from "../support/browser.ts";
import { stubs } from "../support/readme.ts";
import {
  type Collecting,
  collect,
  dataFolder,
  listen,
  runServer,
  until,
} from "../support/serve.ts";

/** What the script tag puts under its global name, as the functions that run in the page see it. */
interface Global {
  q: unknown[];
  set(key: string, value: unknown): void;
  setNested(key: string, subkey: string, value: unknown): void;
  append(key: string, value: unknown): void;
  appendUnique(key: string, value: unknown): void;
  add(key: string, amount: number): void;
  increment(key: string): void;
  reset(): void;
  init(options: { endpoint: string }): void;
  startEmitting(): void;
  flush(): Promise<Flush>;
  snapshot(): Snapshot;
  fastHash(text: string): string;
}
declare const tallybeacon: Global;

const [STUB = ""] = stubs(readFileSync("demo/index.html", "utf8"));

/** Stub and script tag, as pages have them. */
const tag = (attributes = 'data-endpoint="/v1/update"', src = "/tallybeacon.js") =>
  `<script>${STUB}</script><script async src="${src}" ${attributes}></script>`;
const TAG = tag();
const BUTTON = `<button onclick="tallybeacon.increment('click')">Click</button>`;

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(launchOptions());
});
afterAll(() => browser.close());

/** A collector and an empty browser; both go when the test ends. */
async function scene(
  options: BrowserContextOptions & { readonly intervalMs?: number } = {},
): Promise<{ server: Collecting; context: BrowserContext }> {
  const { intervalMs = 3_600_000, ...rest } = options;
  const data = dataFolder();
  const server = await collect(data.path, { intervalMs });
  const context = await browser.newContext(rest);
  onTestFinished(async () => {
    await context.close();
    await server.end("SIGKILL");
    data.remove();
  });
  return { server, context };
}

/** A scene whose server may be killed: `restart` starts another one, with its port and its data. */
async function mortal() {
  const data = dataFolder();
  const context = await browser.newContext();
  let server = await collect(data.path);
  const port = Number(new URL(server.url).port);
  const restart = async () => {
    server = await collect(data.path, { port });
    return server;
  };
  onTestFinished(async () => {
    await context.close();
    await server.end("SIGKILL");
    data.remove();
  });
  return { server, context, restart };
}

/** Opens a page and waits until the script runs there. */
async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await loaded(page);
  return page;
}
const loaded = (page: Page) =>
  until(() => page.evaluate(() => typeof tallybeacon.flush === "function"), true);

const increment = (page: Page, key: string) =>
  page.evaluate((name) => tallybeacon.increment(name), key);
const flush = (page: Page) => page.evaluate(async () => (await tallybeacon.flush()).ok);
const snapshot = (page: Page) => page.evaluate(() => tallybeacon.snapshot());
/** Sends until nothing waits any more: a flush that joins another one leaves what came since. */
const drain = (page: Page) =>
  until(async () => {
    await flush(page);
    const { data, pending } = await snapshot(page);
    return Object.keys(data).length + pending.length;
  }, 0);
const click = (page: Page) => page.getByRole("button", { name: "Click" }).click();
const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));

/** The paths that a page asks, with their methods, from now on. */
function requests(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return seen;
}

describe("before the script has loaded", () => {
  test("calls of every verb are kept in order, and arrive", async () => {
    const { server, context } = await scene();
    const page = await open(
      context,
      server.page(`${tag('data-endpoint="/v1/update"', "/tallybeacon.js?delay=500")}<script>
        tallybeacon.increment("gone");
        tallybeacon.reset();
        tallybeacon.increment("count");
        tallybeacon.add("count", 2);
        tallybeacon.set("language", "en");
        tallybeacon.setNested("viewport", "width", 1280);
        tallybeacon.append("errors", "oops");
        tallybeacon.appendUnique("term", "tea");
        tallybeacon.appendUnique("term", "tea");
        var queued = tallybeacon.q.length;
      </script>`),
    );
    expect(await page.evaluate("queued")).toBe(9);
    await until(server.totals, { count: 3, errors: 1, language: 1, term: 2, viewport: 1 });
    expect(await server.get("/values?key=viewport")).toMatchObject({
      values: [],
      fields: [{ field: "width", instances: 1, values: [{ value: 1280 }] }],
    });
  });

  test("a reference and a method that were taken keep working", async () => {
    const { server, context } = await scene();
    const page = await open(
      context,
      server.page(`${tag('data-endpoint="/v1/update"', "/tallybeacon.js?delay=300")}
        <script>var early = tallybeacon, method = tallybeacon.increment</script>`),
    );
    await page.evaluate(() => {
      const kept = globalThis as unknown as { early: Global; method(key: string): void };
      kept.early.increment("by.reference");
      kept.method("by.method");
    });
    await drain(page);
    expect(await server.totals()).toEqual({ "by.reference": 1, "by.method": 1 });
  });
});

describe("an attribute of the script tag", () => {
  test("data-disable silences keys and what they are the family of, whatever the server wants", async () => {
    const { server, context } = await scene();
    await server.control({ disable: ["ua"] });
    await server.control({ enable: ["ua"] });
    const page = await open(
      context,
      server.page(tag('data-endpoint="/v1/update" data-disable="ua, referrer"')),
    );
    await drain(page);
    for (const key of ["ua", "ua:9f2c", "referrer", "uab"]) await increment(page, key);
    expect((await snapshot(page)).dropped).toEqual({ disabled: 3 });
    await drain(page);
    expect(await server.totals()).toEqual({ uab: 1 });
  });

  test("data-instance names who counts", async () => {
    const { server, context } = await scene();
    const page = await open(
      context,
      server.page(tag('data-endpoint="/v1/update" data-instance="kiosk-7"')),
    );
    await drain(page);
    expect(await server.get("/instances")).toMatchObject({ instances: [{ id: "kiosk-7" }] });
  });

  test("data-interval is how long the page waits while the server does not say", async () => {
    const { server, context } = await scene();
    const silent = "/echo/?type=application/json&amp;body={}";
    const page = await open(
      context,
      server.page(tag(`data-endpoint="${silent}" data-interval="600000"`)),
    );
    const before = Date.now();
    await drain(page);
    const { nextAtMs } = await snapshot(page);
    expect(nextAtMs).toBeGreaterThanOrEqual(before + 600_000);
    expect(nextAtMs).toBeLessThanOrEqual(Date.now() + 660_000);
  });

  test("data-storage=memory leaves IndexedDB alone, which is used otherwise", async () => {
    const { server, context } = await scene();
    const forgetful = await open(
      context,
      server.page(`${tag('data-endpoint="/v1/update" data-storage="memory"')}${BUTTON}`),
    );
    await click(forgetful);
    await drain(forgetful);
    expect(await databases(forgetful)).toEqual([]);
    const keeping = await open(context, server.page(TAG));
    await drain(keeping);
    expect(await databases(keeping)).toEqual(["tallybeacon"]);
    expect(await server.totals()).toEqual({ click: 1 });
  });

  test("data-start=false waits for startEmitting(), and counts meanwhile", async () => {
    const { server, context } = await scene();
    const page = await context.newPage();
    const seen = requests(page);
    await page.goto(
      server.page(`${tag('data-endpoint="/v1/update" data-start="false"')}${BUTTON}`),
    );
    await loaded(page);
    await click(page);
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    expect(seen).not.toContain("POST /v1/update");
    await page.evaluate(() => tallybeacon.startEmitting());
    await until(server.totals, { click: 1 });
  });

  test("data-global is another name", async () => {
    const { server, context } = await scene();
    const stub = STUB.replace('"tallybeacon"', '"shop"');
    const page = await context.newPage();
    await page.goto(
      server.page(`<script>${stub};shop.increment("early")</script>
        <script async src="/tallybeacon.js" data-endpoint="/v1/update" data-global="shop"></script>`),
    );
    await until(server.totals, { early: 1 });
    expect(await page.evaluate("typeof tallybeacon")).toBe("undefined");
  });

  test("data-endpoint, when it is missing, leaves init() and startEmitting() to the page", async () => {
    const { server, context } = await scene();
    const page = await open(
      context,
      server.page(`${tag("")}<script>tallybeacon.increment("early")</script>`),
    );
    await page.evaluate(() => {
      tallybeacon.increment("late");
      tallybeacon.init({ endpoint: "/v1/update" });
      tallybeacon.increment("later");
      tallybeacon.startEmitting();
    });
    await until(async () => (await server.totals())["early"], 1);
    expect(await server.totals()).toMatchObject({ early: 1, later: 1 });
  });
});

describe("leaving right after a click", () => {
  const ways: Record<string, (page: Page, server: Collecting) => Promise<unknown>> = {
    "by closing the tab": (page) => page.close({ runBeforeUnload: false }),
    "by going to another page of the site": (page, server) => page.goto(server.page("elsewhere")),
    "by going to another site": (page) => page.goto("about:blank"),
    "by reloading": (page) => page.reload(),
  };
  test.each(Object.entries(ways))("%s loses nothing and counts nothing twice", async (_, leave) => {
    const { server, context } = await scene();
    const url = server.page(TAG + BUTTON);
    const page = await open(context, url);
    await drain(page);
    await click(page);
    await leave(page, server);
    await until(server.totals, { click: 1 });
    // The next visit finds the stored copy of what the beacon carried, and sends it again.
    const next = await open(context, url);
    await click(next);
    await drain(next);
    expect(await server.totals()).toEqual({ click: 2 });
  });
});

describe("a key that is switched off at the server", () => {
  test("is obeyed at the next flush, stays off after a reload, and comes back on", async () => {
    const { server, context } = await scene();
    const page = await open(context, server.page(TAG + BUTTON));
    await click(page);
    await drain(page);
    await server.control({ disable: ["click"] });
    await flush(page);
    expect((await snapshot(page)).disabled).toEqual(["click"]);
    await click(page);
    expect((await snapshot(page)).data).toEqual({});

    await page.reload();
    await loaded(page);
    await until(async () => (await snapshot(page)).disabled, ["click"]);
    await click(page);
    await flush(page);
    expect((await snapshot(page)).dropped).toEqual({ disabled: 1 });
    expect(await server.totals()).toEqual({ click: 1 });

    await server.control({ enable: ["click"] });
    await flush(page);
    expect((await snapshot(page)).disabled).toEqual([]);
    await click(page);
    await drain(page);
    expect(await server.totals()).toEqual({ click: 2 });
  });

  test("is forgotten where it still waits", async () => {
    const { server, context } = await scene();
    const page = await open(context, server.page(TAG + BUTTON));
    await drain(page);
    await context.setOffline(true);
    await click(page);
    await increment(page, "kept");
    expect(await flush(page)).toBe(false);
    await increment(page, "kept");
    await server.control({ disable: ["click"] });
    await page.evaluate(() => tallybeacon.increment("click"));
    await context.setOffline(false);
    await drain(page);
    // The first update had been sealed with both keys before anybody could know.
    expect(await server.totals()).toEqual({ click: 1, kept: 2 });
    expect((await snapshot(page)).lost).toEqual({ disabled: 1 });
  });
});

describe("a connection that comes and goes", () => {
  test("offline clicks arrive as soon as the network is back, not only when a retry is due", async () => {
    const { server, context } = await scene();
    // Back-off is random: here it is always the longest, and the second one takes 27 s.
    await context.addInitScript(() => {
      Math.random = () => 0.999;
    });
    const page = await open(context, server.page(TAG + BUTTON));
    await drain(page);
    await context.setOffline(true);
    await click(page);
    expect(await flush(page)).toBe(false);
    expect(await flush(page)).toBe(false);
    await click(page);
    await context.setOffline(false);
    await until(server.totals, { click: 2 });
    await drain(page);
    expect(await server.totals()).toEqual({ click: 2 });
  });

  test("a server that is killed and started again has lost nothing and counts nothing twice", async () => {
    const { context, restart, ...first } = await mortal();
    let { server } = first;
    const page = await open(context, server.page(TAG));
    await drain(page);
    let counted = 0;
    for (const killAfterMs of [0, 2, 5]) {
      // Acknowledged, then under way while the server is killed, then while it is away.
      for (let i = 0; i < 5; i++) await increment(page, "count");
      expect(await flush(page)).toBe(true);
      for (let i = 0; i < 5; i++) await increment(page, "count");
      const underWay = flush(page);
      await new Promise((resolve) => setTimeout(resolve, killAfterMs));
      await server.end("SIGKILL");
      await underWay;
      for (let i = 0; i < 5; i++) await increment(page, "count");
      expect(await flush(page)).toBe(false);
      counted += 15;
      server = await restart();
      expect((await server.totals())["count"]).toBeGreaterThanOrEqual(counted - 10);
      await drain(page);
      expect(await server.totals()).toEqual({ count: counted });
    }
  });

  test("what was not sent when the page was left is sent by the next one", async () => {
    const { context, restart, server } = await mortal();
    const url = server.page(TAG + BUTTON);
    const page = await open(context, url);
    await drain(page);
    await server.end("SIGKILL");
    await click(page);
    expect(await flush(page)).toBe(false);
    await click(page);
    expect(await flush(page)).toBe(false);
    await page.close({ runBeforeUnload: false });
    const again = await restart();
    expect(await again.totals()).toEqual({});
    const next = await open(context, url);
    await drain(next);
    expect(await again.totals()).toEqual({ click: 2 });
  });
});

describe("a strict page", () => {
  test("under script-src 'self' and Trusted Types works, with the right digests", async () => {
    const { server, context } = await scene();
    await context.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { violations: seen });
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
        seen.push(`${effectiveDirective} ${blockedURI}`);
      });
    });
    const page = await context.newPage();
    const seen = requests(page);
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(
      server.page(
        `<script src="${server.script(STUB).replaceAll("&", "&amp;")}"></script>
         <script async src="/tallybeacon.js" data-endpoint="/v1/update"></script>
         <script src="${server.script('tallybeacon.increment("early")').replaceAll("&", "&amp;")}"></script>`,
        "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'",
      ),
    );
    await loaded(page);
    await until(server.totals, { early: 1 });
    const violations = () =>
      page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);
    expect(await violations()).toEqual([]);

    const text = "Mozilla/5.0 ".repeat(500);
    const digest = fastHash(text);
    const hash = () => page.evaluate((long) => tallybeacon.fastHash(long), text);
    expect(await hash()).toBe(digest);
    await until(() => seen.includes("GET /tallybeacon-hash.js"), true);
    await until(violations, ["script-src wasm-eval"]);
    expect(await hash()).toBe(digest);
    await increment(page, "late");
    await drain(page);
    expect(await server.totals()).toEqual({ early: 1, late: 1 });
    expect(errors).toEqual([]);
  });

  test("without a policy hashes by WebAssembly, to the same digests", async () => {
    const { server, context } = await scene();
    const page = await open(context, server.page(TAG));
    const trouble = listen(page);
    const text = "Mozilla/5.0 ".repeat(500);
    const hash = () => page.evaluate((long) => tallybeacon.fastHash(long), text);
    const first = await hash();
    await page.waitForLoadState("networkidle");
    expect(await hash()).toBe(first);
    expect(trouble).toEqual([]);
  });
});

describe("a page of another origin", () => {
  test("may send when the server lists it, and no browser asks beforehand", async () => {
    const { server: site, context } = await scene();
    const data = dataFolder();
    const args = ["--port", "0", "--data", data.path, "--origin", site.url];
    const collector = await runServer("src/cli.ts", "serve", ...args);
    const methods: string[] = [];
    // What a browser asks beforehand does not show in the page: it is written down on the way.
    const onTheWay = createServer(async (request, response) => {
      methods.push(request.method ?? "");
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      const { origin = "" } = request.headers;
      const answer = await fetch(collector.url + request.url, {
        method: request.method ?? "",
        headers: { origin, "content-type": request.headers["content-type"] ?? "" },
        body: Buffer.concat(chunks),
      });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    });
    await new Promise<void>((resolve) => onTheWay.listen(0, "127.0.0.1", resolve));
    onTestFinished(async () => {
      onTheWay.close();
      onTheWay.closeAllConnections();
      await collector.end();
      data.remove();
    });
    const endpoint = `http://127.0.0.1:${(onTheWay.address() as AddressInfo).port}/v1/update`;
    const page = await open(context, site.page(tag(`data-endpoint="${endpoint}"`) + BUTTON));
    const trouble = listen(page);
    await drain(page);
    await click(page);
    await drain(page);
    expect(await flush(page)).toBe(true);
    await click(page);
    await page.close({ runBeforeUnload: false });
    const total = async () => {
      const answer = await fetch(`${collector.url}/keys`);
      return ((await answer.json()) as { keys: { total: number }[] }).keys[0]?.total;
    };
    await until(total, 2);
    expect(new Set(methods)).toEqual(new Set(["POST"]));
    expect(trouble).toEqual([]);
  });
});

describe("a browser that asks not to be tracked", () => {
  test.each(["globalPrivacyControl", "doNotTrack"])(
    "%s: no request, nothing stored",
    async (name) => {
      const { server, context } = await scene();
      await context.addInitScript((property) => {
        const value = property === "doNotTrack" ? "1" : true;
        Object.defineProperty(navigator, property, { get: () => value });
      }, name);
      const page = await context.newPage();
      const seen = requests(page);
      await page.goto(server.page(TAG + BUTTON));
      await loaded(page);
      await click(page);
      await flush(page);
      expect((await snapshot(page)).data).toEqual({});
      expect(await databases(page)).toEqual([]);
      await page.goto(server.page("elsewhere"));
      expect(seen.filter((request) => request.startsWith("POST"))).toEqual([]);
      expect(await server.get("/instances")).toMatchObject({ total: 0 });
    },
  );
});

describe("pages that come back and pages side by side", () => {
  test("a page from the back/forward cache goes on counting, exactly", async () => {
    const { server } = await scene();
    const caching = await chromium.launch({
      ...launchOptions(),
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    });
    onTestFinished(() => caching.close());
    const page = await (await caching.newContext()).newPage();
    await page.goto(
      server.page(`${TAG}${BUTTON}<script>
        addEventListener("pageshow", (event) => { globalThis.persisted = event.persisted });
      </script>`),
    );
    await loaded(page);
    await drain(page);
    for (const visit of [1, 2]) {
      await click(page);
      await page.goto(server.page("elsewhere"));
      await until(server.totals, { click: 2 * visit - 1 });
      await page.goBack({ waitUntil: "commit" });
      await until(() => page.evaluate("globalThis.persisted"), true);
      await click(page);
      await drain(page);
      expect(await server.totals()).toEqual({ click: 2 * visit });
    }
  });

  test("two tabs that count together add up exactly", async () => {
    const { server, context } = await scene({ intervalMs: 1_000 });
    const url = server.page(TAG);
    const tabs = [await open(context, url), await open(context, url)];
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        tabs.map(async (tab) => {
          await increment(tab, "click");
          await increment(tab, "click");
          if (round % 2) await flush(tab);
        }),
      );
      if (round === 2) await Promise.all(tabs.map((tab) => tab.reload().then(() => loaded(tab))));
    }
    await tabs[0]?.close({ runBeforeUnload: false });
    await until(server.totals, { click: 20 });
    await drain(tabs[1] as Page);
    expect(await server.totals()).toEqual({ click: 20 });
    expect(await server.get("/instances")).toMatchObject({ total: 1 });
  });
});

describe("a hostile page", () => {
  const hostilities: Record<string, () => void> = {
    "froze the built-in prototypes": () => {
      for (const { prototype } of [Object, Array, Function, Map, Set, Promise, String, Error]) {
        Object.freeze(prototype);
      }
    },
    "has no IndexedDB": () => {
      Object.defineProperty(globalThis, "indexedDB", { value: undefined });
    },
    "has an IndexedDB that throws": () => {
      Object.defineProperty(globalThis, "indexedDB", {
        get() {
          throw new DOMException("refused", "SecurityError");
        },
      });
    },
    "has an IndexedDB that never answers": () => {
      Object.defineProperty(globalThis, "indexedDB", { value: { open: () => ({}) } });
    },
    "added to the prototypes": () => {
      Object.assign(Object.prototype, { extra: () => 1 });
      Object.assign(Array.prototype, { extra: () => 1 });
    },
  };
  test.each(Object.entries(hostilities))("that %s is counted, and sees no error", async (_, be) => {
    const { server, context } = await scene();
    await context.addInitScript(be);
    const page = await context.newPage();
    const trouble = listen(page);
    await page.goto(server.page(`${TAG}<script>tallybeacon.increment("early")</script>${BUTTON}`));
    await loaded(page);
    await until(server.totals, { early: 1 });
    await click(page);
    await page.close({ runBeforeUnload: false });
    await until(server.totals, { early: 1, click: 1 });
    expect(trouble).toEqual([]);
  });

  test("whose fetch hangs sees no error, and its counts leave with the beacon", async () => {
    const { server, context } = await scene();
    await context.addInitScript(() => {
      globalThis.fetch = () => new Promise(() => {});
    });
    const page = await open(context, server.page(TAG + BUTTON));
    const trouble = listen(page);
    await click(page);
    await page.close({ runBeforeUnload: false });
    await until(server.totals, { click: 1 });
    expect(trouble).toEqual([]);
  });

  test("whose fetch, sendBeacon and storage throw sees no error", async () => {
    const { server, context } = await scene();
    await context.addInitScript(() => {
      const refuse = () => {
        throw new TypeError("refused");
      };
      globalThis.fetch = refuse;
      navigator.sendBeacon = refuse;
      IDBFactory.prototype.open = refuse;
    });
    const page = await open(context, server.page(TAG + BUTTON));
    const trouble = listen(page);
    await click(page);
    expect(await flush(page)).toBe(false);
    expect((await snapshot(page)).pending).toContainEqual(
      expect.objectContaining({ data: { click: 1 } }),
    );
    await page.reload();
    await loaded(page);
    expect(trouble).toEqual([]);
  });

  test("that puts us into a sandboxed frame is counted, and sees no exception", async () => {
    const { server, context } = await scene();
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    const inner = `${TAG}<script>tallybeacon.increment("framed")</script>`;
    await page.goto(
      server.page(`<iframe sandbox="allow-scripts" srcdoc="${inner.replaceAll('"', "&quot;")}">`),
    );
    await until(server.totals, { framed: 1 });
    expect(errors).toEqual([]);
  });
});
