// Somebody who looks at the dashboard of a real server, in Chromium or Firefox; and what should happen on no page.
import { fileURLToPath } from "node:url";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  firefox,
  type Locator,
  type Page,
} from "playwright";
import { expect, onTestFinished } from "vitest";
import { type ServeOptions, serve } from "../../src/node/serve.ts";
import { launchOptions } from "./browser.ts";
import { testFolder } from "./folder.ts";

/** The browsers that the dashboard is driven in. */
export const BROWSERS = ["chromium", "firefox"] as const;

/** Starts one. Firefox is the system's own, by WebDriver BiDi. */
export function launch(name: (typeof BROWSERS)[number]): Promise<Browser> {
  if (name === "chromium") return chromium.launch(launchOptions());
  const executablePath = fileURLToPath(new URL("firefox-for-playwright.mjs", import.meta.url));
  return firefox.launch({ channel: "moz-firefox", executablePath });
}

/** One visit. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors and warnings, violations of the policy, dialogs, requests to others: none of which may be. */
  readonly trouble: string[];
}

/** A server that is gone when the test ends, and its address without a slash. */
export async function openServer(options: ServeOptions = {}): Promise<string> {
  const { folder } = testFolder();
  const served = await serve({ port: 0, dataFolder: folder, title: "Windowsill", ...options });
  onTestFinished(() => served.close());
  return served.url;
}

/** Sends one update with these data, as a client would. */
export async function send(url: string, data: object, instance = "ann"): Promise<void> {
  const update = { instance_id: instance, timestamp: new Date().toISOString(), data };
  const response = await fetch(`${url}/v1/update`, {
    method: "POST",
    body: JSON.stringify(update),
  });
  expect(response.status).toBe(200);
}

/** Opens the dashboard at a hash; its window is closed when the test ends. */
export async function visit(
  browser: Browser,
  url: string,
  hash = "",
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...options,
  });
  onTestFinished(() => context.close());
  const trouble: string[] = [];
  // In Firefox the driver evaluates in the page's own world. What the page itself evaluates is seen in Chromium.
  const isDriver = (text: string) =>
    browser.browserType().name() === "firefox" &&
    /script-src\b.*\beval|\beval\b.*script-src/.test(text);
  const note = (text: string) => void (isDriver(text) || trouble.push(text));
  await context.exposeFunction("reportViolation", note);
  await context.addInitScript(() => {
    const { reportViolation } = globalThis as unknown as { reportViolation(text: string): void };
    document.addEventListener("securitypolicyviolation", (event) => {
      reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (/^(error|warning)$/.test(message.type())) note(message.text());
  });
  page.on("pageerror", (error) => note(String(error)));
  page.on("dialog", (dialog) => trouble.push(`dialog ${dialog.message()}`));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`))
      trouble.push(request.url());
  });
  await page.goto(`${url}/${hash}`);
  return { page, context, trouble };
}

/** Waits until `read` gives `wanted`, as a person would look again. */
export async function until<T>(read: () => Promise<T> | T, wanted: T): Promise<void> {
  await expect.poll(read, { timeout: 15_000, interval: 50 }).toEqual(wanted);
}

/** All texts, in order. In Firefox nothing can be evaluated under the page's policy, and so not all of them at once. */
export async function texts(found: Locator): Promise<(string | null)[]> {
  return Promise.all((await found.all()).map((each) => each.textContent()));
}
