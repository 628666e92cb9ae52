// Every view over the sample: it tells what happened there, is reached by link, key and address, and comes back.
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { VIEW_NAMES, VIEWS, type View } from "../../../src/dashboard/app/address.ts";
import { sampleVisits } from "../../support/dashboard-sample.ts";
import { BROWSERS, type, until } from "../../support/dashboard-visit.ts";

const heading = (page: Page) => page.getByRole("heading", { level: 1 }).textContent();
const hash = (page: Page) => new URL(page.url()).hash;
/** All of a view, as screen readers tell it. */
const told = (page: Page) => page.locator("main").ariaSnapshot();

/** What a view says of the sample's story. */
const STORY: Readonly<Record<View, readonly (string | RegExp)[]>> = {
  overview: ["of 168 known", "Unexplained", "key off", "page.view"],
  keys: ["mouse.move", "http.status", "search.term", "consent"],
  samples: ["shop.example.com", "admin.example.com", "sum/statsd", "Requests a second"],
  instances: ["edge-fra", "edge-ams", "current"],
  controls: ["Nobody misses it", "draft.save", "an update every 3 h", /took the change of/],
  reports: ["label-printer", "shop", "3.0 prints without a driver.", "2.3.4"],
  pushed: ["checkout", 'newsletter{region="eu"}', "Orders taken.", /summed from 3 epochs since/],
  metrics: ["shop_cart_add_total", "shop_search", "Olive tree", "dashboard"],
};

/** Clicks and words that leave a view as it is not at first, and the address that they lead to. */
const STATES: readonly (readonly [View, string, (page: Page) => Promise<unknown>])[] = [
  [
    "overview",
    "#/overview?range=6h&of=bytes",
    async (page) => {
      await choose(page, "Last 6 hours");
      await choose(page, "Bytes");
    },
  ],
  [
    "samples",
    "#/samples?host=shop.example.com&agg=max",
    async (page) => {
      await page.getByRole("link", { name: "shop.example.com" }).click();
      await page.getByLabel("What a point shows of its samples").selectOption("max");
    },
  ],
  [
    "instances",
    "#/instances?show=overdue&search=kiosk",
    async (page) => {
      // With how many there are, behind its name.
      await page.getByRole("radio", { name: /^Overdue/ }).check({ force: true });
      await type(page, "Search instances by id", "kiosk");
    },
  ],
  ["instances", "#/instances?id=edge-fra", (page) => page.getByText("edge-fra").click()],
  [
    "controls",
    "#/controls?do=interval&every=10m&app=admin",
    async (page) => {
      await choose(page, "Set the interval");
      await page.getByLabel("In", { exact: true }).selectOption("admin");
    },
  ],
  [
    "reports",
    "#/reports?application=shop&measure=reports&range=7d",
    async (page) => {
      await page.getByRole("link", { name: "shop" }).click();
      await choose(page, "Reports");
      await choose(page, "Last 7 days");
    },
  ],
  [
    "pushed",
    "#/pushed?source=job%2Fstock-import&range=1h",
    async (page) => {
      await page.getByRole("link", { name: "stock-import" }).click();
      await choose(page, "Last hour");
    },
  ],
  [
    "metrics",
    "#/metrics?search=aloe&series=%7Bplant%3D%22Aloe%22%7D",
    async (page) => {
      await type(page, "Search metrics and labels", "aloe");
      await page.getByRole("button", { name: '{plant="Aloe"}' }).click();
    },
  ],
];

/** Its input is small, and under what is seen. */
const choose = (page: Page, name: string) =>
  page
    .locator("main")
    .getByRole("radio", { name: new RegExp(`^${name}\\b`) })
    .check({ force: true });

/** What a view tells once it rests: nothing is awaited, and nothing is new. */
async function rested(page: Page): Promise<string> {
  let before: string;
  let now = "";
  do {
    before = now;
    await page.waitForTimeout(250);
    now = await told(page);
  } while (now !== before || now.includes('status "Loading"'));
  return now;
}

describe.each(BROWSERS)("in %s", (name) => {
  const sample = sampleVisits(name);

  test("every view tells the story, by its address, its link and its letter", async () => {
    const { page, trouble } = await sample.visit("#/keys");
    for (const view of VIEWS) {
      await page.goto(`${sample.url}/#/${view}`);
      await until(() => heading(page), VIEW_NAMES[view]);
      for (const text of STORY[view]) await page.locator("main").getByText(text).first().waitFor();
      await until(() => page.title(), `${VIEW_NAMES[view]} · Windowsill`);
      await until(() => page.locator("main .bones").count(), 0);
    }
    for (const view of VIEWS) {
      await page.getByRole("navigation").getByText(VIEW_NAMES[view], { exact: true }).click();
      await until(() => heading(page), VIEW_NAMES[view]);
      expect(hash(page)).toBe(`#/${view}`);
    }
    for (const view of VIEWS) {
      await page.keyboard.press("g");
      await page.keyboard.press(view.slice(0, 1));
      await until(() => heading(page), VIEW_NAMES[view]);
    }
    expect(trouble).toEqual([]);
  });

  test("back and forward lead through the views, with the range that was chosen", async () => {
    const { page, trouble } = await sample.visit("#/overview");
    const go = (view: View) => page.getByRole("navigation").getByText(VIEW_NAMES[view]).click();
    await until(() => heading(page), "Overview");
    await choose(page, "Last hour");
    await go("keys");
    await until(() => hash(page), "#/keys?range=1h");
    await page.getByRole("link", { name: /^country/ }).click();
    await go("instances");
    await until(() => heading(page), "Instances");
    await page.goBack();
    await page.getByRole("heading", { level: 2, name: "country" }).waitFor();
    await page.goBack();
    await until(() => hash(page), "#/keys?range=1h");
    await page.goBack();
    await until(() => heading(page), "Overview");
    await until(() => page.getByRole("radio", { name: "Last hour" }).isChecked(), true);
    await page.goBack();
    await until(() => page.getByRole("radio", { name: "Last 24 hours" }).isChecked(), true);
    await page.goForward();
    await page.goForward();
    await until(() => hash(page), "#/keys?range=1h");
    expect(trouble).toEqual([]);
  });

  test.for(STATES)("%s is the same after a reload: %s", async ([view, wanted, act]) => {
    const { page, trouble } = await sample.visit(`#/${view}`);
    await until(() => heading(page), VIEW_NAMES[view]);
    await act(page);
    await until(() => hash(page), wanted);
    const before = await rested(page);
    await page.reload();
    await until(() => told(page), before);
    expect(trouble).toEqual([]);
  });

  test("an address of no view is the overview's, and one of no key says that nothing came", async () => {
    const { page, trouble } = await sample.visit("#/nowhere?range=never");
    await until(() => heading(page), "Overview");
    await page.goto(`${sample.url}/#/keys?key=no.such.key&range=1h`);
    await page.getByRole("heading", { level: 2, name: "no.such.key" }).waitFor();
    await page.getByText("Nothing in this range").waitFor();
    expect(trouble).toEqual([]);
  });
});
