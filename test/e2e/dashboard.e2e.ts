// The dashboard in a real browser, before a made-up shop.
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type AccessOptions, createAccess } from "../../src/server/access.ts";
import { launchOptions } from "../support/browser.ts";
import { type Goods, openShop, SHOP, type Shop } from "../support/dashboard-fixture.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(launchOptions());
});
afterAll(() => browser.close());

interface Visit {
  readonly page: Page;
  readonly shop: Shop;
  /** What should not happen on any page: errors, violations of the policy, requests to others. */
  readonly trouble: string[];
}

/** Opens the dashboard at `hash`; its shop and its browser window close when the test ends. */
async function visit(
  hash = "",
  goods?: Readonly<Record<string, Goods>>,
  options?: BrowserContextOptions,
  access?: AccessOptions,
): Promise<Visit> {
  const shop = await openShop(goods, access);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    ...options,
  });
  onTestFinished(async () => {
    await context.close();
    await shop.close();
  });
  const trouble: string[] = [];
  await context.exposeFunction("reportViolation", (text: string) => trouble.push(text));
  await context.addInitScript(() => {
    const report = (globalThis as unknown as { reportViolation: (text: string) => void })
      .reportViolation;
    document.addEventListener("securitypolicyviolation", (event) => {
      report(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("dialog", (dialog) => trouble.push(`dialog ${dialog.message()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(shop.url) && !request.url().startsWith("data:"))
      trouble.push(request.url());
  });
  await page.goto(shop.url + hash);
  return { page, shop, trouble };
}

const row = (page: Page, key: string) =>
  page.locator("#key-list .row").filter({ has: page.getByText(key, { exact: true }) });
const heading = (page: Page) => page.locator("#detail-name").textContent();
const puts = (shop: Shop) => shop.requests.filter(({ method }) => method === "PUT");

/** Waits until `read` gives `wanted`, as a person would look again. */
const until = <T>(read: () => Promise<T> | T, wanted: T) =>
  expect.poll(read, { timeout: 10_000, interval: 50 }).toEqual(wanted);

describe("the dashboard of a shop", () => {
  test("shows what is counted, most first, and charts the first key", async () => {
    const { page, trouble } = await visit();
    await until(() => page.locator("#key-list .name").count(), Object.keys(SHOP).length);
    const names = await page.locator("#key-list .name").allTextContents();
    expect(names.slice(0, 3)).toEqual(["http.status", "page.view", "search.term"]);
    await until(() => heading(page), "http.status");
    await expect.poll(() => page.locator("#chart .bars").first().getAttribute("d")).toMatch(/^M/);
    await until(() => page.locator("#member-rows .name").first().textContent(), "200");
    await until(() => page.locator("#stat-active").textContent(), "12");
    expect(trouble).toEqual([]);
  });

  test("charts the key that is chosen, its members and its last values", async () => {
    const { page, shop, trouble } = await visit();
    await row(page, "search.term").locator(".pick").click();
    await until(() => heading(page), "search.term");
    expect(await row(page, "search.term").locator(".pick").getAttribute("aria-current")).toBe(
      "true",
    );
    const members = page.locator("#member-rows .name");
    await until(() => members.first().textContent(), "espresso cups");
    expect(await members.allTextContents()).toEqual(
      expect.arrayContaining(["(empty)", '"200"', "All others"]),
    );

    await page.getByRole("button", { name: "grinder" }).click();
    await until(() => page.locator("#chip-name").textContent(), "grinder");
    await expect
      .poll(() => shop.requests.some(({ path }) => path.includes("member=%22grinder%22")))
      .toBe(true);
    await page.locator("#chip").click();
    await until(() => page.locator("#chip").isHidden(), true);

    await row(page, "consent").locator(".pick").click();
    await until(
      () => page.locator("#value-rows bdi").allTextContents(),
      ["ads: false", "ads: true", "analytics: true"],
    );
    expect(await page.locator("#members").isHidden()).toBe(true);
    expect(trouble).toEqual([]);
  });

  test("shows new counts without a reload, and keeps focus, scroll and elements", async () => {
    const { page, shop, trouble } = await visit("#key=cart.add");
    await until(() => heading(page), "cart.add");
    const pick = row(page, "cart.add").locator(".pick");
    await pick.focus();
    await page.evaluate(() => scrollTo(0, 120));
    await pick.evaluate((element) => Object.assign(element, { same: true }));
    shop.count("cart.add", 1_000_000);
    await until(
      () =>
        page
          .locator("#facts dd")
          .first()
          .textContent()
          .then((text) => Number(text?.replaceAll(",", "")) > 1_000_000),
      true,
    );
    await until(() => row(page, "cart.add").locator(".total").textContent(), "1m");
    expect(
      await pick.evaluate((element) => [
        (element as { same?: true }).same,
        element === document.activeElement,
      ]),
    ).toEqual([true, true]);
    expect(await page.evaluate(() => scrollY)).toBe(120);
    expect(trouble).toEqual([]);
  });

  test("shows a new key as soon as it arrives", async () => {
    const { page, shop } = await visit();
    await until(() => row(page, "page.view").count(), 1);
    shop.goods.set("wishlist.add", { kind: "count", perMinute: 1 });
    await until(() => row(page, "wishlist.add").count(), 1);
  });

  test("does not ask while nobody looks", async () => {
    const { page, shop } = await visit();
    await until(() => row(page, "page.view").count(), 1);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.waitForTimeout(300);
    const before = shop.requests.length;
    await page.waitForTimeout(2_600);
    expect(shop.requests.length).toBe(before);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: false, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect.poll(() => shop.requests.length).toBeGreaterThan(before);
  });
});

describe("the accounts", () => {
  const text = (page: Page, id: string) => page.locator(id).textContent();

  test("add up, name what was dropped and why, and show the epochs heard last", async () => {
    const { page, trouble } = await visit();
    await until(() => page.locator("#epoch-rows tr").count(), 10);
    const sums = ["recorded", "accepted", "dropped", "pending", "unexplained"];
    const numbers = sums.map(async (name) => {
      return Number((await text(page, `#sum-${name}`))?.replaceAll(",", ""));
    });
    const [recorded = 0, ...parts] = await Promise.all(numbers);
    expect(parts.reduce((sum, one) => sum + one, 0)).toBe(recorded);
    expect(await page.locator("#sum-unexplained").getAttribute("class")).not.toBe("wrong");
    expect(await page.locator("#drop-rows .name").allTextContents()).toEqual([
      "disabled",
      "outbox-full",
    ]);
    expect(await text(page, "#accounts-note")).toMatch(
      /^4 updates missing, \d+ duplicates absorbed$/,
    );
    const row = page.locator("#epoch-rows tr").nth(2).locator("td");
    expect(await row.last().textContent()).toBe("5");
    expect(await row.last().getAttribute("title")).toBe("4 × network, 1 × storage");
    await page.locator("#epoch-more").click();
    await until(() => page.locator("#epoch-rows tr").count(), 37);
    expect(trouble).toEqual([]);
  });

  test("stand out when something is not explained, and tell who obeys older controls", async () => {
    const { page, shop } = await visit();
    await until(() => page.locator("#epoch-rows tr").count(), 10);
    shop.unexplained = -7;
    shop.controls.version = 9;
    await until(() => text(page, "#sum-unexplained"), "-7");
    expect(await page.locator("#sum-unexplained").getAttribute("class")).toBe("wrong");
    const cell = (row: number, column: number) =>
      page.locator("#epoch-rows tr").nth(row).locator("td").nth(column).textContent();
    expect([await cell(5, 5), await cell(0, 5)]).toEqual(["-7", "0"]);
    expect([await cell(0, 6), await cell(3, 6), await cell(6, 6)]).toEqual([
      "current",
      "–",
      "older",
    ]);
  });
});

describe("a switch", () => {
  test("asks the server, says so, and stays as it was put", async () => {
    const { page, shop, trouble } = await visit();
    const toggle = page.getByRole("switch", { name: "Count cart.add" }).first();
    await toggle.click();
    expect(await toggle.getAttribute("aria-checked")).toBe("false");
    await until(() => puts(shop).map(({ body }) => JSON.parse(body)), [{ disable: ["cart.add"] }]);
    expect(puts(shop)[0]?.origin).toBe(new URL(shop.url).origin);
    await until(
      () => page.getByRole("status").first().textContent(),
      "cart.add is off. Pages obey at their next flush.",
    );
    await page.reload();
    await until(() => toggle.getAttribute("aria-checked"), "false");
    await row(page, "cart.add").locator(".pick").click();
    await until(() => page.locator("#detail-state").textContent(), "Off");

    await page.locator("#detail-switch").getByRole("switch").click();
    await until(() => shop.controls.disabled_keys, []);
    await until(() => toggle.getAttribute("aria-checked"), "true");
    expect(trouble).toEqual([]);
  });

  test("turns back, and says why, when the server refuses", async () => {
    const { page, shop, trouble } = await visit();
    shop.putStatus = 503;
    const toggle = page.getByRole("switch", { name: "Count page.view" }).first();
    await toggle.click();
    await until(() => toggle.getAttribute("aria-checked"), "true");
    expect(await page.locator("#toast-text").textContent()).toBe(
      "Could not switch page.view off: the server answered 503. Nothing was changed.",
    );
    expect(trouble.filter((text) => !text.includes("status of 503"))).toEqual([]);
  });

  test("keeps the last wish while answers are under way, and sends the wishes in their order", async () => {
    const { page, shop, trouble } = await visit();
    const toggle = page.getByRole("switch", { name: "Count cart.add" }).first();
    await until(() => toggle.getAttribute("aria-checked"), "true");
    let release = () => {};
    shop.hold = new Promise((resolve) => {
      release = resolve;
    });
    await toggle.click();
    await until(() => puts(shop).length, 1);
    const asked = shop.requests.length;
    await expect.poll(() => shop.requests.length, { timeout: 10_000 }).toBeGreaterThan(asked + 6);
    expect(shop.controls.disabled_keys).toEqual([]);
    expect(await toggle.getAttribute("aria-checked")).toBe("false");
    await toggle.click();
    await toggle.click();
    release();
    await until(
      () => puts(shop).map(({ body }) => Object.keys(JSON.parse(body))[0]),
      ["disable", "enable", "disable"],
    );
    await until(() => shop.controls.disabled_keys, ["cart.add"]);
    expect(await toggle.getAttribute("aria-checked")).toBe("false");
    expect(trouble).toEqual([]);
  });

  test("of a key that is off is there even when nothing was counted", async () => {
    const { page, shop } = await visit();
    await until(() => row(page, "page.view").count(), 1);
    shop.controls.disabled_keys = ["ua", "gone.long.ago"];
    await until(
      () => row(page, "gone.long.ago").getByRole("switch").getAttribute("aria-checked"),
      "false",
    );
    const family = row(page, "ua:9f2c41d7").getByRole("switch");
    await until(() => family.getAttribute("aria-checked"), "false");
    await family.click();
    await until(
      () => page.locator("#toast-text").textContent(),
      "ua:9f2c41d7 is off together with all of ua. Switch ua on instead.",
    );
    expect(puts(shop)).toEqual([]);
    await row(page, "ua").getByRole("switch").click();
    await until(() => family.getAttribute("aria-checked"), "true");
  });
});

describe("where a token is asked for", () => {
  const ADA = "ada/has+this/token=";
  const BOB = "bob-has-that-token";
  const TOKENS = { operators: { ada: ADA }, readers: { bob: BOB } };
  const enter = (hash = "", options?: BrowserContextOptions) => visit(hash, SHOP, options, TOKENS);
  const phase = (page: Page) => page.evaluate(() => document.documentElement.dataset["phase"]);
  /** What is no news where tokens are asked for: the browser tells the console of each refusal. */
  const unforeseen = (trouble: readonly string[]) =>
    trouble.filter((text) => !/status of (401|429)/.test(text));

  test("a person signs in by the keyboard, goes on where the address says, and stays signed in", async () => {
    const { page, shop, trouble } = await enter("#key=cart.add");
    await until(() => phase(page), "login");
    expect(await page.locator("#keys-title").isVisible()).toBe(false);
    expect(await page.locator("#away").isVisible()).toBe(false);
    expect(await page.locator("#live-text").textContent()).toBe("Signed out");
    const field = page.getByLabel("Token");
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    // The slash is a shortcut elsewhere.
    await page.keyboard.type(ADA);
    expect(await field.inputValue()).toBe(ADA);
    await page.keyboard.press("Enter");
    await until(() => heading(page), "cart.add");
    await until(() => phase(page), "ready");
    expect(await field.inputValue()).toBe("");
    expect(await page.locator("#who").innerText()).toMatch(/^ada\s+Sign out$/);
    await page.getByRole("switch", { name: "Count cart.add" }).first().click();
    await until(() => shop.controls.disabled_keys, ["cart.add"]);
    await page.reload();
    await until(() => heading(page), "cart.add");
    expect(await page.evaluate(() => document.cookie)).toBe("");
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: "tallybeacon", httpOnly: true, sameSite: "Strict" });
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("a wrong token is said to be one, and the next may be typed at once", async () => {
    const { page, trouble } = await enter();
    await until(() => phase(page), "login");
    await page.keyboard.type("guess-guess-guess");
    await page.getByRole("button", { name: "Sign in" }).click();
    const problem = page.locator("#login-problem");
    await until(() => problem.textContent(), "This token is not known here.");
    expect(await page.getByLabel("Token").getAttribute("aria-invalid")).toBe("true");
    await page.keyboard.type(ADA);
    await page.keyboard.press("Enter");
    await until(() => phase(page), "ready");
    expect(await problem.textContent()).toBe("");
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("who guesses is told how long to wait", async () => {
    const { page, shop } = await enter();
    await until(() => phase(page), "login");
    for (let i = 0; i < 10; i++) {
      const token = JSON.stringify({ token: `guess-${i}-guess-guess` });
      const headers = { "content-type": "application/json" };
      await page.request.post(`${shop.url}login`, { data: token, headers });
    }
    await page.keyboard.type(ADA);
    await page.keyboard.press("Enter");
    await until(
      () => page.locator("#login-problem").textContent(),
      "Too many wrong tokens came from your address. Try again in 15 min.",
    );
  });

  test("a server that is away while someone signs in is said to be", async () => {
    const { page, shop } = await enter();
    await until(() => phase(page), "login");
    shop.away = true;
    await page.keyboard.type(ADA);
    await page.keyboard.press("Enter");
    await until(
      () => page.locator("#login-problem").textContent(),
      "Could not sign in: the server cannot be reached.",
    );
    shop.away = false;
    await page.keyboard.press("Enter");
    await until(() => phase(page), "ready");
  });

  test("a reader sees how switches stand, and is told who may turn them", async () => {
    const { page, shop, trouble } = await enter();
    await until(() => phase(page), "login");
    await page.keyboard.type(BOB);
    await page.keyboard.press("Enter");
    await until(() => phase(page), "ready");
    expect(await page.locator("#who").innerText()).toMatch(/^bob\s+reads only\s+Sign out$/);
    const toggle = page.getByRole("switch", { name: "Count cart.add" }).first();
    expect(await toggle.getAttribute("aria-disabled")).toBe("true");
    await toggle.click({ force: true });
    await until(
      () => page.locator("#toast-text").textContent(),
      "Your token reads only. Switching takes an operator's.",
    );
    expect(await toggle.getAttribute("aria-checked")).toBe("true");
    expect(puts(shop)).toEqual([]);
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("signing out leaves nothing behind, on the page or in the browser", async () => {
    const { page, trouble } = await enter("#key=cart.add");
    await until(() => phase(page), "login");
    await page.keyboard.type(ADA);
    await page.keyboard.press("Enter");
    await until(() => heading(page), "cart.add");
    await page.getByRole("button", { name: "Sign out" }).click();
    await until(() => phase(page), "login");
    expect(await page.locator("#key-list .row").count()).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("a login that ends while someone looks hides what was shown, and the next goes on", async () => {
    const { page, shop, trouble } = await enter("#key=cart.add");
    await until(() => phase(page), "login");
    await page.keyboard.type(ADA);
    await page.keyboard.press("Enter");
    await until(() => heading(page), "cart.add");
    const renewed = "ada-has-a-new-token";
    shop.access = createAccess({ operators: { ada: renewed } });
    await until(() => phase(page), "login");
    expect(await page.locator("#key-list .row").count()).toBe(0);
    const asked = shop.requests.length;
    await page.waitForTimeout(2_600);
    // Nobody asks on while there is nobody to ask for.
    expect(shop.requests.length).toBe(asked);
    await page.keyboard.type(renewed);
    await page.keyboard.press("Enter");
    await until(() => heading(page), "cart.add");
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("a proxy that asks by means of its own is not answered by our form", async () => {
    const { page, shop } = await visit("#key=cart.add");
    await until(() => heading(page), "cart.add");
    shop.proxy = () => new Response(null, { status: 401 });
    await until(() => page.locator("#away-why").textContent(), "the server answered 401");
    expect(await phase(page)).toBe("ready");
    shop.proxy = undefined;
    await until(() => page.locator("#away").isVisible(), false);
  });

  test.for([360, 1280])("the form fits a screen %i px wide", async (width) => {
    const { page } = await enter("", { viewport: { width, height: 800 } });
    await until(() => phase(page), "login");
    const wide = () => document.documentElement.scrollWidth - innerWidth;
    expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
    await page.keyboard.type(BOB);
    await page.keyboard.press("Enter");
    await until(() => phase(page), "ready");
    expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
  });
});

describe("reports", () => {
  const panel = (page: Page) => page.getByRole("region", { name: "Reports", exact: true }).first();
  const names = (page: Page) => page.locator("#application-rows .name").allTextContents();
  const toast = (page: Page) => page.locator("#toast-text").textContent();
  const settings = (shop: Shop, name = "shop") =>
    shop.reports.applications().find((one) => one.application === name)?.settings;
  /** Five installs, two of them of a newer version, and a stranger. */
  const report = ({ reports }: Shop) => {
    for (const [i, version] of ["1.2", "1.2", "1.2", "1.3", "1.3"].entries()) {
      const metadata = { action: "start", new_install: true };
      reports.take({ application: "Shop", install_id: `i${i}`, version, metadata });
    }
    reports.take({ application: "stranger", install_id: "i", version: "9", metadata: {} });
  };
  /** With reports of an application that is kept. */
  const enter = async (...asked: Parameters<typeof visit>) => {
    const visited = await visit(...asked);
    report(visited.shop);
    visited.shop.reports.keep({ application: "shop", latest_version: "1.3" });
    return visited;
  };

  test("are not spoken of before there are any, and then without a reload", async () => {
    const { page, shop, trouble } = await visit("", {});
    await until(() => page.getByRole("heading", { name: "Nothing counted yet" }).isVisible(), true);
    expect(await page.locator("#reports").isVisible()).toBe(false);
    report(shop);
    await until(() => names(page), ["shop", "stranger"]);
    expect(await page.locator("#empty").isVisible()).toBe(false);
    expect(await page.locator("#reports-note").textContent()).toBe("2 applications, 2 not kept");
    expect(trouble).toEqual([]);
  });

  test("show installs by day and version, new ones, and what was told", async () => {
    const { page, shop, trouble } = await enter();
    await until(
      () => page.locator("#application-facts dd").allTextContents(),
      ["5", "5", "5", "5"],
    );
    expect(await page.locator("#version-rows .name").allTextContents()).toEqual(["1.2", "1.3"]);
    const chart = page.getByRole("slider", { name: "Days of the chart" });
    await until(async () => (await chart.getAttribute("aria-valuetext"))?.split(": ").at(-1), "5");
    await page.getByRole("button", { name: "1.3", exact: true }).click();
    await until(async () => (await chart.getAttribute("aria-valuetext"))?.split(": ").at(-1), "2");
    await page.getByRole("button", { name: "1.3", exact: true }).click();
    await page.getByRole("radio", { name: "Reports" }).check();
    shop.reports.take({ application: "shop", install_id: "i0", version: "1.2", metadata: {} });
    await until(async () => (await chart.getAttribute("aria-valuetext"))?.split(": ").at(-1), "6");
    await page.getByText("Newest reports").click();
    await until(
      () => page.locator("#report-rows .told").allTextContents(),
      ["{}", ...Array(5).fill('{"action":"start","new_install":true}')],
    );
    expect(trouble).toEqual([]);
  });

  test("are answered as an operator says, by the keyboard alone", async () => {
    const { page, shop, trouble } = await enter();
    const field = page.getByLabel("Latest version");
    await until(() => field.inputValue(), "1.3");
    await field.focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("1.4");
    // What is typed is left alone while the page goes on asking.
    const asked = shop.requests.length;
    await expect.poll(() => shop.requests.length, { timeout: 10_000 }).toBeGreaterThan(asked + 8);
    expect(await field.inputValue()).toBe("1.4");
    await page.keyboard.press("Enter");
    await until(() => toast(page), "The latest version is 1.4.");
    expect(settings(shop)?.latest_version).toBe("1.4");

    await page.getByLabel("Notices", { exact: true }).focus();
    await page.keyboard.type("A new version is out.");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const notice = { level: "WARNING", message: "A new version is out." };
    await until(() => settings(shop)?.notices, [notice]);
    await until(() => page.locator("#notice-list bdi").allTextContents(), [notice.message]);
    expect(await page.getByLabel("Notices", { exact: true }).inputValue()).toBe("");
    await page.getByRole("button", { name: `Remove the notice: ${notice.message}` }).press("Enter");
    await until(() => settings(shop)?.notices, []);
    await until(() => page.locator("#notice-list li").count(), 0);

    for (const name of ["Hard limit", "Silence"]) {
      await page.getByRole("switch", { name }).press("Space");
      await until(() => page.getByRole("switch", { name }).getAttribute("aria-checked"), "true");
    }
    expect(settings(shop)).toMatchObject({ hard_limit: true, disable: true });
    await page.getByRole("switch", { name: "Silence" }).press("Space");
    await until(() => settings(shop)?.disable, false);
    expect(trouble).toEqual([]);
  });

  test("of a stranger are adopted", async () => {
    const { page, shop, trouble } = await enter();
    await page.getByRole("button", { name: "stranger" }).click();
    await until(
      () => page.locator("#application-note").textContent(),
      "Nobody keeps it: its reports are answered with nothing.",
    );
    expect(await page.locator("#answers").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Keep it" }).click();
    await until(() => settings(shop, "stranger")?.latest_version, "");
    await until(() => page.locator("#answers").isVisible(), true);
    expect(await page.getByRole("button", { name: "Keep it" }).isVisible()).toBe(false);
    expect(await page.locator("#application-name").textContent()).toBe("stranger");
    expect(trouble).toEqual([]);
  });

  test("are read by readers, who change nothing", async () => {
    const tokens = { readers: { bob: "bob-has-that-token" } };
    const { page } = await enter("", SHOP, {}, tokens);
    await page.getByLabel("Token").fill("bob-has-that-token");
    await page.keyboard.press("Enter");
    await until(() => page.locator("#latest-version").isDisabled(), true);
    expect(await page.locator("#latest-version").inputValue()).toBe("1.3");
    expect(await page.getByRole("switch", { name: "Hard limit" }).isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Add", exact: true }).isVisible()).toBe(false);
    await page.getByRole("button", { name: "stranger" }).click();
    await until(() => page.locator("#application-name").textContent(), "stranger");
    expect(await page.getByRole("button", { name: "Keep it" }).isVisible()).toBe(false);
  });

  test("stay as they are when the server refuses a change, which is said", async () => {
    const { page, shop } = await enter();
    const toggle = page.getByRole("switch", { name: "Hard limit" });
    await until(() => toggle.getAttribute("aria-checked"), "false");
    await page.route("**/applications", (route) =>
      route.request().method() === "PUT" ? route.fulfill({ status: 503 }) : route.continue(),
    );
    await toggle.click();
    await until(() => toast(page), "Nothing was changed: the server answered 503.");
    expect(await toggle.getAttribute("aria-checked")).toBe("false");
    expect(settings(shop)?.hard_limit).toBe(false);
  });

  test("are not asked for again where the server keeps none", async () => {
    const { page } = await visit();
    const path = "/applications";
    await page.route(`**${path}`, (route) => route.fulfill({ status: 404, json: { error: "" } }));
    await page.reload();
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().endsWith(path)) asked += 1;
    });
    await until(() => row(page, "page.view").count(), 1);
    await page.waitForTimeout(4_500);
    expect(asked).toBeLessThanOrEqual(1);
    expect(await page.locator("#away").isVisible()).toBe(false);
    expect(await page.locator("#reports").isVisible()).toBe(false);
  });

  test("hold nothing but text, whatever they were told", async () => {
    const { page, shop, trouble } = await visit();
    const attack = "<img src=x onerror=alert(1)>";
    for (const application of [attack, "__proto__", "constructor", "\u202Egnp.exe", "a\nb"]) {
      const metadata = { [attack]: "</td></table><script>alert(2)</script>" };
      shop.reports.take({ application, install_id: attack, version: attack, metadata });
      const notices = [{ level: attack, message: attack }];
      shop.reports.keep({ application, latest_version: attack, notices });
    }
    await until(
      async () => (await names(page)).toSorted(),
      [attack, "__proto__", "a·b", "constructor", "\u202Egnp.exe"].toSorted(),
    );
    await page.getByText("Newest reports").click();
    for (const pick of await page.locator("#application-rows .pick").all()) {
      await pick.click();
      await until(() => page.locator("#report-rows bdi").allTextContents(), [attack]);
      await until(() => page.locator("#notice-list bdi").allTextContents(), [attack]);
      await until(() => page.locator("#version-rows .name").allTextContents(), [attack]);
    }
    expect(
      await page.locator("main :is(img, script, iframe, table table, [onerror])").count(),
    ).toBe(0);
    expect(trouble).toEqual([]);
  });

  test.for([360, 768, 1280])("fit a screen %i px wide, with room for a finger", async (width) => {
    const { page, trouble } = await enter("", SHOP, { viewport: { width, height: 800 } });
    await until(() => names(page), ["shop", "stranger"]);
    await page.getByText("Newest reports").click();
    await until(() => page.locator("#report-rows tr").count(), 5);
    const { wide, small } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - innerWidth,
      small: [...document.querySelectorAll("button, input, select, summary")]
        .filter((element) => element.checkVisibility())
        .map((element) => element.getBoundingClientRect())
        .filter((box) => box.width < 24 || box.height < 24).length,
    }));
    expect([wide <= 0, small]).toEqual([true, 0]);
    expect(await panel(page).isVisible()).toBe(true);
    expect(trouble).toEqual([]);
  });
});

describe("the address", () => {
  test("keeps range, key and search over a reload", async () => {
    const { page, trouble } = await visit();
    await page.getByRole("radio", { name: "Last 24 hours" }).check();
    await row(page, "checkout.paid").locator(".pick").click();
    await page.getByRole("searchbox").fill("CHECK");
    await page.reload();
    await until(() => heading(page), "checkout.paid");
    expect(await page.getByRole("radio", { name: "Last 24 hours" }).isChecked()).toBe(true);
    expect(await page.getByRole("searchbox").inputValue()).toBe("CHECK");
    await until(
      () => page.locator("#key-list .name").allTextContents(),
      ["checkout.start", "checkout.paid"],
    );
    expect(trouble).toEqual([]);
  });

  test("goes back step by step", async () => {
    const { page } = await visit("#key=page.view");
    await until(() => heading(page), "page.view");
    await row(page, "errors").locator(".pick").click();
    await page.getByRole("radio", { name: "Last 7 days" }).check();
    await page.goBack();
    await until(() => page.getByRole("radio", { name: "Last hour" }).isChecked(), true);
    expect(await heading(page)).toBe("errors");
    await page.goBack();
    await until(() => heading(page), "page.view");
    await page.goForward();
    await until(() => heading(page), "errors");
  });
});

describe("when things are not as usual", () => {
  test("a new store gets the script tag to paste, and leaves this state by itself", async () => {
    const { page, shop, trouble } = await visit("", {});
    await until(() => page.getByRole("heading", { name: "Nothing counted yet" }).isVisible(), true);
    expect(await page.locator("#snippet").textContent()).toBe(
      `<script src="${shop.url}tallybeacon.js"\n        data-endpoint="${shop.url}v1/update"></script>\n` +
        `<script>tallybeacon.increment("page.view")</script>`,
    );
    expect(await page.locator("#keys-title").isVisible()).toBe(false);
    shop.goods.set("page.view", { kind: "count", perMinute: 1 });
    await until(() => page.locator("#keys-title").isVisible(), true);
    await until(() => heading(page), "page.view");
    expect(trouble).toEqual([]);
  });

  test("a range without counts offers a longer one", async () => {
    const { page, shop } = await visit("", {});
    shop.instances = 3;
    await until(() => page.locator("#key-none").textContent(), "Nothing arrived in this range.");
    await page.getByRole("button", { name: "Look at the last 30 days" }).click();
    await until(() => page.getByRole("radio", { name: "Last 30 days" }).isChecked(), true);
  });

  test("a server that is away is told, and its return too, while all stays in its place", async () => {
    const { page, shop } = await visit("#key=page.view");
    await until(
      () =>
        page
          .locator("#live-text")
          .textContent()
          .then((text) => text?.slice(0, 4)),
      "Live",
    );
    shop.away = true;
    await until(() => page.locator("#away").isVisible(), true);
    expect(await page.locator("#away-why").textContent()).toBe("the server cannot be reached");
    expect(await page.locator("#live-text").textContent()).toMatch(/^Away since /);
    expect(await page.locator("#health").textContent()).toMatch(/away/);
    expect(await row(page, "page.view").isVisible()).toBe(true);
    shop.away = false;
    await until(() => page.locator("#away").isVisible(), false);
    expect(await page.locator("#health").textContent()).toBe("The server is back.");
  });

  test("a first answer that never comes leaves a page that says so, and then comes after all", async () => {
    const { page, shop } = await visit("#key=page.view");
    shop.away = true;
    await page.reload();
    await until(() => page.locator("#away").isVisible(), true);
    expect(await page.locator("#keys-title").isVisible()).toBe(false);
    shop.away = false;
    await page.getByRole("button", { name: "Try now" }).click();
    await until(() => heading(page), "page.view");
  });
});

describe("what clients sent", () => {
  const ATTACK = "<img src=x onerror=alert(1)>";
  const PROTO = "__proto__";
  const LONG = `long.${"x".repeat(1_995)}`;
  const counted = (perMinute: number): Goods => ({ kind: "count", perMinute });
  const HOSTILE: Readonly<Record<string, Goods>> = {
    [ATTACK]: {
      kind: "set",
      perMinute: 9,
      members: [
        ["<script>alert(2)</script>", 0.6],
        ["\u202Egnp.exe", 0.3],
        ["</td></table>", 0.1],
      ],
    },
    [PROTO]: counted(8),
    constructor: counted(7),
    [LONG]: counted(6),
    "عربة.إضافة": {
      kind: "value",
      perMinute: 5,
      values: [
        ["<svg onload=alert(3)>", 2],
        [{ a: "<b>" }, 1],
      ],
    },
    "javascript:alert(4)": counted(4),
    "a\u0000b\nc": counted(3),
    " ": counted(2),
  };

  test("is shown as text and nothing else, in the list, the chart, the tables and the messages", async () => {
    const { page, shop, trouble } = await visit("", HOSTILE);
    const names = page.locator("#key-list .name");
    await until(() => names.count(), Object.keys(HOSTILE).length);
    const shown = await names.allTextContents();
    expect(shown).toEqual(
      expect.arrayContaining([
        ATTACK,
        "__proto__",
        "constructor",
        "a·b·c",
        `${LONG.slice(0, 160)}…`,
      ]),
    );
    for (let i = 0; i < shown.length; i++) {
      await page.locator("#key-list .pick").nth(i).click();
      await until(async () => (await heading(page))?.slice(0, 40), shown[i]?.slice(0, 40));
      await page.locator("#key-list .switch").nth(i).click();
      await until(
        () =>
          page
            .locator("#toast-text")
            .textContent()
            .then((text) => text?.includes(" is off.")),
        true,
      );
      await until(() => puts(shop).length, i + 1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(
        true,
      );
    }
    expect(shop.controls.disabled_keys.toSorted()).toEqual(Object.keys(HOSTILE).toSorted());
    expect(
      await page.locator("main :is(img, script, iframe, table table, [onerror], [onload])").count(),
    ).toBe(0);
    expect(trouble).toEqual([]);
  });
});

describe("everybody can use it", () => {
  test("with the keyboard alone: find, choose, switch, read the chart", async () => {
    const { page, shop, trouble } = await visit();
    await until(() => row(page, "page.view").count(), 1);
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.closest("li")?.querySelector(".name")?.textContent,
      );
    await page.keyboard.press("/");
    await page.keyboard.type("c");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("ArrowDown");
    await until(focused, "http.status");
    await page.keyboard.press("ArrowDown");
    await until(focused, "page.view");
    await page.keyboard.press("Enter");
    await until(() => heading(page), "page.view");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await until(() => shop.controls.disabled_keys, ["page.view"]);
    expect(await focused()).toBe("page.view");

    // One more stop for the switch beside the heading: the rest of the list is not in the way.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const chart = page.getByRole("slider", { name: "Buckets of the chart" });
    await until(() => chart.evaluate((element) => element === document.activeElement), true);
    await page.keyboard.press("Home");
    const first = await chart.getAttribute("aria-valuetext");
    expect(first).toMatch(/^\d\d:\d\d.\d\d:\d\d: \d+$/);
    await page.keyboard.press("ArrowRight");
    expect(await chart.getAttribute("aria-valuetext")).not.toBe(first);
    expect(await page.locator("#chart .readout").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.locator("#chart .readout").isVisible()).toBe(false);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until(() => page.locator("#point-rows tr").count(), 60);
    expect(trouble).toEqual([]);
  });

  test("by pointing: the chart tells the bucket under the pointer, and the table says the same", async () => {
    const { page } = await visit("#range=24h&key=page.view");
    await expect.poll(() => page.locator("#chart .bars").first().getAttribute("d")).toMatch(/^M/);
    await page.getByText("Show as table").click();
    await until(() => page.locator("#point-rows tr").count(), 96);
    await page.locator("#chart .chart").hover({ position: { x: 300, y: 100 } });
    const told = (await page.locator("#chart .readout").innerText()).split(/\s+/);
    const rows = await page.locator("#point-rows tr").allInnerTexts();
    expect(rows.filter((text) => text.trim().endsWith(told[0] ?? "?"))).not.toEqual([]);
  });

  test.for([
    ["en-US", "America/New_York", /^7:30.*7:31.*AM.*: 1,234$/],
    ["de-DE", "Europe/Berlin", /^13:30.*13:31.*: 1\.234$/],
  ] as const)("in the numbers of %s and the time of %s", async ([locale, timezoneId, told]) => {
    const goods: Readonly<Record<string, Goods>> = { sale: { kind: "count", perMinute: 0 } };
    const { page, shop } = await visit("#key=sale", goods, { locale, timezoneId });
    shop.now = Date.UTC(2026, 10, 21, 12, 30, 30);
    shop.count("sale", 1_234);
    await expect
      .poll(() => page.getByRole("slider").getAttribute("aria-valuetext"), { timeout: 10_000 })
      .toMatch(told);
  });

  test.for([360, 390, 768, 1280, 1920])(
    "on a screen %i px wide, without scrolling sideways",
    async (width) => {
      const { page, trouble } = await visit("#key=http.status", SHOP, {
        viewport: { width, height: 800 },
      });
      await until(() => page.locator("#member-rows tr").count(), 6);
      const { wide, small } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - innerWidth,
        small: [...document.querySelectorAll("button, input, summary")]
          .filter((element) => element.checkVisibility())
          .map((element) => element.getBoundingClientRect())
          .filter((box) => box.width < 24 || box.height < 24).length,
      }));
      expect(wide).toBeLessThanOrEqual(0);
      // Source: WCAG 2.2, 2.5.8 Target Size (Minimum).
      expect(small).toBe(0);
      expect(trouble).toEqual([]);
    },
  );

  test("on a narrow screen choosing a key brings its chart into sight", async () => {
    const { page } = await visit("", SHOP, { viewport: { width: 390, height: 700 } });
    await row(page, "cart.add").locator(".pick").click();
    await until(() => heading(page), "cart.add");
    await expect
      .poll(() =>
        page.locator("#detail").evaluate((element) => element.getBoundingClientRect().top),
      )
      .toBeLessThan(400);
  });

  test("with 10,000 keys: a slice is drawn, the rest is found, and typing is answered at once", async () => {
    const goods = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i): [string, Goods] => [
        `key.${i}`,
        { kind: "count", perMinute: i % 97 },
      ]),
    );
    const { page, shop, trouble } = await visit("#range=15m", goods);
    await until(() => page.locator("#key-list .row").count(), 100);
    await page.getByRole("button", { name: "Show more (9,900 left)" }).click();
    await until(() => page.locator("#key-list .row").count(), 200);
    await page.getByRole("searchbox").fill("key.9876");
    await until(() => page.locator("#key-list .name").allTextContents(), ["key.9876"]);
    await until(() => page.locator("#key-count").textContent(), "1 of 10,000");
    expect(shop.goods.size).toBe(10_000);
    expect(trouble).toEqual([]);
  });
});
