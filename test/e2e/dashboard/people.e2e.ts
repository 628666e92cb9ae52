// For whom the dashboard can be used: axe-core in every view, on wide and narrow screens, light and dark, full and empty.
import type { Page } from "playwright";
import { describe, expect, test } from "vitest";
import { VIEWS } from "../../../src/dashboard/app/address.ts";
import { findings } from "../../support/axe.ts";
import { sampleVisits } from "../../support/dashboard-sample.ts";
import { openServer, settled, visit } from "../../support/dashboard-visit.ts";

const WIDTHS = [1_360, 390];
const SCHEMES = ["light", "dark"] as const;
/** The views, and what of them is reached by a click. */
const PLACES = [
  ...VIEWS.map((view) => `#/${view}`),
  "#/keys?key=http.status&member=200&with=page.view&before=1",
  "#/keys?key=consent",
  "#/samples?host=shop.example.com&with=direct",
  "#/instances?id=kiosk-bremen",
  "#/controls?key=page.view&percent=10",
  "#/controls?do=stop",
  "#/reports?application=shop",
  "#/metrics?family=shop_search",
];

const sample = sampleVisits("chromium");

/** Whether the page is wider than its window. Boxes that scroll by themselves do not count. */
const isTooWide = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth;
  });

/** What axe-core finds in each of the schemes. */
async function found(page: Page): Promise<string[]> {
  const all: string[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    all.push(...(await findings(page)).map((text) => `${colorScheme}: ${text}`));
  }
  return all;
}

/** What is to be hit by a finger, and too small for one. Source: WCAG 2.2, 2.5.8 Target Size (Minimum), 24 px. */
const tooSmall = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, select, summary, input:not(.sr, [type=radio])")]
      .filter((element) => element.checkVisibility() && !element.closest("label"))
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        return width < 24 || height < 24;
      })
      .map((element) => element.outerHTML.slice(0, 160)),
  );

describe.for(WIDTHS)("on a screen %i px wide", (width) => {
  const viewport = { width, height: 850 };

  test.for(PLACES)("%s has no serious fault, light or dark, and fits", async (hash) => {
    const { page, trouble } = await sample.visit(hash, { viewport });
    await settled(page);
    expect(await found(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    expect(await tooSmall(page)).toEqual([]);
    expect(trouble).toEqual([]);
  });

  test("what is switched and taken back among the controls is in reach where tables scroll", async () => {
    const { page } = await sample.visit("#/controls", { viewport });
    await settled(page);
    const areReached = () =>
      [...document.querySelectorAll<HTMLElement>(".wide :is(button, .switch)")].map((each) => {
        const table = each.closest(".wide")?.getBoundingClientRect();
        return each.getBoundingClientRect().right <= (table?.right ?? 0);
      });
    const reached = await page.evaluate(areReached);
    expect(reached.length).toBeGreaterThan(3);
    expect(reached).not.toContain(false);
  });

  test("no view has one where there is nothing, nor has the login", async () => {
    const url = await openServer();
    const { page, trouble } = await visit(sample.browser, url, "", { viewport });
    for (const view of VIEWS) {
      await page.goto(`${url}/#/${view}`);
      await settled(page);
      expect(await found(page), view).toEqual([]);
      expect(await isTooWide(page), view).toBe(false);
    }
    expect(trouble).toEqual([]);
    const closed = await openServer({ operators: { ada: "ada-has-this-token" } });
    const gate = await visit(sample.browser, closed, "", { viewport });
    await gate.page.getByLabel("Token").fill("guess");
    await gate.page.keyboard.press("Enter");
    await gate.page.getByText("This token is not known here.").waitFor();
    expect(await found(gate.page)).toEqual([]);
    expect(await isTooWide(gate.page)).toBe(false);
  });
});

test("on the narrowest of phones every view fits", async () => {
  const viewport = { width: 320, height: 640 };
  const { page, trouble } = await sample.visit("#/overview", { viewport });
  for (const hash of PLACES) {
    await page.goto(`${sample.url}/${hash}`);
    await settled(page);
    expect([hash, await isTooWide(page)]).toEqual([hash, false]);
    const isCut = await page.evaluate(() =>
      [...document.querySelectorAll("main .panel")].some(
        (panel) => panel.scrollWidth > panel.clientWidth,
      ),
    );
    expect([hash, isCut]).toEqual([hash, false]);
  }
  expect(trouble).toEqual([]);
});

test("what is said, asked and listed over a view has no fault either", async () => {
  const url = await openServer();
  const { page } = await visit(sample.browser, url, "#/overview");
  await page.getByRole("button", { name: "Copy", exact: true }).click();
  await page.getByText("Copied.").waitFor();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Shortcuts" }).waitFor();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.route("**/*", (route) => route.abort());
  await page.goto(`${url}/#/reports`);
  await page.getByText("The server is away:").waitFor();
  expect(await findings(page)).toEqual([]);
});

test("where less motion is wanted, nothing moves", async () => {
  const options = { reducedMotion: "reduce" } as const;
  const { page } = await sample.visit("#/keys", options);
  await settled(page);
  await page.getByRole("switch", { name: "Count page.view" }).first().focus();
  const moving = () =>
    page.evaluate(
      () =>
        document.getAnimations().filter(({ effect }) => {
          const { duration, iterations = 1 } = effect?.getComputedTiming() ?? {};
          return Number(duration) * iterations > 100;
        }).length,
    );
  await page.keyboard.press("Tab");
  expect(await moving()).toBe(0);
});
