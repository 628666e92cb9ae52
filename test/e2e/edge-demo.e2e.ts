// `npm run start:edge`: the demo shop, the collector and the dashboard, served by workerd and used in a browser.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../src/client/create-client.ts";
import { launchOptions } from "../support/browser.ts";
import { ROOT } from "../support/house.ts";

const folder = mkdtempSync(join(tmpdir(), "tallybeacon-test-"));
const PORT = 8_793;
const HOME = `http://localhost:${PORT}`;
let demo: ChildProcess;
let browser: Browser;

beforeAll(async () => {
  demo = spawn(
    process.execPath,
    ["demo/edge.ts", "--port", String(PORT), "--data", join(folder, "data")],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        WRANGLER_SEND_METRICS: "false",
        CI: "true",
      },
      stdio: "ignore",
      detached: true,
    },
  );
  const isUp = () =>
    fetch(`${HOME}/keys`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await pause(250);
  browser = await chromium.launch(launchOptions());
});

afterAll(async () => {
  await browser?.close();
  const ended = new Promise((resolve) => demo.once("exit", resolve));
  // With whatever it has started.
  process.kill(-(demo.pid as number), "SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

test("a click in the shop is on the dashboard, and a key that is switched off there is counted no more", async () => {
  const faults: string[] = [];
  const open = async (path: string) => {
    const page = await browser.newPage();
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(HOME + path);
    return page;
  };
  const shop = await open("/demo/");
  const add = shop.getByRole("button", { name: /add/i });
  for (let i = 0; i < 3; i += 1) await add.nth(i).click();
  const dashboard = await open("/#/keys");
  const row = dashboard.locator(".list li", { hasText: "cart.add" });
  await expect.poll(() => row.locator(".total").textContent(), { timeout: 20_000 }).toBe("3");
  expect(await dashboard.title()).toBe("Keys · Windowsill");
  await row.getByRole("switch").click();
  await expect
    .poll(() => shop.evaluate("tallybeacon.snapshot().disabled"), { timeout: 20_000 })
    .toContain("cart.add");
  await add.nth(0).click();
  await shop.waitForTimeout(4_000);
  expect(await row.locator(".total").textContent()).toBe("3");
  expect(faults).toEqual([]);
});

test("a page is told that a new version of the shop is out", async () => {
  const client = createClient({ url: HOME });
  const settings = async () => (await client.applications()).applications[0]?.settings;
  await expect.poll(settings, { timeout: 20_000 }).toMatchObject({ latest_version: "1.1" });
  const page = await browser.newPage();
  await page.goto(`${HOME}/demo/`);
  await expect
    .poll(() => page.locator("#news p").allTextContents())
    .toEqual(["A new version of the shop is out: 1.1."]);
});

test("the script and the description of the API are static files", async () => {
  for (const [path, type] of [
    ["/tallybeacon.js", "javascript"],
    ["/tallybeacon-hash.js", "javascript"],
    ["/openapi.json", "json"],
  ] as const) {
    const { status, headers } = await fetch(HOME + path);
    expect([path, status]).toEqual([path, 200]);
    expect(headers.get("content-type")).toContain(type);
  }
  const { headers } = await fetch(`${HOME}/`);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
});
