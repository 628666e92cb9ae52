// The overview of a real server, in a real browser: from nothing to the first counts, and what is wrong.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../../../src/client/create-client.ts";
import { BROWSERS, launch, openServer, until, visit } from "../../support/dashboard-visit.ts";
import { send } from "../../support/feeds.ts";

const fact = (page: Page, name: string) =>
  page
    .getByLabel("At a glance")
    .locator("> div")
    .filter({ hasText: name })
    .locator("dd")
    .first()
    .textContent();

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("before the first count there is what to paste, and with it the numbers come by themselves", async () => {
    const url = await openServer();
    const { page, trouble } = await visit(browser, url);
    await page.getByRole("heading", { name: "Nothing counted yet" }).waitFor();
    await page.getByText(`data-endpoint="${url}/v1/update"`).waitFor();
    await send(url, { "page.view": 7 });
    await until(() => fact(page, "Active instances"), "1");
    await until(() => fact(page, "Keys"), "1");
    await page.getByRole("slider", { name: "Updates a minute" }).waitFor();
    await page.getByRole("radio", { name: "Bytes" }).check({ force: true });
    await page.getByRole("slider", { name: "Bytes a minute" }).waitFor();
    await page.getByRole("link", { name: "page.view" }).click();
    await until(() => page.locator(".detail h2").first().textContent(), "page.view");
    await page.goBack();
    await page.getByRole("slider", { name: "Bytes a minute" }).waitFor();
    expect(trouble).toEqual([]);
  });

  test("that collection was stopped is told as soon as it was", async () => {
    const url = await openServer();
    await send(url, { "page.view": 7 });
    const { page, trouble } = await visit(browser, url);
    await until(() => fact(page, "Active instances"), "1");
    await createClient({ url }).change({ stop: true });
    await page.getByText("Collection is stopped.").waitFor();
    await page.getByRole("link", { name: "Look at controls" }).click();
    await until(() => new URL(page.url()).hash, "#/controls");
    expect(trouble).toEqual([]);
  });
});
