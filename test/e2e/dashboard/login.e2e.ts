// The dashboard where a token is asked for: the way in, what is refused, logins that end, and the way out.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "../../../src/client/create-client.ts";
import { type ServeOptions, serve } from "../../../src/node/serve.ts";
import {
  BROWSERS,
  enter,
  launch,
  openServer,
  until,
  visit,
} from "../../support/dashboard-visit.ts";
import { testFolder } from "../../support/folder.ts";

const ADA = "ada/has+this/token=";
const BOB = "bob-has-that-token";
const TOKENS = { operators: { ada: ADA }, readers: { bob: BOB } };

const field = (page: Page) => page.getByLabel("Token");
const who = (page: Page) => page.locator(".who").innerText();
const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();
const problem = (page: Page) => page.locator("#login-problem").textContent();
/** What is no news where tokens are asked for: the browser tells the console of each refusal. */
const unforeseen = (trouble: readonly string[]) =>
  trouble.filter((text) => !/status of (401|429)|can’t establish a connection/.test(text));

/** A server that can be started anew, with other options, behind the same address. */
async function openAgain(first: ServeOptions) {
  const { folder } = testFolder();
  let served = await serve({ port: 0, dataFolder: folder, title: "Windowsill", ...first });
  onTestFinished(() => served.close());
  const { url } = served;
  return {
    url,
    close: () => served.close(),
    async open(options: ServeOptions) {
      const port = Number(new URL(url).port);
      served = await serve({ port, dataFolder: folder, title: "Windowsill", ...options });
    },
  };
}

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("a person signs in by the keyboard, goes on where the address says, and stays signed in", async () => {
    const url = await openServer(TOKENS);
    const { page, context, trouble } = await visit(browser, url, "#/controls?key=cart.add");
    await enter(page, ADA);
    await until(() => heading(page), "Controls");
    await until(() => who(page), expect.stringMatching(/^ada\s+Sign out$/));
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("button", { name: "Apply" }).click();
    const { controls } = createClient({ url, token: ADA });
    await until(async () => (await controls()).disabled_keys, ["cart.add"]);
    await page.reload();
    await until(() => who(page), expect.stringMatching(/^ada/));
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: "tallybeacon", httpOnly: true, sameSite: "Strict" });
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("a wrong token is said to be one, and the next may be typed at once", async () => {
    const url = await openServer(TOKENS);
    const { page, trouble } = await visit(browser, url, "#/keys");
    await enter(page, "guess-guess-guess");
    await until(() => problem(page), "This token is not known here.");
    expect(await field(page).getAttribute("aria-invalid")).toBe("true");
    await enter(page, ADA);
    await until(() => heading(page), "Keys");
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("who guesses is told how long to wait", async () => {
    const url = await openServer(TOKENS);
    const { page } = await visit(browser, url);
    for (let i = 0; i < 10; i++) {
      await fetch(`${url}/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token: `guess-${i}-guess-guess` }),
      });
    }
    await enter(page, ADA);
    await until(
      () => problem(page),
      "Too many wrong tokens came from your address. Try again in 15 min.",
    );
  });

  test("a reader sees all, is told who may change it, and changes nothing", async () => {
    const url = await openServer(TOKENS);
    await createClient({ url, token: ADA }).change({ disable: ["cart.add"] });
    const { page, trouble } = await visit(browser, url, "#/controls");
    await enter(page, BOB);
    await until(() => who(page), expect.stringMatching(/^bob\s+reads only\s+Sign out$/));
    const told = "Your token reads only. Changes take an operator's.";
    await page.getByRole("switch", { name: "cart.add in every app" }).click({ force: true });
    await page.locator("main").getByText(told).waitFor();
    expect(await page.getByRole("form", { name: "Make a change" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: /^Undo/ }).count()).toBe(0);
    await page.goto(`${url}/#/keys?key=page.view`);
    const toggle = page.getByRole("switch", { name: "Count page.view" });
    await until(() => toggle.getAttribute("aria-disabled"), "true");
    await toggle.click({ force: true });
    await until(() => page.locator(".toast p").textContent(), told);
    expect(await toggle.getAttribute("aria-checked")).toBe("true");
    const { changes } = await createClient({ url, token: ADA }).changes();
    expect(changes).toHaveLength(1);
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("signing out leaves nothing behind, on the page or in the browser", async () => {
    const url = await openServer(TOKENS);
    await createClient({ url, token: ADA }).change({ disable: ["cart.add"] });
    const { page, context, trouble } = await visit(browser, url, "#/controls");
    await enter(page, ADA);
    await page.getByRole("switch", { name: "cart.add in every app" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await field(page).waitFor();
    expect(await page.locator("body").innerText()).not.toMatch(/cart\.add|ada/);
    expect(await context.cookies()).toEqual([]);
    await page.goBack();
    await page.goto(`${url}/#/controls`);
    await field(page).waitFor();
    expect(await page.locator("body").innerText()).not.toMatch(/cart\.add/);
    expect(unforeseen(trouble)).toEqual([]);
  });

  test("a login that ends while someone looks hides what was shown, and the next goes on", async () => {
    const server = await openAgain(TOKENS);
    await createClient({ url: server.url, token: ADA }).change({ disable: ["cart.add"] });
    const { page } = await visit(browser, server.url, "#/controls");
    await enter(page, ADA);
    await page.getByRole("switch", { name: "cart.add in every app" }).waitFor();
    await server.close();
    const renewed = "ada-has-a-new-token";
    await server.open({ operators: { ada: renewed } });
    await field(page).waitFor();
    expect(await page.locator("body").innerText()).not.toMatch(/cart\.add/);
    await enter(page, renewed);
    await page.getByRole("switch", { name: "cart.add in every app" }).waitFor();
    await until(() => who(page), expect.stringMatching(/^ada/));
  });

  test("a server that is away while someone signs in is said to be", async () => {
    const server = await openAgain(TOKENS);
    const { page } = await visit(browser, server.url);
    await field(page).waitFor();
    await server.close();
    await enter(page, ADA);
    await until(() => problem(page), "Could not sign in: the server cannot be reached.");
    await server.open(TOKENS);
    await page.keyboard.press("Enter");
    await until(() => heading(page), "Overview");
  });

  test("a proxy that asks by means of its own is not answered by our form", async () => {
    const url = await openServer();
    const { page } = await visit(browser, url, "#/keys");
    await until(() => heading(page), "Keys");
    await page.route("**/keys*", (route) => route.fulfill({ status: 401 }));
    await page.getByRole("radio", { name: "Last hour" }).check({ force: true });
    await page.getByText("The server does not answer this: the server answered 401.").waitFor();
    expect(await field(page).count()).toBe(0);
    await page.unroute("**/keys*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("searchbox", { name: "Search keys" }).waitFor();
  });
});
