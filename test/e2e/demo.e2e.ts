// The demo: what `npm start` says and serves, the shop page itself, and `npm run demo`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "../../src/client/create-client.ts";
import { launchOptions } from "../support/browser.ts";
import { dataFolder, listen, run, runServer, until } from "../support/serve.ts";

const scripts = (JSON.parse(readFileSync("package.json", "utf8")) as { scripts: object }).scripts;

/** Starts what `npm start` starts after the build, on a free port. */
async function start() {
  const data = dataFolder();
  const server = await runServer("demo/server.ts", "--port", "0", "--data", data.path);
  onTestFinished(async () => {
    await server.end();
    data.remove();
  });
  return server;
}

describe("npm start", () => {
  test("says in three lines what to open, and serves it", async () => {
    expect(scripts).toMatchObject({ start: "node demo/server.ts" });
    const server = await start();
    await until(() => server.output().trim().split("\n").length, 3);
    const lines = server.output().trim().split("\n");
    expect(lines.map((line) => line.split(/\s+/).slice(0, 2))).toEqual([
      ["Shop", `${server.url}/demo/`],
      ["Dashboard", `${server.url}/`],
      ["Collector", `${server.url}/v1/update`],
    ]);
    expect(await (await fetch(`${server.url}/demo`)).text()).toContain("<title>Windowsill");
    expect(await (await fetch(server.url)).text()).toContain("<title>Windowsill");
    const update = { instance_id: "here", timestamp: new Date().toISOString(), data: { a: 1 } };
    const answer = await fetch(`${server.url}/v1/update`, {
      method: "POST",
      body: JSON.stringify(update),
    });
    expect(await answer.json()).toMatchObject({ next_update: 2e9 });
  });

  test("has two months of made-up traffic where that is asked for, and says how long it took", async () => {
    const server = await runServer("demo/server.ts", "--port", "0", "--sample");
    onTestFinished(() => server.end());
    await until(() => server.output().trim().split("\n").length, 4);
    const folder = /is in (.*)\)/.exec(server.output())?.[1] ?? "";
    expect(server.output()).toMatch(/^Sample +\d{6} updates of 60 days, made up in \d+\.\d s/);
    const client = createClient({ url: server.url });
    const { keys } = await client.keys({ range: "30d" });
    expect(keys.find(({ key }) => key === "page.view")?.total).toBeGreaterThan(500_000);
    await server.end();
    expect([folder !== "", existsSync(folder)]).toEqual([true, false]);
  });

  test("leaves a database that is there alone where a sample is asked for", async () => {
    const data = dataFolder();
    onTestFinished(data.remove);
    const path = join(data.path, "tallybeacon.db");
    writeFileSync(path, "mine");
    const refused = run("demo/server.ts", "--port", "0", "--sample", "--data", data.path);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toBe(`${path} is there already: a sample wants a new folder\n`);
    expect(readFileSync(path, "utf8")).toBe("mine");
  });

  test("ends in peace when it is told to", async () => {
    const server = await start();
    await server.end("SIGTERM");
    expect(await server.ended).toBe(0);
  });

  test.each([
    [["--port", "none"], /--port must be a whole number from 0 to 65535: none/],
    [["--prot", "1"], /--prot/],
  ])("refuses %s with a sentence", async (args, sentence) => {
    const refused = run("demo/server.ts", ...args);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(sentence);
    expect(refused.output()).not.toContain("    at ");
  });

  test("says how to go on when the port is taken", async () => {
    const { port } = new URL((await start()).url);
    const data = dataFolder();
    const second = run("demo/server.ts", "--port", port, "--data", data.path);
    expect(await second.ended).toBe(1);
    expect(second.output()).toBe(
      `Port ${port} is taken. Choose another: npm start -- --port ${Number(port) + 1}\n`,
    );
    data.remove();
  });
});

