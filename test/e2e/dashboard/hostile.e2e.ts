// What clients send, at its worst, in every view: it is text, it is all there, and it breaks no layout.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "../../../src/client/create-client.ts";
import { BROWSERS, launch, openServer, until, visit } from "../../support/dashboard-visit.ts";
import { measure, push, report, send, setOf } from "../../support/feeds.ts";
import { HOSTILE } from "../../support/key-server.ts";

const LONG = `long.${"x".repeat(480)}`;
const SPACES = `a\tb\nc\u0001d`;
const ODD = ["__proto__", "constructor", "javascript:alert(4)", " ", "عربة.إضافة", LONG, SPACES];
const TAG = '<img src=x onerror="alert(1)">';

/** That nothing of it became an element, or made the page wider than its window, which only Chromium tells. */
async function check(page: Page): Promise<void> {
  const made = "main :is(img, script, iframe, [onerror], [onload])";
  expect(await page.locator(made).count()).toBe(0);
  if (page.context().browser()?.browserType().name() !== "chromium") return;
  const isTooWide = () =>
    document.documentElement.scrollWidth > document.documentElement.clientWidth;
  expect([page.url(), await page.evaluate(isTooWide)]).toEqual([page.url(), false]);
}

/** Has all that can be sent be hostile. */
async function fill(url: string): Promise<void> {
  const set = setOf({ [HOSTILE]: 3, [LONG]: 2, [`</td></table>${TAG}`]: 1 });
  await send(url, { [HOSTILE]: set, ...Object.fromEntries(ODD.map((key) => [key, 1])) });
  await send(url, { held: { [HOSTILE]: HOSTILE, [LONG]: LONG } }, `<b>${HOSTILE}`);
  await send(url, { list: [HOSTILE, LONG] }, LONG.slice(0, 120));
  const client = createClient({ url });
  await client.change({ disable: [HOSTILE], reason: HOSTILE, instances: [`<b>${HOSTILE}`] });
  await client.change({ disable: [LONG], reason: LONG });
  for (const application of [TAG, LONG.slice(0, 60), "constructor"]) {
    await report(url, application, TAG, LONG.slice(0, 40), { [TAG]: `</pre>${TAG}`, [LONG]: LONG });
    await client.keepApplication({
      application,
      latest_version: TAG,
      notices: [{ level: TAG.slice(0, 30), message: `${TAG} ${LONG}` }],
    });
  }
  const label = TAG.replaceAll('"', '\\"');
  const text = `# HELP hits ${TAG} ${LONG}\n# TYPE hits gauge\nhits{of="${label}"} 1\nhits{of="${LONG}"} 2\n`;
  await push(url, `job/shop/zone/${encodeURIComponent(TAG)}`, text);
  await measure(url, `n:1|c|#${TAG}:${TAG}`, `${TAG}:1|c`, `n:2|c|#${TAG}:${HOSTILE}`);
}

/** A view, and what has to be there as it was sent. */
const PLACES: readonly (readonly [hash: string, shown: string])[] = [
  ["#/overview", HOSTILE],
  ["#/keys", LONG.slice(0, 100)],
  ["#/keys", "a·b·c·d"],
  [`#/keys?${new URLSearchParams({ key: HOSTILE, with: LONG, before: "1" })}`, HOSTILE],
  [`#/keys?${new URLSearchParams({ key: "held" })}`, HOSTILE],
  [`#/keys?${new URLSearchParams({ key: "list" })}`, LONG.slice(0, 100)],
  [`#/keys?${new URLSearchParams({ key: TAG.repeat(40), member: "{", step: TAG })}`, TAG],
  [`#/samples?${new URLSearchParams({ host: TAG, with: LONG })}`, TAG],
  ["#/instances", `<b>${HOSTILE}`.slice(0, 30)],
  [`#/instances?${new URLSearchParams({ id: `<b>${HOSTILE}` })}`, `<b>${HOSTILE}`],
  ["#/controls", HOSTILE],
  [`#/controls?${new URLSearchParams({ key: HOSTILE, app: TAG, instance: LONG })}`, HOSTILE],
  ["#/reports", TAG],
  [`#/reports?${new URLSearchParams({ application: TAG })}`, TAG],
  ["#/pushed", TAG],
  ["#/metrics?family=n_total", TAG],
];

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test.for([1_360, 390])("all of it is text in every view %i px wide", async (width) => {
    const url = await openServer({ title: `${TAG}&amp;` });
    await fill(url);
    const { page, trouble } = await visit(browser, url, "#/overview", {
      viewport: { width, height: 844 },
    });
    await until(() => page.title(), `Overview · ${TAG}&amp;`);
    for (const [hash, shown] of PLACES) {
      await page.goto(`${url}/${hash}`);
      await until(
        async () => [hash, (await page.locator("main").getByText(shown).count()) > 0],
        [hash, true],
      );
      await until(() => page.locator("main .bones").count(), 0);
      await check(page);
    }
    expect(trouble).toEqual([]);
  });

  test("switching and reading it back is safe as well", async () => {
    const url = await openServer();
    await fill(url);
    const { page, trouble } = await visit(browser, url, "#/keys");
    for (const key of [...ODD.filter((each) => each !== SPACES), "held"]) {
      await page.goto(`${url}/#/keys?${new URLSearchParams({ key })}`);
      await page.locator(".detail").getByRole("switch").click();
      await page
        .locator(".toast")
        .getByText(/ is off (in|by) /)
        .waitFor();
      await check(page);
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
    // The one that was off in every app stays so.
    const { switches } = await createClient({ url }).controls();
    const off = switches.flatMap(({ key, app }) => (app === "default" ? [key] : []));
    const turned = [...ODD.filter((each) => each !== SPACES && each !== LONG), "held"];
    expect(off.toSorted()).toEqual(turned.toSorted());
    expect(trouble).toEqual([]);
  });
});
