// The key explorer of a real server, in a real browser: what is chosen stands in the address, and comes back with it.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BROWSERS,
  launch,
  openServer,
  texts,
  until,
  visit,
} from "../../support/dashboard-visit.ts";
import { send, setOf } from "../../support/feeds.ts";
import { HOSTILE } from "../../support/key-server.ts";

const heading = (page: Page) => page.locator(".detail h2").first().textContent();
const row = (page: Page, key: string) =>
  page.locator(".list .row").filter({ has: page.getByText(key, { exact: true }) });
const SHOP = {
  "page.view": 90,
  "cart.add": 12,
  "http.status": setOf({ 200: 70, 404: 3 }),
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

  test("what is changed by the keyboard keeps it, and what lies below stays where it is", async () => {
    const url = await openServer();
    await send(url, SHOP);
    const viewport = { width: 1_360, height: 500 };
    const hash = "#/keys?key=http.status&range=24h";
    const { page, trouble } = await visit(browser, url, hash, { viewport });
    const focused = (label: string) => page.locator(`:focus[aria-label="${label}"]`).count();
    await page.getByLabel("Time before").focus();
    await page.keyboard.press("Space");
    await page.getByText("http.status, before").first().waitFor();
    expect(await page.locator(".compare input[type=checkbox]:focus").count()).toBe(1);
    for (const step of ["60", "300"]) {
      await page.getByLabel("Resolution").focus();
      await page.keyboard.press("ArrowDown");
      await until(() => new URLSearchParams(page.url().split("?")[1]).get("step"), step);
      await until(() => page.locator("main .bones").count(), 0);
      expect(await focused("Resolution")).toBe(1);
    }
    const member = page.locator(".ranked").getByRole("button", { name: "404" });
    await member.hover();
    // Firefox evaluates nothing under the page's policy.
    const place = async () => (name === "chromium" ? (await member.boundingBox())?.y : 0);
    const before = await place();
    await member.click();
    await page.getByText("http.status = ").first().waitFor();
    expect(await place()).toBe(before);
    expect(trouble).toEqual([]);
  });

  test("the keyboard zooms into a stretch, is in its chart by then, and comes back", async () => {
    const url = await openServer();
    await send(url, SHOP);
    const { page, trouble } = await visit(browser, url, "#/keys?key=cart.add&range=1h");
    await page.getByRole("slider", { name: "cart.add over time" }).focus();
    for (const key of ["End", "Shift+PageDown", "Shift+ArrowLeft"]) await page.keyboard.press(key);
    await page.getByText(/^Enter zooms to/).waitFor();
    await page.keyboard.press("Enter");
    const seconds = () => {
      const words = new URLSearchParams(page.url().split("?")[1]);
      return Number(words.get("to")) - Number(words.get("from"));
    };
    await until(seconds, 12 * 60);
    await page.locator("[role=slider][aria-valuemax='11']:focus").waitFor();
    const total = page.getByLabel("What it comes to").locator("dd").first();
    await until(() => total.textContent(), "12");
    await page.keyboard.press("End");
    await page.locator(".chart-readout").waitFor();
    await page.goBack();
    await page.locator("[role=slider]:not([aria-valuemax='11'])").waitFor();
    expect(trouble).toEqual([]);
  });

  test("one number is told of a key and a stretch, whatever it is seen in", async () => {
    const url = await openServer();
    await send(url, SHOP);
    const { page, trouble } = await visit(browser, url, "#/keys?key=http.status&step=300");
    const facts = page.getByLabel("What it comes to").locator("dd");
    await until(() => facts.first().textContent(), "73");
    await until(() => row(page, "http.status").locator(".total").textContent(), "73");
    const members = page.getByRole("table", { name: /^Members/ }).locator("tbody tr");
    await until(async () => (await texts(members)).length, 2);
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
    await send(url, { [HOSTILE]: setOf({ [HOSTILE]: 3 }), other: 1 });
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
