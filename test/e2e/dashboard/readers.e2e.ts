// Readers all over the world, and readers of a great many keys.
import { describe, expect, onTestFinished, test } from "vitest";
import { sampleVisits } from "../../support/dashboard-sample.ts";
import {
  BROWSERS,
  launch,
  openServer,
  texts,
  type,
  until,
  visit,
} from "../../support/dashboard-visit.ts";
import { send } from "../../support/feeds.ts";

/** A locale, a zone, and how both show in a total, a moment, and a bucket of a chart. */
const PLACES = [
  [
    "de-DE",
    "Europe/Berlin",
    /^64\.\d{3}$/,
    /^20\. Nov\., \d\d:\d\d/,
    /^\d\d:\d\d.*\d\d:\d\d Uhr: \d/,
  ],
  [
    "en-US",
    "America/New_York",
    /^64,\d{3}$/,
    /^Nov 20, \d\d:\d\d [AP]M/,
    /\d:\d\d.*\d:\d\d\s[AP]M: \d/,
  ],
] as const;

// Firefox lets its driver set neither locale nor time zone.
describe("in chromium", () => {
  const sample = sampleVisits("chromium");

  test.for(PLACES)(
    "numbers are those of %s, and times those of %s",
    async ([locale, timezoneId, count, when, told]) => {
      const options = { locale, timezoneId };
      const { page, trouble } = await sample.visit("#/keys?key=page.view", options);
      await page.locator(".list .total").getByText(count).first().waitFor();
      const chart = page.getByRole("slider", { name: "page.view over time" });
      await until(async () => told.test((await chart.getAttribute("aria-valuetext")) ?? ""), true);
      await page.goto(`${sample.url}/#/reports`);
      await page.getByRole("cell").getByText(when).first().waitFor();
      expect(trouble).toEqual([]);
    },
  );

  test("an hour is the same hour on two sides of an ocean", async () => {
    const peaks = PLACES.map(async ([locale, timezoneId]) => {
      const options = { locale, timezoneId };
      const { page } = await sample.visit("#/keys?key=checkout.paid", options);
      const peak = page.locator("dl div", { hasText: "Peak" }).locator(".note");
      return peak.textContent();
    });
    const [berlin = "", york = ""] = (await Promise.all(peaks)).map((text) => text ?? "");
    const hour = (text: string) => {
      const shown = Number(/\d+/.exec(text)?.[0]);
      return /[AP]M/.test(text) ? (shown % 12) + (/PM/.test(text) ? 12 : 0) : shown;
    };
    expect(hour(berlin) - hour(york)).toBe(6);
  });
});

test.for(BROWSERS)("in %s of 10,000 keys a slice is drawn, and each is found", async (name) => {
  const browser = await launch(name);
  onTestFinished(() => browser.close());
  const url = await openServer();
  const keys = Array.from({ length: 10_000 }, (_, i) => [`key.${i}`, 1 + (i % 97)]);
  for (let from = 0; from < keys.length; from += 1_000)
    await send(url, Object.fromEntries(keys.slice(from, from + 1_000)), `i${from}`);
  const { page, trouble } = await visit(browser, url, "#/keys?range=1h");
  const rows = page.locator(".list .row");
  await until(async () => (await rows.count()) > 10, true);
  expect(await rows.count()).toBeLessThan(100);
  expect(await rows.first().getAttribute("aria-setsize")).toBe("10000");
  await page.keyboard.press("/");
  await page.keyboard.type("9876");
  await until(() => texts(page.locator(".list .name")), ["key.9876"]);
  await page.getByText("1 of 10,000").waitFor();
  await type(page, "Search keys", "key.1");
  await until(() => rows.first().getAttribute("aria-setsize"), "1111");
  await rows.first().getByRole("link").focus();
  await page.keyboard.press("End");
  await until(async () => rows.last().getAttribute("aria-posinset"), "1111");
  expect(await rows.count()).toBeLessThan(100);
  expect(trouble).toEqual([]);
});
