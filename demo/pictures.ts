// `npm run pictures`: takes README.md's pictures of the dashboard, over the sample as it was on one evening.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright";
import { launchOptions } from "../test/support/browser.ts";
import { serveSample } from "./sample/serve-sample.ts";

/** The pictures show the same data each time. */
const NOW = Date.parse("2026-11-30T19:40:00Z");
const FOLDER = join(import.meta.dirname, "pictures");
const WIDE = { width: 1280, height: 860 };
const NARROW = { width: 390, height: 844 };

/** Name, address, colours and size of each. */
const PICTURES = [
  ["overview", "#/overview", "light", WIDE],
  ["keys", "#/keys?key=page.view&range=7d&before=1", "light", WIDE],
  ["members", "#/keys?key=http.status&range=30d", "dark", WIDE],
  ["instance", "#/instances?id=kiosk-leipzig", "light", WIDE],
  ["controls", "#/controls?key=mouse.move", "dark", WIDE],
  ["reports", "#/reports?application=label-printer&range=60d", "light", WIDE],
  ["metrics", "#/metrics?range=6h", "dark", WIDE],
  ["narrow", "#/keys?key=cart.add&range=7d", "light", NARROW],
] as const;

const served = await serveSample({ now: NOW });
const browser = await chromium.launch(launchOptions());
try {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, hash, colorScheme, viewport] of PICTURES) {
    const page = await browser.newPage({
      viewport,
      colorScheme,
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
    });
    await page.clock.setFixedTime(NOW);
    await page.goto(`${served.url}/${hash}`);
    await page.locator("main .panel").first().waitFor();
    await page.waitForFunction(() => document.querySelector("main .bones") === null);
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await served.close();
}
console.log("The pictures are in demo/pictures/.");
