// One cell of the table: many visits of one client in one engine that end in one way, and what arrived of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Engine, Tab } from "../../support/engines/engine.ts";
import type { Client } from "./clients.ts";
import { openSink, type Site } from "./sink.ts";

/** How a visit ends, and whether the server is there meanwhile. */
export const WAYS = {
  close: "tab closed",
  navigate: "navigated away",
  reload: "reloaded",
  kill: "browser killed (SIGKILL)",
  offline: "tab closed while offline",
  unavailable: "tab closed while the server answers 503",
} as const;
export type Way = keyof typeof WAYS;

/** What became of the records of a cell, one a visit. */
export interface Loss {
  readonly runs: number;
  /** Not there when the visit was over and time had passed. */
  readonly lostAtFirst: number;
  /** Not there after the next visit either. */
  readonly lost: number;
  /** Counted more than once. */
  readonly doubled: number;
}

/** A client has started and said hello. */
const WARM_MS = 500;
/** What is under way when a visit is over arrives within this. */
const SETTLE_MS = 1_000;
/** How long a next visit lasts: Sentry's offline transport looks into its store after 5 s. */
const VISIT_MS = 10_000;
/** An outage outlives the page, and what was sent as it went. */
const OUTAGE_MS = 1_000;
/** Visits at a time, which work, and next visits, which mostly wait: more would slow each other down. */
const LANES = {
  chromium: { visits: 8, next: 32 },
  firefox: { visits: 5, next: 8 },
  webkit: { visits: 8, next: 16 },
};
/** Tabs of a browser that is killed. */
const KILLED_TABS = 10;

interface Visit {
  readonly id: string;
  readonly site: Site;
}

/** Makes `runs` visits. */
export async function measure(
  engine: Engine,
  client: Client,
  way: Way,
  delayMs: number,
  runs: number,
): Promise<Loss> {
  const lanes = LANES[engine.name];
  const profile = mkdtempSync(join(tmpdir(), "tallybeacon-loss-"));
  const sink = await openSink(client);
  const visits: Visit[] = [];
  for (let run = 0; run < runs; run++) {
    visits.push({ id: `record-${run}`, site: await sink.site() });
  }
  let browser = await engine.launch(profile);
  try {
    if (way === "kill") {
      for (let at = 0; at < runs; at += KILLED_TABS) {
        await killed(browser, visits.slice(at, at + KILLED_TABS), delayMs);
        browser = await engine.launch(profile);
      }
    } else await inLanes(lanes.visits, visits, (visit) => left(browser, visit, way, delayMs));
    await pause(SETTLE_MS);
    const atFirst = await sink.counts();
    const isThere = async ({ id }: Visit) => (await sink.counts()).has(id);
    await inLanes(lanes.next, visits, (visit) => next(browser, visit, () => isThere(visit)));
    await pause(SETTLE_MS);
    const counts = await sink.counts();
    return {
      runs,
      lostAtFirst: visits.filter(({ id }) => !atFirst.has(id)).length,
      lost: visits.filter(({ id }) => !counts.has(id)).length,
      doubled: visits.filter(({ id }) => (counts.get(id) ?? 0) > 1).length,
    };
  } finally {
    await browser.kill();
    await sink.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Runs `each` over all of them, `lanes` at a time. */
async function inLanes<T>(
  lanes: number,
  all: readonly T[],
  each: (one: T) => Promise<void>,
): Promise<void> {
  const waiting = [...all];
  const lane = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await each(one);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function open(browser: Browser, { site }: Visit, query = ""): Promise<Tab> {
  const tab = await browser.open(site.url + query);
  await pause(WARM_MS);
  return tab;
}

/** What the page runs to record: once, also where an engine runs again what it lost the answer of. */
function recording(id: string): string {
  return `void (globalThis["recorded"] ??= (record("${id}"), true))`;
}

/** A visit that ends. */
async function left(browser: Browser, visit: Visit, way: Way, delayMs: number): Promise<void> {
  const { id, site } = visit;
  const tab = await open(browser, visit);
  if (way === "navigate" || way === "reload") {
    // In the page, so that no time passes which the engine's protocol takes.
    const leave = way === "reload" ? "location.reload()" : 'location.assign("/elsewhere")';
    const then = delayMs > 0 ? `setTimeout(() => ${leave}, ${delayMs})` : leave;
    await tab.evaluate(`void (${recording(id)}, ${then})`).catch(() => {});
    await pause(delayMs + OUTAGE_MS);
    return tab.close();
  }
  if (way !== "close") await site.become(way as "offline" | "unavailable");
  await tab.evaluate(recording(id));
  if (delayMs > 0) await pause(delayMs);
  await tab.close();
  if (way === "close") return;
  await pause(OUTAGE_MS);
  await site.become("well");
}

/** Visits that end with their browser, at one moment. */
async function killed(browser: Browser, visits: readonly Visit[], delayMs: number): Promise<void> {
  const tabs = await Promise.all(
    visits.map(async (visit) => [visit.id, await open(browser, visit)] as const),
  );
  await Promise.all(tabs.map(([id, tab]) => tab.evaluate(recording(id))));
  if (delayMs > 0) await pause(delayMs);
  await browser.kill();
}

/** The next visit, hours later by the page's clock: records something else, as visits do, and stays for a while if there is something to wait for. */
async function next(
  browser: Browser,
  visit: Visit,
  isThere: () => Promise<boolean>,
): Promise<void> {
  const tab = await open(browser, visit, "?later");
  const until = Date.now() + VISIT_MS;
  await tab.evaluate('void record("next")');
  do await pause(200);
  while (Date.now() < until && !(await isThere()));
  await tab.close();
}
