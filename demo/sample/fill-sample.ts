// Fills a database with two months of a shop that does not exist, by the doors that real traffic comes through.
import type { Clock, Sql } from "../../src/core/ports.ts";
import { sqlHistory } from "../../src/history/index.ts";
import { createAggregator, createMetrics } from "../../src/metrics/index.ts";
import {
  createPushes,
  createReports,
  createStore,
  type Keep,
  pushedBackend,
} from "../../src/server/index.ts";
import { createFeed } from "../../src/server/pushes/feed.ts";
import { createBrowsers } from "./browsers.ts";
import { createChance } from "./chance.ts";
import type { Door } from "./client.ts";
import { createEdges } from "./edges.ts";
import { recordHosts } from "./hosts.ts";
import { reportInstalls } from "./installs.ts";
import { runJobs } from "./jobs.ts";
import { createKiosks } from "./kiosks.ts";
import { createOperators } from "./operators.ts";
import { createStaff } from "./staff.ts";
import { createStory, DAY_MS, MINUTE_MS } from "./story.ts";

/** What is filled in. */
export interface SampleOptions {
  /** When the last of it happened, Unix milliseconds. */
  readonly now: number;
  /** From 2 to 60, which is the default. */
  readonly days?: number;
  /** Another seed, another shop like it. Default 1. */
  readonly seed?: number;
}

/** How long the sample's totals are kept: all of it by the minute. For `createStore` and `serve`. */
export const SAMPLE_KEEP: Pick<Keep, "minute"> = { minute: (61 * DAY_MS) / 1_000 };

/** Updates share a commit for so many minutes. */
const COMMIT_MINUTES = 480;

/**
 * Fills an empty database; with the same `now`, `days` and `seed` by the same rows. Resolves to the number of updates.
 */
export async function fillSample(sql: Sql, options: SampleOptions): Promise<number> {
  const { now, days = 60, seed = 1 } = options;
  const chance = createChance(seed);
  const story = createStory(now, days, chance);
  let atMs = story.fromMs;
  const setNow = (ms: number) => {
    atMs = ms;
  };
  // Nothing waits: what would happen later is called when it is due.
  const clock: Clock = { now: () => atMs, random: chance.next, after: () => () => {} };

  const updates = await fillStore();
  sql.tx(() => reportInstalls(createReports(sql, { clock }), story, chance, setNow));
  await fillHistory();
  return updates;

  async function fillStore(): Promise<number> {
    let commit = () => {};
    const later = (run: () => void) => {
      commit = run;
    };
    const store = createStore(sql, { clock, later, keep: SAMPLE_KEEP });
    const arrivals: Promise<unknown>[] = [];
    const door: Door = { store, sent: (arrival) => arrivals.push(arrival) };
    const world = { door, story, chance };
    const lives = [
      createOperators(store, story),
      createEdges(world),
      createBrowsers(world),
      createKiosks(world),
      createStaff(world),
    ];
    let sent = 0;
    const settle = async () => {
      commit();
      await Promise.all(arrivals);
      sent += arrivals.splice(0).length;
    };
    for (let minute = 0; atMs + MINUTE_MS <= now; minute += 1, atMs += MINUTE_MS) {
      for (const live of lives) live(atMs);
      if (minute % COMMIT_MINUTES === 0) await settle();
    }
    await settle();
    setNow(now);
    sql.tx(() => {
      while (store.compact());
    });
    await store.close();
    return sent;
  }

  async function fillHistory() {
    setNow(now);
    const history = sqlHistory(sql, { clock });
    await recordHosts(history, story, chance);
    const pushes = createPushes(sql, { clock });
    const feed = createFeed({ pushes, history, clock });
    pushes.onChange(() => {
      feed.tick();
      feed.note();
    });
    const aggregator = createAggregator({
      backends: [pushedBackend(pushes, { clock })],
      percentiles: [50, 90, 99],
      clock,
    });
    const metrics = createMetrics({
      sink: aggregator.receive,
      namespace: "shop",
      enabled: () => true,
      clock,
    });
    await runJobs({ pushes, metrics, aggregator, setNow }, story, chance);
    setNow(now);
    await history.close();
  }
}
