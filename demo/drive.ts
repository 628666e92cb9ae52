// Drives the demo as people would, and compares what was clicked with what the server has: `npm run demo`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright";
import { createClient } from "../src/client/index.ts";
import { launchOptions } from "../test/support/browser.ts";
import { INTERVAL_MS, serveDemo } from "./serve-demo.ts";

const SHOTS = fileURLToPath(new URL("shots/", import.meta.url));
/** How long something may take to show on another page: several rounds of updates. */
const PATIENCE_MS = 15_000;

type Switch = "on" | "off";

/** What was clicked, by key: while the key was on, and while it was off. */
const clicks = new Map<string, Record<Switch, number>>();

function note(key: string, amount = 1, state: Switch = "on"): void {
  const row = clicks.get(key) ?? { on: 0, off: 0 };
  row[state] += amount;
  clicks.set(key, row);
}

const said = (text: string) => console.log(`- ${text}`);

async function enter(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/demo/`);
  await arrive(page);
  return page;
}

/** The page has reported its visit once it shows what it was answered. */
async function arrive(page: Page): Promise<void> {
  note("page.view");
  const news = page.locator("#news", { hasText: "A new version of the shop is out" });
  await until("news of a new version", () => news.isVisible());
}

async function buy(page: Page, name: string, cartAdd: Switch = "on"): Promise<void> {
  await page.getByRole("button", { name: `Add ${name} to cart` }).click();
  note("cart.add", 1, cartAdd);
  note("product");
}

/** Waits until the page shows `cart.add` as switched off, or as counting again. */
async function obeyed(page: Page, state: Switch): Promise<void> {
  const row = page.locator("#counts-rows .off", { hasText: "cart.add" });
  await until(`cart.add ${state}`, async () => (await row.count()) === (state === "off" ? 1 : 0));
}

async function until(what: string, check: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Everything a visitor and an operator do; returns the operator's dashboard. */
async function visit(context: BrowserContext, url: string): Promise<Page> {
  said("a visitor looks around, buys, searches, changes their mind, pays");
  let shop = await enter(context, url);
  await buy(shop, "Aloe");
  await buy(shop, "Aloe");
  await buy(shop, "Cactus");
  await shop.getByRole("button", { name: "One Cactus less" }).click();
  note("cart.remove");
  await shop.getByRole("searchbox").fill("pearls");
  await shop.getByRole("searchbox").press("Enter");
  note("search.term");
  await shop.getByRole("searchbox").fill("");
  await shop.getByRole("button", { name: "Check out" }).click();
  note("checkout.paid", 2_800);
  await shop.getByRole("button", { name: "Throw an error" }).click();
  note("errors");

  said("reloads, goes offline, goes on buying, comes back");
  await shop.reload();
  await arrive(shop);
  await context.setOffline(true);
  for (let i = 0; i < 3; i++) await buy(shop, "Pilea");
  await shop.waitForTimeout(2_500);
  await context.setOffline(false);
  await buy(shop, "Snake plant");
  await shop.screenshot({ path: join(SHOTS, "shop.png") });

  said("the operator switches cart.add off: the page obeys, before and after a reload");
  const dashboard = await context.newPage();
  await dashboard.goto(`${url}/#/keys?key=cart.add`);
  const toggle = dashboard.locator(".list").getByRole("switch", { name: "Count cart.add" });
  // What is unsent when its key goes off is discarded, as it should: first all must be there.
  await until("all sent", () => shop.locator("#counts-brief", { hasText: "all sent" }).isVisible());
  await toggle.click();
  await obeyed(shop, "off");
  await buy(shop, "Olive tree", "off");
  await shop.reload();
  await arrive(shop);
  await obeyed(shop, "off");
  await buy(shop, "Olive tree", "off");
  await dashboard.screenshot({ path: join(SHOTS, "dashboard-off.png") });

  said("and on again: it counts again");
  await toggle.click();
  await obeyed(shop, "on");
  await buy(shop, "Aloe");

  said("the visitor leaves right after a click: closes the tab, comes back, follows a link");
  await shop.close({ runBeforeUnload: false });
  shop = await enter(context, url);
  await buy(shop, "Cactus");
  await shop.getByRole("link", { name: "Open the dashboard" }).click();
  await shop.waitForURL(`${url}/`);
  await dashboard.locator(".list").getByText("cart.add", { exact: true }).click();
  return dashboard;
}

/** Whether each visit reported once, and all of them as the one browser that they were. */
async function isReported(url: string): Promise<boolean> {
  const { applications } = await createClient({ url }).applications();
  const shop = applications.find(({ application }) => application === "shop");
  return shop?.reports === clicks.get("page.view")?.on && shop?.installs === 1;
}

/** Plants that were put into carts, off or on, as the tagged metrics on the dashboard have it. */
async function isMetered(url: string): Promise<boolean> {
  const { pushed } = await createClient({ url }).pushed();
  const families = pushed.find(({ host }) => host === "sum/statsd")?.families ?? [];
  const series = families.find(({ name }) => name === "shop_cart_add_total")?.series ?? [];
  const sum = series.reduce((all, { value }) => all + Number(value), 0);
  return sum === clicks.get("product")?.on && series.every(({ labels }) => labels["plant"]);
}

/** What the server has, by key. */
async function totals(url: string): Promise<Map<string, number>> {
  const response = await fetch(`${url}/keys?range=1h`);
  const { keys } = (await response.json()) as { keys: { key: string; total: number }[] };
  return new Map(keys.map(({ key, total }) => [key, total]));
}

function isRight(arrived: ReadonlyMap<string, number>): boolean {
  return [...clicks].every(([key, { on }]) => arrived.get(key) === on);
}

function table(arrived: ReadonlyMap<string, number>): string {
  const line = (key: string, ...cells: (string | number)[]) =>
    key.padEnd(16) + cells.map((cell) => String(cell).padStart(12)).join("");
  const rows = [...clicks].map(([key, { on, off }]) => {
    const there = arrived.get(key) ?? 0;
    return line(key, on + off, off || "", there, there === on ? "ok" : "WRONG");
  });
  return [line("key", "clicked", "while off", "arrived"), ...rows].join("\n");
}

const dataFolder = mkdtempSync(join(tmpdir(), "tallybeacon-demo-"));
const { url, close } = await serveDemo({ port: 0, dataFolder, intervalMs: INTERVAL_MS });
const browser = await chromium.launch(launchOptions());
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const dashboard = await visit(context, url);
  await until("the totals", async () => isRight(await totals(url))).catch(console.error);
  await until("the tagged metrics", () => isMetered(url)).catch(console.error);
  // What is counted twice would come late.
  await dashboard.waitForTimeout(2_500);
  await dashboard.screenshot({ path: join(SHOTS, "dashboard.png") });
  const arrived = await totals(url);
  const reports = (await isReported(url)) ? "a report each, of one install" : "WRONG";
  const metrics = (await isMetered(url)) ? "as many by plant as were clicked" : "WRONG";
  console.log(`\n${table(arrived)}\nvisits          ${reports}\ntagged metrics  ${metrics}`);
  console.log("\nScreenshots are in demo/shots/.");
  process.exitCode = isRight(arrived) && ![reports, metrics].includes("WRONG") ? 0 : 1;
} finally {
  await browser.close();
  await close();
  rmSync(dataFolder, { recursive: true });
}
