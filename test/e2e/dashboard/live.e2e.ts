// A page that stays open: what changes appears in every view without a reload, and a server that goes away comes back.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "../../../src/client/create-client.ts";
import { serve } from "../../../src/node/serve.ts";
import { BROWSERS, launch, openServer, until, visit } from "../../support/dashboard-visit.ts";
import { measure, push, report, send } from "../../support/feeds.ts";
import { testFolder } from "../../support/folder.ts";

const SHOP = { "page.view": 90, "cart.add": 12 };
const row = (page: Page, key: string) => page.locator(".list .row", { hasText: key });
const live = (page: Page) => page.locator(".live").innerText();

/** What happens, in which view, and what then stands there. */
const NEWS: readonly (readonly [
  what: string,
  hash: string,
  happen: (url: string) => Promise<unknown>,
  text: string | RegExp,
])[] = [
  ["a key among the top ones", "#/overview", (url) => send(url, { "new.key": 7 }), "new.key"],
  ["an instance that is known", "#/overview", (url) => send(url, SHOP, "bob"), "of 2 known"],
  ["an instance", "#/instances", (url) => send(url, SHOP, "bob"), "bob"],
  ["an update of one instance", "#/instances?id=ann", (url) => send(url, SHOP), /^2$/],
  [
    "a change of the controls",
    "#/controls",
    (url) => createClient({ url }).change({ disable: ["cart.add"], reason: "Too many" }),
    "Too many",
  ],
  ["an application", "#/reports", (url) => report(url, "shop", "i1", "1.2"), "1.2"],
  ["a push", "#/pushed", (url) => push(url, "job/nightly", "rows_written 12\n"), "rows_written"],
  ["a tagged metric", "#/metrics", (url) => measure(url, "shop.add:2|c|#plant:Aloe"), "shop_add"],
];

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("whatever happens appears without a reload, wherever it is shown", async () => {
    for (const [what, hash, happen, text] of NEWS) {
      const url = await openServer({ statsd: { flushMs: 200 } });
      await send(url, SHOP);
      const { page, trouble, context } = await visit(browser, url, hash);
      await until(async () => (await live(page)).startsWith("Live"), true);
      await until(() => page.locator("main .bones").count(), 0);
      expect(await page.locator("main").getByText(text).count(), what).toBe(0);
      await happen(url);
      await page.locator("main").getByText(text).first().waitFor();
      expect(trouble, what).toEqual([]);
      await context.close();
    }
  });

  test("a server that is away is told, and its return too, while all stays in its place", async () => {
    const { folder } = testFolder();
    const options = { dataFolder: folder, title: "Windowsill" };
    let served = await serve({ port: 0, ...options });
    onTestFinished(() => served.close());
    const { url } = served;
    await send(url, SHOP);
    const { page } = await visit(browser, url, "#/keys");
    await row(page, "cart.add").waitFor();
    await until(async () => (await live(page)).startsWith("Live"), true);

    await served.close();
    await page.getByText("The server is away:").waitFor();
    await until(() => live(page), expect.stringMatching(/^Away since /));
    expect(await row(page, "cart.add").isVisible()).toBe(true);
    expect(await page.locator(".detail h2").first().textContent()).toBe("page.view");

    served = await serve({ port: Number(new URL(url).port), ...options });
    await send(url, { "cart.add": 30 }, "bob");
    await page
      .getByRole("button", { name: "Try now" })
      .click({ timeout: 5_000 })
      .catch(() => {});
    await until(() => page.getByText("The server is away:").count(), 0);
    await until(() => row(page, "cart.add").locator(".total").textContent(), "42");
    await until(async () => (await live(page)).startsWith("Away"), false);
  });

  test("a first answer that never comes leaves a page that says so, and then comes after all", async () => {
    const url = await openServer();
    await send(url, SHOP);
    const { page } = await visit(browser, url, "#/keys");
    await page.route("**/session", (route) => route.abort());
    await page.reload();
    await page.getByText("The server is away:").waitFor();
    expect(await row(page, "cart.add").count()).toBe(0);
    await page.unroute("**/session");
    await row(page, "cart.add").waitFor();
  });

  test("a panel that is refused says so, and asks again when it is told to", async () => {
    const url = await openServer();
    await send(url, SHOP);
    const { page } = await visit(browser, url, "#/instances");
    await page.getByRole("link", { name: "ann" }).waitFor();
    await page.route("**/accounting*", (route) =>
      route.fulfill({ status: 500, json: { error: "the disk is full" } }),
    );
    await page.getByRole("link", { name: "ann" }).click();
    await page.getByText("The server does not answer this: the disk is full.").waitFor();
    await page.unroute("**/accounting*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Epoch", { exact: false }).first().waitFor();
    await until(() => page.getByText("the disk is full").count(), 0);
  });
});

test("nobody is asked while nobody looks", async () => {
  const browser = await launch("chromium");
  onTestFinished(() => browser.close());
  const url = await openServer();
  await send(url, SHOP);
  const { page } = await visit(browser, url, "#/keys");
  await row(page, "cart.add").waitFor();
  const hide = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, hidden);
  let asked = 0;
  page.on("request", () => {
    asked += 1;
  });
  await hide(true);
  // Its last answers are there once the stream has ended.
  await until(async () => (await (await fetch(`${url}/metrics`)).text()).length > 0, true);
  const before = asked;
  for (const instance of ["bob", "cid"]) await send(url, SHOP, instance);
  expect(asked).toBe(before);
  await hide(false);
  await until(() => row(page, "cart.add").locator(".total").textContent(), "36");
});

test("what comes leaves focus, scroll and elements where they are", async () => {
  const browser = await launch("chromium");
  onTestFinished(() => browser.close());
  const url = await openServer();
  await send(url, SHOP);
  const viewport = { width: 1_360, height: 500 };
  const { page, trouble } = await visit(browser, url, "#/keys?key=cart.add", { viewport });
  const pick = row(page, "cart.add").getByRole("link");
  await pick.focus();
  await page.mouse.wheel(0, 120);
  const isSame = await pick.evaluateHandle((element) => ({ element }));
  const scrolled = () => page.locator(":root").evaluate(({ scrollTop }) => scrollTop);
  await until(async () => (await scrolled()) > 0, true);
  const before = await scrolled();
  await send(url, { "cart.add": 30 }, "bob");
  await until(() => row(page, "cart.add").locator(".total").textContent(), "42");
  await until(() => pick.evaluate((now, { element }) => now === element, isSame), true);
  expect(await pick.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await scrolled()).toBe(before);
  expect(trouble).toEqual([]);
});
