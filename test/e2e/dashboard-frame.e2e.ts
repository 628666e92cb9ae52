// The dashboard's frame in a real browser, before a real server: for whom it can be used, and whether it stands still.
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { serve } from "../../src/node.ts";
import { findings } from "../support/axe.ts";
import { launchOptions } from "../support/browser.ts";
import { testFolder } from "../support/folder.ts";

const TOKEN = "a-token-of-an-operator-in-tests";
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(launchOptions());
});
afterAll(() => browser.close());

/** Opens the dashboard of a server, which asks for a token where it has operators. */
async function visit(
  hash: string,
  options: BrowserContextOptions = {},
  operators: Readonly<Record<string, string>> = {},
  scriptDelayMs = 0,
): Promise<{ page: Page; trouble: string[] }> {
  const served = await serve({ port: 0, dataFolder: testFolder().folder, operators });
  const context = await browser.newContext(options);
  onTestFinished(async () => {
    await context.close();
    await served.close();
  });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(message.text()));
  page.on("pageerror", (error) => trouble.push(String(error)));
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        shifts.push((entry as PerformanceEntry & { readonly value: number }).value);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.route("**/*.js", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, scriptDelayMs));
    await route.continue();
  });
  await page.goto(`${served.url}/${hash}`);
  return { page, trouble };
}

describe.for(["light", "dark"] as const)("in %s", (colorScheme) => {
  test("the frame has no serious fault that axe-core finds, nor has its list of shortcuts", async () => {
    const { page, trouble } = await visit("#/overview", { colorScheme });
    await page.locator(".live", { hasText: "Live" }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor();
    expect(await findings(page)).toEqual([]);
    expect(trouble).toEqual([]);
  });

  test("the login has none, nor has what it says of a wrong token", async () => {
    const { page } = await visit("#/keys", { colorScheme }, { ada: TOKEN });
    await page.getByLabel("Token").fill("wrong");
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByText("This token is not known here.").waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel("Token").fill(TOKEN);
    await page.keyboard.press("Enter");
    await page.locator(".who", { hasText: "ada" }).waitFor();
    expect(await findings(page)).toEqual([]);
  });
});

test("axe-core is let in, and finds what is wrong", async () => {
  const { page } = await visit("");
  await page.locator("h1", { hasText: "Overview" }).waitFor();
  await page.evaluate(() => document.querySelector("h1")?.append(document.createElement("button")));
  expect((await findings(page)).join()).toMatch(/^button-name: .* \| h1 > button \| /);
});

test.for([
  ["wide", { width: 1280, height: 800 }],
  ["narrow", { width: 390, height: 844 }],
] as const)(
  "nothing jumps when the page takes the document's place, where it is %s",
  async ([, viewport]) => {
    // Until it comes, the document is all there is to see.
    const { page } = await visit("#/keys", { viewport }, {}, 300);
    await page.locator(".live", { hasText: "Live" }).waitFor();
    expect(
      await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts),
    ).toEqual([]);
  },
);

test("the keyboard goes once through the frame, and into the view", async () => {
  const { page } = await visit("#/keys");
  await page.locator(".live", { hasText: "Live" }).waitFor();
  const met: string[] = [];
  for (let i = 0; i < 11; i++) {
    await page.keyboard.press("Tab");
    met.push(
      (await page.evaluate(
        () =>
          document.activeElement?.textContent || (document.activeElement as HTMLInputElement).value,
      )) ?? "",
    );
  }
  expect(met).toEqual([
    "Skip to the view",
    "Overview",
    "Keys",
    "Samples",
    "Instances",
    "Controls",
    "Reports",
    "Pushed metrics",
    "Tagged metrics",
    "auto",
    "Shortcuts ?",
  ]);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowRight");
  const theme = () => page.evaluate(() => document.documentElement.dataset["theme"]);
  await expect.poll(theme).toBe("light");
});
