// A server that has nothing yet: each view says so, and what to do about it; and leaves that state by itself.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { VIEW_NAMES, type View } from "../../../src/dashboard/app/address.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { createHandler } from "../../../src/server/handler.ts";
import { createStore } from "../../../src/store/store.ts";
import {
  BROWSERS,
  launch,
  openHandler,
  openServer,
  until,
  visit,
} from "../../support/dashboard-visit.ts";
import { send } from "../../support/feeds.ts";
import { memorySql } from "../../support/store.ts";

/** What stands in a view, and what leads out of it. */
const NOTHING: Readonly<Record<View, readonly (string | RegExp)[]>> = {
  overview: ["Nothing counted yet", "Paste this into a page"],
  keys: [/^Nothing was counted in the last 24 hours\./, "script tag to begin with"],
  samples: ["No host has sampled anything yet.", /A minute after the first update/],
  instances: ["No instance has reported yet.", "How to begin"],
  controls: ["Every key is collected.", "Nothing was changed yet"],
  reports: ["Nothing was reported yet. From a terminal:", /curl -d .*v1\/report/],
  pushed: ["Nothing was pushed yet. From a terminal:", /curl .*\/metrics\/job\/shop/],
  metrics: ["Nothing was aggregated yet. From a terminal:", /curl .*\/v1\/statsd/],
};

const main = (page: Page) => page.locator("main");

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("each view says what to do", async () => {
    const url = await openServer();
    const { page, trouble } = await visit(browser, url, "#/overview");
    for (const [view, texts] of Object.entries(NOTHING)) {
      await page.goto(`${url}/#/${view}`);
      await page.getByRole("heading", { level: 1, name: VIEW_NAMES[view as View] }).waitFor();
      for (const text of texts) await main(page).getByText(text).first().waitFor();
      await until(() => page.locator("main .bones").count(), 0);
    }
    expect(trouble).toEqual([]);
  });

  test("the overview has the script tag to paste, and leaves this state by itself", async () => {
    const url = await openServer();
    const { page, trouble } = await visit(browser, url, "");
    await until(
      () => page.locator("pre").textContent(),
      `<script src="${url}/tallybeacon.js"\n        data-endpoint="${url}/v1/update"></script>\n` +
        `<script>tallybeacon.increment("page.view")</script>`,
    );
    await send(url, { "page.view": 1 });
    await page.getByText("of 1 known").waitFor();
    await until(() => page.locator("pre").count(), 0);
    expect(trouble).toEqual([]);
  });

  test("what a terminal is told to send appears", async () => {
    const url = await openServer();
    const { page, trouble } = await visit(browser, url, "#/reports");
    const command = await page.locator("pre").innerText();
    const [, body = ""] = /-d '(.*)'\s/.exec(command) ?? [];
    expect((await fetch(`${url}/v1/report`, { method: "POST", body })).status).toBe(200);
    await page.getByRole("heading", { level: 2, name: "shop" }).waitFor();

    await page.goto(`${url}/#/pushed`);
    const push = await page.locator("pre").innerText();
    const [, target = ""] = /'(http[^']*)'/.exec(push) ?? [];
    const headers = { "content-type": "text/plain" };
    const pushed = await fetch(target, { method: "POST", headers, body: "hits_total 3\n" });
    expect(pushed.status).toBe(202);
    await page.getByRole("heading", { level: 2, name: "hits_total" }).waitFor();
    expect(trouble).toEqual([]);
  });

  test("a server without a part says how to have it, and is not asked again", async () => {
    const store = createStore(memorySql());
    const handler = createHandler({ store, history: memoryHistory(), title: "Windowsill" });
    const url = await openHandler(handler);
    const { page, trouble } = await visit(browser, url, "#/keys");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    for (const [view, what] of [
      ["reports", "reports"],
      ["pushed", "pushed metrics"],
      ["metrics", "tagged metrics"],
    ] as const) {
      await page.goto(`${url}/#/${view}`);
      await main(page).getByText(`This server takes no ${what}`).waitFor();
      await main(page).getByText("tallybeacon serve").waitFor();
    }
    await send(url, { "page.view": 1 });
    await page.goto(`${url}/#/keys`);
    await page.getByRole("link", { name: /^page\.view/ }).waitFor();
    const of = (path: string) => asked.filter((each) => each === path).length;
    expect([of("/applications"), of("/statsd")]).toEqual([1, 1]);
    expect(trouble.filter((text) => !text.includes("404"))).toEqual([]);
  });

  test("a search that finds nothing says so, and a range without counts offers others", async () => {
    const url = await openServer();
    await send(url, { "page.view": 1 });
    const { page, trouble } = await visit(browser, url, "#/keys?search=nothing");
    await page.getByText("Nothing is called “nothing”.").waitFor();
    await page.route("**/keys?*", (route) =>
      route.request().url().includes("15m")
        ? route.fulfill({ json: { range: "15m", now: Date.now(), keys: [] } })
        : route.continue(),
    );
    await page.goto(`${url}/#/keys?range=15m`);
    await page.getByRole("link", { name: "Look at the last 60 days" }).click();
    await page.getByRole("link", { name: /^page\.view/ }).waitFor();
    expect(trouble).toEqual([]);
  });
});
