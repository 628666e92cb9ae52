// Reports of a real server, in a real browser: who reports, and what an operator has them answered.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../../../src/client/create-client.ts";
import { findings } from "../../support/axe.ts";
import {
  BROWSERS,
  enter,
  launch,
  openServer,
  texts,
  until,
  visit,
} from "../../support/dashboard-visit.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";
const names = (page: Page) => texts(page.locator(".list .name"));
const toast = (page: Page) => page.locator(".toast [role=status]").textContent();
const report = async (url: string, application: string, install: string, version: string) => {
  const body = { application, install_id: install, version, metadata: { told: version } };
  const answer = await fetch(`${url}/v1/report`, { method: "POST", body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
};
/** Five installs, two of them of a newer version, and a stranger. */
const open = async () => {
  const url = await openServer();
  const client = createClient({ url });
  for (const [i, version] of ["1.2", "1.2", "1.2", "1.3", "1.3"].entries()) {
    await report(url, "shop", `i${i}`, version);
  }
  await client.keepApplication({ application: "shop", latest_version: "1.3" });
  await report(url, HOSTILE, HOSTILE, HOSTILE);
  const settings = async (name = "shop") =>
    (await client.applications()).applications.find(({ application }) => application === name)
      ?.settings;
  return { url, settings };
};

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("reports are there without a reload, by version and as text", async () => {
    const { url } = await open();
    const { page, trouble } = await visit(browser, url, "#/reports");
    await until(() => names(page), ["shop", HOSTILE]);
    await until(() => texts(page.getByLabel("At a glance").locator("dd")), ["5", "5", "5", "5"]);
    const spoken = async () =>
      (await page.getByRole("slider").getAttribute("aria-valuetext"))?.split(": ").at(-1);
    await until(spoken, "All versions 5, 1.2 3, 1.3 2");
    await page
      .getByRole("table", { name: "Versions" })
      .getByRole("button", { name: "1.3" })
      .click();
    await until(spoken, "2");
    await report(url, "shop", "i9", "1.3");
    await until(spoken, "3");
    await page.getByRole("link", { name: HOSTILE }).click();
    await until(() => texts(page.locator("td .mono")), [JSON.stringify({ told: HOSTILE })]);
    expect(await page.locator("main :is(img, script)").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("they are answered as an operator says, by the keyboard alone, and as before", async () => {
    const { url, settings } = await open();
    const { page, trouble } = await visit(browser, url, "#/reports?application=shop");
    const field = page.getByLabel("Latest version");
    await until(() => field.inputValue(), "1.3");
    await field.focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("1.4");
    await report(url, "shop", "i7", "1.2");
    await until(() => page.getByLabel("At a glance").locator("dd").first().textContent(), "6");
    expect(await field.inputValue()).toBe("1.4");
    await page.keyboard.press("Enter");
    await until(() => toast(page), "Its next reports are answered so.");
    await until(async () => (await settings())?.latest_version, "1.4");

    await page.getByLabel("Notices", { exact: true }).focus();
    await page.keyboard.type("Mind the gap.");
    await page.keyboard.press("Enter");
    const notice = { level: "INFO", message: "Mind the gap." };
    await until(async () => (await settings())?.notices, [notice]);
    await page.getByRole("button", { name: "Remove the notice: Mind the gap." }).press("Enter");
    await until(async () => (await settings())?.notices, []);

    const silence = page.getByRole("switch", { name: "Silence" });
    await silence.press("Space");
    await until(() => silence.getAttribute("aria-checked"), "true");
    await page.getByRole("button", { name: "Undo" }).click();
    await until(async () => (await settings())?.disable, false);
    await until(() => silence.getAttribute("aria-checked"), "false");
    expect(trouble).toEqual([]);
  });

  test("readers read, and change nothing", async () => {
    const [ada, bob] = ["ada-has-this-token", "bob-has-that-token"];
    const url = await openServer({ operators: { ada }, readers: { bob } });
    const client = createClient({ url, token: ada });
    await client.keepApplication({ application: "shop", latest_version: "1.3" });
    await report(url, "stranger", "i", "1");
    const { page } = await visit(browser, url, "#/reports?application=shop");
    await enter(page, bob);
    await until(() => page.getByLabel("Latest version").inputValue(), "1.3");
    expect(await page.getByLabel("Latest version").isDisabled()).toBe(true);
    const limit = page.getByRole("switch", { name: "Hard limit" });
    expect(await limit.getAttribute("aria-disabled")).toBe("true");
    for (const button of ["Set", "Add", "Forget…"]) {
      expect(await page.getByRole("button", { name: button, exact: true }).count()).toBe(0);
    }
    await page.getByRole("link", { name: "stranger" }).click();
    await page.getByText("Nobody keeps it").waitFor();
    expect(await page.getByRole("button", { name: "Keep it" }).count()).toBe(0);
  });

  test("they stay as they are when the server refuses a change, which is said", async () => {
    const { url, settings } = await open();
    const { page } = await visit(browser, url, "#/reports?application=shop");
    const limit = page.getByRole("switch", { name: "Hard limit" });
    await limit.waitFor();
    await page.route("**/applications", (route) =>
      route.request().method() === "PUT" ? route.fulfill({ status: 503 }) : route.continue(),
    );
    await limit.click();
    await until(() => toast(page), "Nothing was changed: the server answered 503.");
    expect(await limit.getAttribute("aria-checked")).toBe("false");
    expect((await settings())?.hard_limit).toBe(false);
  });

  test("a stranger is adopted, and forgotten once that is meant", async () => {
    const { url, settings } = await open();
    const { page, trouble } = await visit(browser, url, "#/reports");
    await page.getByRole("link", { name: HOSTILE }).click();
    await page.getByRole("button", { name: "Keep it" }).click();
    await until(async () => (await settings(HOSTILE))?.latest_version, "");
    await until(() => page.getByLabel("Latest version").isVisible(), true);
    const sure = page.getByRole("button", { name: "Forget it" });
    await page.locator("summary", { hasText: "Forget…" }).click();
    await until(() => sure.isVisible(), true);
    await page.keyboard.press("Enter");
    await until(() => sure.isVisible(), false);
    await page.locator("summary", { hasText: "Forget…" }).click();
    await sure.click();
    await until(() => names(page), ["shop"]);
    expect(trouble).toEqual([]);
  });
});

describe("in a window", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch("chromium");
  });
  afterAll(() => browser.close());

  test.each([
    [320, "light"],
    [768, "dark"],
  ] as const)(
    "of %i px, %s, all fits, and axe-core finds no serious fault",
    async (width, colorScheme) => {
      const { url } = await open();
      const viewport = { width, height: 900 };
      const { page } = await visit(browser, url, "#/reports", { viewport, colorScheme });
      await until(() => page.locator("td .mono").count(), 5);
      await page.locator("summary", { hasText: "Forget…" }).click();
      const wide = () => document.documentElement.scrollWidth - innerWidth;
      expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
      expect(await findings(page)).toEqual([]);
    },
  );
});
