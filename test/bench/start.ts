// Evaluating and starting the script beside plausible-tracker, on a processor four times as slow.
import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { type Figure, median } from "./figure.ts";
import { type Pages, pageScript } from "./page.ts";

const RUNS = 21;
const WARM_UP = 2;
const SLOWER = 4;
const SETTLE_MS = 60;

/** Inline script elements, each in a page of its own; both sides by turns. */
export async function benchStart(pages: Pages): Promise<Figure[]> {
  const ours = readFileSync(new URL("../../dist/tallybeacon.js", import.meta.url), "utf8");
  const plausible = await pageScript(`
    import Plausible from "plausible-tracker";
    globalThis.plausible = Plausible({ domain: "shop.example", trackLocalhost: true, apiHost: location.origin });
  `);
  const times = { ours: [] as number[], plausible: [] as number[], empty: [] as number[] };
  const run = async (side: keyof typeof times, script: string) => {
    const page = await pages.open();
    // What the browser still does for a page that has just loaded is not the script's.
    await page.waitForTimeout(SETTLE_MS);
    times[side].push(await timeToStart(page, script));
    if (side === "ours") {
      const started = await page.evaluate("typeof tallybeacon.snapshot()");
      if (started !== "object") throw new Error("the script did not start");
    }
    await page.close();
  };
  for (let round = 0; round < RUNS; round++) {
    await run("ours", ours);
    await run("plausible", plausible);
    await run("empty", "");
  }
  const middle = (side: keyof typeof times) => median(times[side].slice(WARM_UP));
  return [
    {
      name: "evaluating and starting the script at 1/4 speed, times plausible-tracker",
      measured: middle("ours") / middle("plausible"),
      unit: "x",
      bound: 2,
    },
    { name: "the same, of tallybeacon.js", measured: middle("ours"), unit: "ms" },
    { name: "the same, of plausible-tracker", measured: middle("plausible"), unit: "ms" },
    { name: "the same, of an empty script", measured: middle("empty"), unit: "ms" },
  ];
}

/** From before the element is put into the page until its script has run, its first microtasks included. */
async function timeToStart(page: Page, script: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const time = await page.evaluate(async (text) => {
    const element = document.createElement("script");
    element.dataset["endpoint"] = "/v1/update";
    element.textContent = text;
    const start = performance.now();
    document.body.append(element);
    for (let turn = 0; turn < 12; turn++) await undefined;
    return performance.now() - start;
  }, script);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  return time;
}
