// Pushed and tagged metrics of a real server, in a real browser.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findings } from "../../support/axe.ts";
import {
  BROWSERS,
  launch,
  openServer,
  texts,
  until,
  visit,
} from "../../support/dashboard-visit.ts";

const HOSTILE = '<img src=x onerror="document.title=1">';
const headings = (page: Page) => texts(page.locator(".detail:not(.half) h2"));
const names = (page: Page) => texts(page.locator(".list .name"));
const post = async (url: string, body: string) => {
  const { status } = await fetch(url, {
    method: "POST",
    body,
    headers: { "content-type": "text/plain" },
  });
  expect(status).toBe(202);
};
const quoted = HOSTILE.replaceAll('"', '\\"');
const HITS = `# HELP hits_total ${HOSTILE}
# TYPE hits_total counter
hits_total{path="/"} 3
hits_total{path="${quoted}"} 9
# TYPE took histogram
took_bucket{le="1"} 2
took_sum 4
took_count 3
`;
const LINES = [
  "shop.cart.add:2|c|#plant:Aloe",
  "shop.cart.add:1|c|#plant:Ficus",
  "shop.render:12.5|ms",
  `n:1|c|#x:${HOSTILE}`,
  `${HOSTILE}:1|c`,
];

describe.each(BROWSERS)("in %s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(name);
  });
  afterAll(() => browser.close());

  test("what is pushed is there without a reload, and each step in the address", async () => {
    const url = await openServer();
    const { page, trouble } = await visit(browser, url, "#/pushed?range=1h");
    await page.getByText("Nothing was pushed yet.").waitFor();
    await post(`${url}/metrics/job/shop?epoch=a&seq=1`, HITS);
    await until(() => names(page), ["shop", "hits_total", "took"]);
    await until(() => headings(page), ["hits_total", "Series"]);
    expect(await page.locator(".about").textContent()).toBe(HOSTILE);
    await page.getByRole("button", { name: `{path="${quoted}"}` }).click();
    await until(() => page.locator(".detail:not(.half) dd").first().textContent(), "9");
    await page.getByRole("link", { name: "took" }).click();
    await until(() => headings(page), ["took", "How values are spread"]);
    await page.goBack();
    await until(() => page.locator(".detail:not(.half) dd").first().textContent(), "9");
    await until(() => page.locator("tr[aria-current] .pick").textContent(), HOSTILE);
    await post(`${url}/metrics/job/shop?epoch=a&seq=2`, HITS.replace("} 9", "} 11"));
    await until(() => page.locator(".detail:not(.half) dd").first().textContent(), "11");
    expect(await page.locator("main img").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("tagged metrics are told by their tags, and what the pipeline did with them", async () => {
    const url = await openServer();
    const { page, trouble } = await visit(browser, url, "#/metrics?range=1h");
    await page.getByText("Nothing was aggregated yet.").waitFor();
    await post(`${url}/v1/statsd`, LINES.join("\n"));
    await until(async () => (await names(page)).includes("shop_cart_add_total"), true);
    await page.keyboard.press("/");
    await page.keyboard.type("plant aloe");
    await until(() => names(page), ["shop_cart_add_total"]);
    await page.getByRole("link", { name: "shop_cart_add_total" }).click();
    await until(() => texts(page.locator("tbody .pick")), ["Aloe"]);
    await page.keyboard.press("/");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.press("Backspace");
    await until(() => texts(page.locator("tbody .pick")), ["Aloe", "Ficus"]);
    for (const key of ["ArrowDown", "ArrowDown"]) {
      await page.getByLabel("Label plant").press(key);
    }
    await until(() => texts(page.locator("tbody .pick")), ["Ficus"]);
    await until(() => page.getByLabel("What came in").locator("dd").first().textContent(), "5");
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).not.toBe("1");
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
    "of %i px, %s, both fit, and axe-core finds no serious fault",
    async (width, colorScheme) => {
      const url = await openServer();
      await post(`${url}/metrics/job/shop?epoch=a&seq=1`, HITS);
      await post(`${url}/v1/statsd`, LINES.join("\n"));
      const viewport = { width, height: 900 };
      const { page } = await visit(browser, url, "#/pushed", { viewport, colorScheme });
      const wide = () => document.documentElement.scrollWidth - innerWidth;
      await until(() => headings(page), ["hits_total", "Series"]);
      expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
      expect(await findings(page)).toEqual([]);
      await page.getByRole("link", { name: "Tagged metrics" }).click();
      await until(async () => (await names(page)).length > 2, true);
      expect(await page.evaluate(wide)).toBeLessThanOrEqual(0);
      expect(await findings(page)).toEqual([]);
    },
  );
});