describe("the shop", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(launchOptions());
  });
  afterAll(() => browser.close());

  async function visit(options: BrowserContextOptions = {}) {
    const { url } = await start();
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
        console.error(`violation ${effectiveDirective} ${blockedURI}`);
      });
    });
    const page = await context.newPage();
    const trouble = listen(page);
    await page.goto(`${url}/demo/`);
    return { page, trouble, url };
  }
  const headline = (page: Page) => page.locator("#counts-brief").textContent();

  test("is used with the keyboard alone, under its policy, and shows what it counts", async () => {
    const { page, trouble, url } = await visit();
    await page.getByRole("searchbox").focus();
    await page.keyboard.type("aloe");
    await page.keyboard.press("Enter");
    expect(await page.locator("#plants > li:visible h2").allTextContents()).toEqual(["Aloe"]);
    // Cart link, then the only button that is left.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("status").textContent()).toBe("Aloe is in your cart.");
    expect(await page.locator("#cart-count").textContent()).toBe("1");
    expect(await page.locator("#counts-rows th", { hasText: "cart.add" }).count()).toBe(0);
    await until(() => page.locator("#counts-rows th", { hasText: "cart.add" }).count(), 1);
    await until(() => headline(page), "all sent");
    await page.getByRole("button", { name: "Check out · €14.00" }).press("Enter");
    expect(await page.locator("#cart").evaluate((cart) => cart === document.activeElement)).toBe(
      true,
    );
    await until(async () => {
      const answer = await fetch(`${url}/keys`);
      const { keys } = (await answer.json()) as { keys: { key: string; total: number }[] };
      return keys.find(({ key }) => key === "checkout.paid")?.total;
    }, 1_400);
    expect(trouble).toEqual([]);
  });

  test("tells its version once a visit, and shows what it is answered", async () => {
    const { page, trouble, url } = await visit();
    const news = page.locator("#news p");
    await until(() => news.allTextContents(), ["A new version of the shop is out: 1.1."]);
    const client = createClient({ url });
    const notices = [{ level: "WARNING", message: "<b>Closed</b> on Mondays." }];
    await client.keepApplication({ application: "shop", notices });
    await page.reload();
    await until(() => news.allTextContents(), ["<b>Closed</b> on Mondays."]);
    expect((await client.applications()).applications).toMatchObject([
      { application: "shop", reports: 2, installs: 1, settings: { latest_version: "1.1" } },
    ]);
    expect(trouble).toEqual([]);
  });

  test("keeps its cart over a reload", async () => {
    const { page } = await visit();
    await page.getByRole("button", { name: "Add Olive tree to cart" }).click();
    await page.reload();
    await until(() => page.getByRole("button", { name: "Check out · €39.00" }).isVisible(), true);
    await page.getByRole("button", { name: "One Olive tree less" }).click();
    expect(await page.locator("#cart-hint").textContent()).toBe("Nothing in it yet.");
  });

  test.each([320, 390, 820, 1280])("fits a window of %i pixels", async (width) => {
    const { page } = await visit({ viewport: { width, height: 800 } });
    await page.getByRole("button", { name: "Add String of pearls to cart" }).click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(
      await page.locator("#counts").evaluate((panel) => (panel as HTMLDetailsElement).open),
    ).toBe(width >= 1_024);
  });

  test("says when a key is off, and when the browser asks for silence", async () => {
    const { page, url } = await visit();
    await fetch(`${url}/controls`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ disable: ["cart.add"] }),
    });
    await until(() => page.locator("#counts-rows .off th").allTextContents(), ["cart.add"]);
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "globalPrivacyControl", { get: () => true });
    });
    await page.reload();
    await until(() => headline(page), "nothing: your browser asks for it");
  });
});

describe("npm run demo", () => {
  test("compares clicks and arrivals, and they agree", async () => {
    expect(scripts).toMatchObject({ demo: "node demo/drive.ts" });
    const drive = run("demo/drive.ts");
    const code = await drive.ended;
    const rows = drive.output().match(/^\S+ +\d+ .*(ok|WRONG)$/gm) ?? [];
    expect({ code, rows: rows.map((row) => row.split(/ +/)) }).toEqual({
      code: 0,
      rows: [
        ["page.view", "4", "4", "ok"],
        ["cart.add", "11", "2", "9", "ok"],
        ["product", "11", "11", "ok"],
        ["cart.remove", "1", "1", "ok"],
        ["search.term", "1", "1", "ok"],
        ["checkout.paid", "2800", "2800", "ok"],
        ["errors", "1", "1", "ok"],
      ],
    });
    for (const shot of ["shop", "dashboard", "dashboard-off"]) {
      expect(existsSync(`demo/shots/${shot}.png`)).toBe(true);
    }
  });
});
