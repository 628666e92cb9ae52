// Somebody who looks at the dashboard of a real server, in Chromium or Firefox; and what should happen on no page.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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
import { createClient } from "../../src/client/create-client.ts";
import type { Handler } from "../../src/core/ports.ts";
import { nodeListener } from "../../src/node/listener.ts";
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

/** The same for a handler that was made by hand. */
export async function openHandler(handler: Handler): Promise<string> {
  const server = createServer(nodeListener(handler)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How a visitor looks. */
export interface VisitOptions extends BrowserContextOptions {
  /** Where the clock of the visitor stands. Default: it goes. */
  readonly now?: number;
}

/** Opens the dashboard at a hash; its window is closed when the test ends. */
export async function visit(
  browser: Browser,
  url: string,
  hash = "",
  { now, ...options }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 900 },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    ...options,
  });
  onTestFinished(() => context.close());
  const trouble: string[] = [];
  // In Firefox the driver evaluates in the page's own world, which is seen of the page in Chromium; and a reload is
  // an interruption of the stream.
  const isUsual = (text: string) =>
    browser.browserType().name() === "firefox" &&
    /script-src\b.*\beval|\beval\b.*script-src|\/events was interrupted while/.test(text);
  const note = (text: string) => void (isUsual(text) || trouble.push(text));
  await context.exposeFunction("reportViolation", note);
  await context.addInitScript(() => {
    const { reportViolation } = globalThis as unknown as { reportViolation(text: string): void };
    document.addEventListener("securitypolicyviolation", (event) => {
      reportViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  if (now !== undefined) await context.clock.setFixedTime(now);
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

/** Types into the field of this name, over what was there. Playwright's own `fill` wants an `eval` in Firefox. */
export async function type(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel(name, { exact: true }).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
}

/** Keys that are off, whichever app that is in. */
export async function offKeys(url: string): Promise<string[]> {
  const { switches } = await createClient({ url }).controls();
  return switches.flatMap(({ key, off }) => (off ? [key] : []));
}

/** Signs in: types a token where the keyboard is, which is in the field. */
export async function enter(page: Page, token: string): Promise<void> {
  await page.locator("#login-token:focus").waitFor();
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
}

/** Waits until there is a view, and all that it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await until(() => page.locator("main .bones").count(), 0);
}

/** Waits until `read` gives `wanted`, as a person would look again. */
export async function until<T>(read: () => Promise<T> | T, wanted: T): Promise<void> {
  await expect.poll(read, { timeout: 15_000, interval: 50 }).toEqual(wanted);
}

/**
 * All texts, in order. In Firefox nothing can be evaluated under the page's policy, and so not all of them at once;
 * what is gone by then is not waited for: it throws, and whoever wants them looks again.
 */
export async function texts(found: Locator): Promise<(string | null)[]> {
  return Promise.all((await found.all()).map((each) => each.textContent({ timeout: 1_000 })));
}
