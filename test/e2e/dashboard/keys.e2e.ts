// The key explorer of a real server, in a real browser: what is chosen stands in the address, and comes back with it.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROWSERS, launch, openServer, until, visit } from "../../support/dashboard-visit.ts";
import { send } from "../../support/feeds.ts";
import { HOSTILE } from "../../support/key-server.ts";

const heading = (page: Page) => page.locator(".detail h2").first().textContent();
const row = (page: Page, key: string) =>
  page.locator(".list .row").filter({ has: page.getByText(key, { exact: true }) });
const SHOP = {
  "page.view": 90,
  "cart.add": 12,
  "http.status": { counting_set: { 200: 70, 404: 3 } },
};

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("each step is in the address: reload, back and forward lead to it", async () => {
    const url = await openServer();
    await send(url, SHOP);
    const { page, trouble } = await visit(browser, url, "#/keys?range=1h");
    await until(() => heading(page), "page.view");
    await row(page, "cart.add").locator("a").click();
    await until(() => heading(page), "cart.add");
    await page.getByRole("radio", { name: "Last 7 days" }).check({ force: true });
    await page.getByLabel("Time before").check();
    await until(() => new URL(page.url()).hash, "#/keys?key=cart.add&range=7d&before=1");

    await page.reload();
    await until(() => heading(page), "cart.add");
    expect(await page.getByLabel("Time before").isChecked()).toBe(true);

    await page.goBack();
    await page.goBack();
    await until(() => new URL(page.url()).hash, "#/keys?range=1h&key=cart.add");
    await page.goBack();
    await until(() => heading(page), "page.view");
    await page.goForward();
    await until(() => heading(page), "cart.add");
    expect(trouble).toEqual([]);
  });

  test("a count that comes is there without a reload, and so is a new key", async () => {
    const url = await openServer();
    await send(url, SHOP);
    const { page, trouble } = await visit(browser, url, "#/keys?range=1h");
    await until(() => row(page, "cart.add").locator(".total").textContent(), "12");
    await send(url, { "cart.add": 30, "cart.remove": 1 }, "bob");
    await until(() => row(page, "cart.add").locator(".total").textContent(), "42");
    await until(() => row(page, "cart.remove").count(), 1);
    expect(trouble).toEqual([]);
  });

  test("what clients sent is text, wherever it is shown", async () => {
    const url = await openServer();
    await send(url, { [HOSTILE]: { counting_set: { [HOSTILE]: 3 } }, other: 1 });
    await send(url, { held: { [HOSTILE]: HOSTILE } }, `<b>${HOSTILE}`);
    for (const key of [HOSTILE, "held"]) {
      const { page, trouble } = await visit(
        browser,
        url,
        `#/keys?${new URLSearchParams({ key, member: JSON.stringify(HOSTILE), with: "other" })}`,
      );
      await until(() => heading(page), key);
      await page.locator(".detail .ranked bdi").first().waitFor();
      expect(await page.locator("main img, main b").count()).toBe(0);
      expect(trouble).toEqual([]);
    }
  });
});
