// Switches before a real server: turned, taken back, refused, raced for, seen by others, and obeyed by a page that counts.
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "../../../src/client/create-client.ts";
import {
  BROWSERS,
  launch,
  offKeys,
  openServer,
  until,
  visit,
} from "../../support/dashboard-visit.ts";
import { send, setOf } from "../../support/feeds.ts";

const SHOP = { "page.view": 90, "cart.add": 12, "ua:1": setOf({ a: 4 }) };
const COUNTER = `<!doctype html><title>Shop</title>
<script src="/tallybeacon.js" data-endpoint="/v1/update"></script>
<button onclick="tallybeacon.increment('cart.add')">Add</button>`;

const toast = (page: Page) => page.locator(".toast").getByRole("status").textContent();
const toggle = (page: Page, key: string) =>
  page.locator(".list").getByRole("switch", { name: `Count ${key}`, exact: true });
const isOn = (page: Page, key: string) => toggle(page, key).getAttribute("aria-checked");

async function openShop(options: Parameters<typeof openServer>[0] = {}): Promise<string> {
  const url = await openServer(options);
  await send(url, SHOP);
  return url;
}

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("one is turned in the explorer, stays so, and is taken back by what told of it", async () => {
    const url = await openShop();
    const { page, trouble } = await visit(browser, url, "#/keys?key=cart.add");
    await toggle(page, "cart.add").click();
    expect(await isOn(page, "cart.add")).toBe("false");
    await until(() => toast(page), "cart.add is off in default. Pages obey at their next flush.");
    expect(await offKeys(url)).toEqual(["cart.add"]);
    await page.reload();
    await until(() => isOn(page, "cart.add"), "false");
    await page.locator(".detail").getByRole("link", { name: "Off" }).waitFor();

    await page.locator(".detail").getByRole("switch", { name: "Count cart.add" }).click();
    await until(() => isOn(page, "cart.add"), "true");
    await until(() => toast(page), "cart.add is on in default. Pages obey at their next flush.");
    await page.getByRole("button", { name: "Undo" }).click();
    await until(() => isOn(page, "cart.add"), "false");
    await until(() => toast(page), "Taken back. Pages obey at their next flush.");
    expect(await offKeys(url)).toEqual(["cart.add"]);
    expect(trouble).toEqual([]);
  });

  test("one is turned among the controls, and is taken back by the log", async () => {
    const url = await openShop();
    const { page, trouble } = await visit(browser, url, "#/controls?key=cart.add");
    await page.getByLabel("Why").click();
    await page.keyboard.type("Nobody reads it");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByText(/^Would touch 1 instance, /).waitFor();
    expect(await offKeys(url)).toEqual([]);
    const focused = page.locator("button[type=submit]:focus");
    expect(await focused.count()).toBe(1);
    await page.getByRole("button", { name: "Apply" }).click();
    await until(() => offKeys(url), ["cart.add"]);
    await focused.waitFor();
    const log = page.getByRole("region", { name: "Changes, newest first" });
    await log.getByText("Nobody reads it").waitFor();
    const standing = page.getByRole("switch", { name: "cart.add in every app" });
    await until(() => standing.getAttribute("aria-checked"), "false");

    await log.getByRole("button", { name: /^Undo the change of / }).click();
    await until(() => offKeys(url), []);
    await log.getByText(/took the change of/).waitFor();
    await until(() => standing.getAttribute("aria-checked"), "true");
    expect(trouble).toEqual([]);
  });

  test("one that was turned again is not taken back, and it is said what is in the way", async () => {
    const url = await openShop();
    const client = createClient({ url });
    await client.change({ disable: ["cart.add"] });
    await client.change({ disable: ["cart.add"], percent: 10 });
    const { page, trouble } = await visit(browser, url, "#/controls");
    const undo = page.getByRole("button", { name: /^Undo the change of / });
    await until(() => undo.count(), 2);
    await undo.last().click();
    const said = page.getByText(
      /other changes since\. Nothing was changed\. Take the change of .* back first\.$/,
    );
    await said.waitFor();
    expect(await offKeys(url)).toEqual(["cart.add"]);
    await undo.first().click();
    await page.getByText("Taken back.").waitFor();
    expect(trouble.filter((text) => !text.includes("409"))).toEqual([]);
  });

  test("one that the server refuses turns back, and it is said why", async () => {
    const url = await openShop();
    const { page, trouble } = await visit(browser, url, "#/keys");
    await page.route("**/controls", (route) =>
      route.request().method() === "PUT" ? route.fulfill({ status: 503 }) : route.continue(),
    );
    await toggle(page, "page.view").click();
    await until(() => isOn(page, "page.view"), "true");
    expect(await toast(page)).toMatch(/^Could not switch page\.view off: the server answered 503/);
    expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(0);
    expect(trouble.filter((text) => !text.includes("503"))).toEqual([]);
  });

  test("wishes that come while an answer is under way are sent in their order", async () => {
    const url = await openShop();
    const { page, trouble } = await visit(browser, url, "#/keys");
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    await page.route("**/controls", async (route) => {
      if (route.request().method() === "PUT") {
        asked += 1;
        await held;
      }
      await route.continue();
    });
    await toggle(page, "cart.add").click();
    await until(() => asked, 1);
    // What comes meanwhile does not turn it back.
    await send(url, SHOP, "bob");
    await page.getByRole("link", { name: /^page\.view.*180/ }).waitFor();
    expect(await isOn(page, "cart.add")).toBe("false");
    await toggle(page, "cart.add").click();
    await toggle(page, "cart.add").click();
    release();
    const deeds = async () =>
      (await createClient({ url }).changes()).changes.map(({ change }) =>
        change.disable ? "off" : "on",
      );
    await until(deeds, ["off", "on", "off"]);
    expect(await offKeys(url)).toEqual(["cart.add"]);
    await until(() => isOn(page, "cart.add"), "false");
    expect(trouble).toEqual([]);
  });

  test("one of a family is turned by the family's", async () => {
    const url = await openShop();
    const { page, trouble } = await visit(browser, url, "#/keys");
    await createClient({ url }).change({ disable: ["ua"] });
    await until(() => isOn(page, "ua:1"), "false");
    await toggle(page, "ua:1").click();
    const instead = "ua:1 is off by the switch ua of every app. Turn that one on instead.";
    await until(() => toast(page), instead);
    expect(await offKeys(url)).toEqual(["ua"]);
    expect(trouble).toEqual([]);
  });

  test("two who look see each other's, and who comes too late is told what changed", async () => {
    const url = await openShop();
    const { page, trouble } = await visit(browser, url, "#/controls?key=page.view");
    const other = await visit(browser, url, "#/keys");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("button", { name: "Apply" }).waitFor();
    await toggle(other.page, "cart.add").click();
    await page.getByRole("switch", { name: "cart.add in default" }).waitFor();
    const plan = page.locator(".plan");
    await plan.getByText("Something was changed since this preview.").waitFor();
    await plan.getByText("cart.add").waitFor();
    expect(await page.getByRole("button", { name: "Apply" }).count()).toBe(0);
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("button", { name: "Apply" }).click();
    await until(() => isOn(other.page, "page.view"), "false");
    expect((await offKeys(url)).toSorted()).toEqual(["cart.add", "page.view"]);
    expect([...trouble, ...other.trouble]).toEqual([]);
  });

  test("collection is stopped only by who is sure, and the overview tells", async () => {
    const url = await openShop();
    const { page, trouble } = await visit(browser, url, "#/controls?do=stop");
    await page.getByRole("button", { name: "Preview" }).click();
    const stop = page.locator(".plan").getByRole("button", { name: "Stop collection" });
    const isStopped = async () => (await createClient({ url }).controls()).stop;
    await stop.click();
    await page.locator("input:focus:invalid").waitFor();
    expect(await isStopped()).toBe(false);
    await page.getByRole("checkbox").check();
    await stop.click();
    await until(isStopped, true);
    await page.goto(`${url}/#/overview`);
    await page.getByText("Collection is stopped.").waitFor();
    expect(trouble).toEqual([]);
  });
});

