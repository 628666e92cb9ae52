// The dashboard by the keyboard alone, once through all of it.
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { VIEW_NAMES, VIEWS } from "../../../src/dashboard/app/address.ts";
import { sampleVisits } from "../../support/dashboard-sample.ts";
import {
  BROWSERS,
  launch,
  offKeys,
  openServer,
  until,
  visit,
} from "../../support/dashboard-visit.ts";
import { send } from "../../support/feeds.ts";

/** Stops before it is a trap: no view of the sample has as many. */
const MOST_STOPS = 400;

/** What the keyboard is at: how it is called, where it is, and whether one sees so. */
const focused = (page: Page) =>
  page.locator(":focus").evaluate((element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const label = "labels" in element ? (element as HTMLInputElement).labels?.[0] : undefined;
    const near = label?.querySelector("span") ?? element.parentElement;
    const around = near ? getComputedStyle(near) : undefined;
    return {
      name:
        element.getAttribute("aria-label") ??
        (label?.textContent || element.textContent)?.trim() ??
        "",
      isIn: element.closest("main") !== null,
      isSeen:
        (outlineStyle !== "none" && outlineWidth !== "0px") ||
        boxShadow !== "none" ||
        (around !== undefined && around.outlineStyle !== "none"),
      isOnScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      what: element.outerHTML.slice(0, 120),
    };
  });

/** All that Tab comes by, until it leaves the page. */
async function walk(page: Page) {
  const met: Awaited<ReturnType<typeof focused>>[] = [];
  const isOn = () => page.locator(":focus").count();
  await page.keyboard.press("Tab");
  while ((await isOn()) > 0 && met.length < MOST_STOPS) {
    met.push(await focused(page));
    await page.keyboard.press("Tab");
  }
  return met;
}

/** What can be operated, and Tab should come by: of radio buttons with a name one. */
const operable = (page: Page) =>
  page.locator("main").evaluate((main) => {
    const all = [
      ...main.querySelectorAll<HTMLElement>(
        "a[href], button:not(:disabled), input, select, textarea, summary, [tabindex='0']",
      ),
    ].filter((element) => element.checkVisibility() && element.tabIndex >= 0);
    const groups = new Set<string>();
    return all.filter((element) => {
      if (!(element instanceof HTMLInputElement) || element.type !== "radio") return true;
      const isNew = !groups.has(element.name);
      groups.add(element.name);
      return isNew;
    }).length;
  });

describe("in chromium", () => {
  const sample = sampleVisits("chromium");

  test.for(VIEWS)("Tab comes by all that there is in %s, each named and seen", async (view) => {
    const { page, trouble } = await sample.visit(`#/${view}`);
    await page.getByRole("heading", { level: 1, name: VIEW_NAMES[view] }).waitFor();
    await until(() => page.locator("main .bones").count(), 0);
    const wanted = await operable(page);
    const met = await walk(page);
    expect(met.length).toBeLessThan(MOST_STOPS);
    expect(met.slice(0, 1 + VIEWS.length).map(({ name }) => name)).toEqual([
      "Skip to the view",
      ...VIEWS.map((each) => VIEW_NAMES[each]),
    ]);
    expect(met.filter(({ isIn }) => isIn)).toHaveLength(wanted);
    expect(met.filter(({ name }) => name === "")).toEqual([]);
    expect(met.filter(({ isSeen }) => !isSeen)).toEqual([]);
    expect(met.filter(({ isOnScreen }) => !isOnScreen)).toEqual([]);
    expect(trouble).toEqual([]);
  });
});

/** A bucket of the chart lasts five minutes: what is counted in one and read in the next is not the last any more. */
async function roomInBucket(): Promise<void> {
  const leftMs = 300_000 - (Date.now() % 300_000);
  if (leftMs < 25_000) await new Promise((resolve) => setTimeout(resolve, leftMs));
}

test.for(BROWSERS)(
  "in %s all is done by the keyboard: find, choose, switch, read the chart, take back",
  async (name) => {
    const browser = await launch(name);
    try {
      await roomInBucket();
      const url = await openServer();
      for (const [index, data] of [
        { "cart.add": 12 },
        { "page.view": 90, "cart.add": 1 },
      ].entries())
        await send(url, data, `i${index}`);
      const { page, trouble } = await visit(browser, url, "#/overview");
      const now = page.locator(":focus");
      const called = async () =>
        (await now.getAttribute("aria-label")) ?? (await now.textContent());
      const is = (wanted: string) => until(called, expect.stringContaining(wanted));
      await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
      await page.keyboard.press("g");
      await page.keyboard.press("k");
      await page.getByRole("link", { name: /^page\.view/ }).waitFor();
      await page.keyboard.press("/");
      await is("Search keys");
      await page.keyboard.type("ca");
      await until(() => page.locator(".list .row").count(), 1);
      await page.keyboard.press("ArrowDown");
      await is("cart.add");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 2, name: "cart.add" }).waitFor();
      await page.keyboard.press("Tab");
      await is("Count cart.add");
      await page.keyboard.press("Space");
      const off = () => offKeys(url);
      await until(off, ["cart.add"]);
      await is("Count cart.add");

      const chart = page.getByRole("slider", { name: "cart.add over time" });
      while ((await called()) !== "cart.add over time") await page.keyboard.press("Tab");
      const told = () => chart.getAttribute("aria-valuetext");
      expect(await told()).toMatch(/: 13$/);
      await page.keyboard.press("Home");
      await until(told, expect.stringMatching(/: (–|0)$/));
      await page.keyboard.press("End");
      await until(told, expect.stringMatching(/: 13$/));
      await page.keyboard.press("ArrowLeft");
      await until(told, expect.stringMatching(/: (–|0)$/));
      await page.locator(".chart-readout").waitFor();
      await page.keyboard.press("Escape");
      await until(() => page.locator(".chart-readout").count(), 0);
      await page.keyboard.press("Tab");
      await is("Show as table");
      await page.keyboard.press("Enter");
      await page.getByRole("columnheader", { name: "Time" }).waitFor();

      await page.keyboard.press("g");
      await page.keyboard.press("c");
      await page.getByRole("heading", { level: 1, name: "Controls" }).waitFor();
      // On from the top of the view: the first switch is that of the key.
      while ((await called()) !== "cart.add in default") await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      await until(off, []);
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Shortcuts" }).waitFor();
      await page.keyboard.press("Escape");
      await until(() => page.getByRole("dialog").count(), 0);
      await is("cart.add in default");
      expect(trouble).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
