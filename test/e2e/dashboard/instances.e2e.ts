// Instances and samples of a real server, in a real browser: from the list to one story and back.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { BROWSERS, launch, openServer, until, visit } from "../../support/dashboard-visit.ts";
import { send } from "../../support/feeds.ts";
import { HOSTILE } from "../../support/key-server.ts";

const heading = (page: Page) => page.locator("main h2").first().textContent();
const first = (page: Page) => page.locator("tbody th").first().textContent();
const updates = (page: Page) =>
  page
    .locator(".facts > div")
    .filter({ hasText: /^Updates/ })
    .locator("dd")
    .textContent();
const rows = (page: Page) => page.locator("tbody tr").count();

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("an instance is looked for, its story opened, and the search is there again on the way back", async () => {
    const url = await openServer();
    for (const id of ["ann", "bob"]) await send(url, { "page.view": 1 }, id);
    const { page, trouble } = await visit(browser, url, "#/instances");
    await until(() => rows(page), 2);
    await until(() => first(page), "bob");
    await page.keyboard.press("/");
    await page.keyboard.type("AN");
    await until(() => first(page), "ann");
    await page.getByRole("link", { name: "ann" }).click();
    await until(() => heading(page), "ann");
    await until(() => updates(page), "1");
    await send(url, { "page.view": 1 }, "ann");
    await until(() => updates(page), "2");
    await page.goBack();
    await until(() => first(page), "ann");
    expect(new URL(page.url()).hash).toBe("#/instances?search=AN");
    expect(trouble).toEqual([]);
  });

  test("an id that is markup is text in the list and in its story", async () => {
    const url = await openServer();
    await send(url, { "page.view": 1 }, HOSTILE);
    const { page, trouble } = await visit(browser, url, "#/instances");
    await page.locator("tbody a").click();
    await until(() => heading(page), HOSTILE);
    await until(() => updates(page), "1");
    expect(await page.locator("main img").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("who sends is a host a minute later, with a chart for each of its fields", async () => {
    let aheadMs = 0;
    const url = await openServer({
      clock: { ...systemClock, now: () => Date.now() + aheadMs },
    });
    await send(url, { "page.view": 1 });
    aheadMs = 60_000;
    await send(url, { "page.view": 1 });
    const { page, trouble } = await visit(browser, url, "#/samples?range=30m");
    await until(() => page.locator(".detail h2").textContent(), "direct");
    await page.getByRole("heading", { name: "Requests a second" }).waitFor();
    await page.getByLabel("What a point shows of its samples").selectOption("max");
    await until(() => new URL(page.url()).hash, "#/samples?range=30m&agg=max");
    await page.getByRole("slider", { name: "Errors" }).waitFor();
    expect(trouble).toEqual([]);
  });
});