test("a page that counts obeys, and counts again", async () => {
  const script = readFileSync(new URL("../../../dist/tallybeacon.js", import.meta.url), "utf8");
  const url = await openServer({
    intervalMs: 1_000,
    routes: {
      "GET /shop": () => new Response(COUNTER, { headers: { "content-type": "text/html" } }),
      "GET /tallybeacon.js": () =>
        new Response(script, { headers: { "content-type": "text/javascript" } }),
      "GET /favicon.ico": () => new Response(null, { status: 204 }),
    },
  });
  const browser = await launch("chromium");
  onTestFinished(() => browser.close());
  const { page, trouble } = await visit(browser, url, "#/keys?range=1h");
  const shop = await page.context().newPage();
  await shop.goto(`${url}/shop`);
  const add = shop.getByRole("button", { name: "Add" });
  const total = () => page.locator(".list .row .total").first().textContent();
  const obeyed = async () => (await createClient({ url }).instances()).instances[0]?.controls;

  await add.click();
  await until(total, "1");
  await toggle(page, "cart.add").click();
  await until(async () => (await offKeys(url)).length, 1);
  const { version } = await createClient({ url }).controls();
  await until(obeyed, version);
  await add.click();
  await toggle(page, "cart.add").click();
  await until(async () => (await offKeys(url)).length, 0);
  await until(async () => ((await obeyed()) ?? 0) > version, true);
  await add.click();
  // The click in between was not counted.
  await until(total, "2");
  expect(trouble).toEqual([]);
});
