// Evaluating and starting the script beside plausible-tracker, on a processor four times as slow.
import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { type Figure, mean } from "./figure.ts";
import { type Pages, pageScript } from "./page.ts";

/** So many, as a task meets the thread that slows it or does not: means of 45 differ by a fifth. */
const RUNS = 90;
const WARM_UP = 2;
const SLOWER = 4;
/** Until what a script does after it has started is over, its first request included. */
const SETTLE_MS = 150;

/** Scripts as pages have them, `<script async src>`, each in a page that shares nothing with others; all by turns. */
export async function benchStart(pages: Pages): Promise<Figure[]> {
  const sides = {
    tallybeacon: readFileSync(new URL("../../dist/tallybeacon.js", import.meta.url), "utf8"),
    "plausible-tracker": await pageScript(`
      import Plausible from "plausible-tracker";
      globalThis.plausible = Plausible({ domain: "shop.example", trackLocalhost: true, apiHost: location.origin });
    `),
    "an empty script": "",
  };
  const times = new Map<string, Times[]>();
  for (const [side, script] of Object.entries(sides)) {
    const path = `/${encodeURIComponent(side)}`;
    pages.files[`${path}.js`] = script;
    pages.files[`${path}.html`] = pageWith(`${path}.js`);
    times.set(side, []);
  }
  for (let round = 0; round < RUNS; round++) {
    for (const [side, found] of times) {
      const page = await pages.open();
      found.push(await timesOf(page, `/${encodeURIComponent(side)}`));
      if (side === "tallybeacon") await checkStarted(page);
      await page.close();
    }
  }
  // Not the median: Chromium slows a thread by stopping it now and then, which such short tasks meet never or often.
  const usual = (side: keyof typeof sides, what: keyof Times) =>
    mean((times.get(side) ?? []).slice(WARM_UP).map((found) => found[what]));
  const informs = (Object.keys(sides) as (keyof typeof sides)[]).flatMap((side): Figure[] => [
    { name: `the same, of ${side}`, measured: usual(side, "startMs"), unit: "ms" },
    { name: `in later tasks, of ${side}`, measured: usual(side, "laterMs"), unit: "ms" },
  ]);
  return [
    {
      name: "evaluating and starting the script at 1/4 speed, times plausible-tracker",
      measured: usual("tallybeacon", "startMs") / usual("plausible-tracker", "startMs"),
      unit: "x",
      bound: 2,
    },
    ...informs,
  ];
}

/** The first script that touches an element pays for that, and a page has scripts of its own. */
function pageWith(script: string): string {
  return `<!doctype html><title>bench</title><body><p>bench</p>
    <script>document.querySelector("p").className = "own"</script>
    <script async src="${script}" data-endpoint="/v1/update"></script></body>`;
}

/** Time on the main thread. */
interface Times {
  /** Compiling, evaluating and starting the script, the task that the page must wait for: what the thread worked. */
  readonly startMs: number;
  /** Timers, callbacks and microtasks after that: what they lasted, interruptions included. */
  readonly laterMs: number;
}

/** An entry of a trace; times in microseconds. */
interface Entry {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of `dur`, what the thread itself was at work. */
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly url?: string } };
}

const LATER = ["TimerFire", "FunctionCall", "RunMicrotasks", "EventDispatch"];

/** Loads the page and reads the browser's own trace of it. */
async function timesOf(page: Page, path: string): Promise<Times> {
  const session = await page.context().newCDPSession(page);
  const trace: Entry[] = [];
  session.on("Tracing.dataCollected", ({ value }) => trace.push(...(value as unknown as Entry[])));
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const traceConfig = { includedCategories: ["devtools.timeline"] };
  await session.send("Tracing.start", { traceConfig, transferMode: "ReportEvents" });
  await page.goto(new URL(`${path}.html`, page.url()).href);
  await page.waitForTimeout(SETTLE_MS);
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.end");
  await complete;

  const start = trace.find(
    ({ name, args }) => name === "EvaluateScript" && args.data?.url?.endsWith(`${path}.js`),
  );
  if (!start) throw new Error(`the trace has no ${path}.js`);
  const later = trace.filter(({ name, pid, tid, ts }) => {
    const isHere = pid === start.pid && tid === start.tid;
    return isHere && LATER.includes(name) && ts >= start.ts + (start.dur ?? 0);
  });
  return { startMs: (start.tdur ?? 0) / 1000, laterMs: union(later) / 1000 };
}

/** Time that entries cover together, as some lie in others. */
function union(entries: readonly Entry[]): number {
  let covered = 0;
  let end = 0;
  for (const { ts, dur = 0 } of [...entries].sort((a, b) => a.ts - b.ts)) {
    covered += Math.max(0, ts + dur - Math.max(ts, end));
    end = Math.max(end, ts + dur);
  }
  return covered;
}

async function checkStarted(page: Page): Promise<void> {
  const id = await page.evaluate("tallybeacon.snapshot().instanceId");
  if (typeof id !== "string") throw new Error("the script did not start");
}
