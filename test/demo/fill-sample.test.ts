// The made-up shop: it repeats, it adds up, and what happened there is seen.
import { beforeAll, describe, expect, test } from "vitest";
import { createChance } from "../../demo/sample/chance.ts";
import { fillSample, SAMPLE_KEEP } from "../../demo/sample/fill-sample.ts";
import { createStory, HOUR_MS, MINUTE_MS } from "../../demo/sample/story.ts";
import type { Scalar } from "../../src/core/json.ts";
import type { Sql } from "../../src/core/ports.ts";
import { RANGES } from "../../src/core/sample.ts";
import type { Store } from "../../src/core/tally.ts";
import { sqlHistory } from "../../src/history/sql.ts";
import { createPushes } from "../../src/store/pushes/pushes.ts";
import { createReports } from "../../src/store/reports/reports.ts";
import { createStore } from "../../src/store/store.ts";
import { manualClock } from "../support/manual-clock.ts";
import { memorySql } from "../support/store.ts";

const NOW_MS = Date.UTC(2026, 10, 20, 19, 40, 20);
const DAYS = 3;
const clock = manualClock(NOW_MS);
const ALL = { seconds: DAYS * 86_400, step: 60 };
const story = createStory(NOW_MS, DAYS, createChance(1));

async function filled(days: number, seed?: number): Promise<Sql> {
  const sql = memorySql();
  await fillSample(sql, { now: NOW_MS, days, ...(seed && { seed }) });
  return sql;
}

/** Every row of every table. */
function rowsOf(sql: Sql): Record<string, unknown> {
  const tables = sql.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  return Object.fromEntries(tables.map(({ name }) => [name, sql.all(`SELECT * FROM ${name}`)]));
}

test.each(Array.from({ length: 24 }, (_, hour) => hour))(
  "all of a story has happened at %i o'clock, also of two days",
  (hour) => {
    const nowMs = Date.UTC(2028, 1, 29, hour, 59, 59, 999);
    for (const days of [2, 3, 60]) {
      const { fromMs, launchMs, outage, ...told } = createStory(nowMs, days, createChance(1));
      const switched = Object.values(told.operators);
      const all = [
        launchMs,
        outage.fromMs,
        outage.toMs,
        ...Object.values(told.releases),
        ...switched,
      ];
      expect(Math.min(...all)).toBeGreaterThanOrEqual(fromMs);
      expect(Math.max(...all)).toBeLessThan(nowMs);
    }
  },
);

test("the same moment and seed make the same rows, and another seed makes others", async () => {
  const [one, same, other] = [await filled(2), await filled(2, 1), await filled(2, 2)];
  expect(rowsOf(same)).toEqual(rowsOf(one));
  expect(rowsOf(other)["key_minute"]).not.toEqual(rowsOf(one)["key_minute"]);
});

describe("a sample", () => {
  let sql: Sql;
  let store: Store;
  beforeAll(async () => {
    sql = await filled(DAYS);
    store = createStore(sql, { clock, keep: SAMPLE_KEEP });
  });

  /** What came from one moment up to another. */
  function sum(key: string, fromMs: number, toMs: number, member?: Scalar): number {
    const [from, to] = [fromMs / 1_000, toMs / 1_000];
    return store
      .series(key, member, ALL)
      .points.filter(({ ts }) => ts >= from && ts < to)
      .reduce((all, { total }) => all + total, 0);
  }

  test.each(["default", "admin"])("has keys of %s whose minutes and members add up", (app) => {
    const keys = store.keys(ALL, app);
    expect(keys.length).toBeGreaterThan(8);
    for (const { key, kind, total } of keys) {
      const { points, step } = store.series(key, undefined, ALL, app);
      expect(step).toBe(60);
      expect(points.reduce((all, point) => all + point.total, 0)).toBe(total);
      if (kind !== "set") continue;
      const { members, other } = store.members(key, ALL, 1_000, app);
      expect(members.reduce((all, member) => all + member.total, other)).toBe(total);
    }
  });

  test("has all kinds of keys, a family of them, and members in many scripts", () => {
    const keys = store.keys(ALL);
    expect(new Set(keys.map(({ kind }) => kind))).toEqual(
      new Set(["count", "set", "list", "value"]),
    );
    expect(keys.filter(({ key }) => key.startsWith("ua:")).length).toBeGreaterThan(4);
    const terms = store.members("search.term", ALL, 100).members.map(({ value }) => value);
    expect(terms).toEqual(expect.arrayContaining(["gießkanne", "多肉植物", "صبار", "<b>aloe</b>"]));
    const fields = (key: string) => store.values(key, 10).fields.map(({ field }) => field);
    expect(fields("viewport")).toEqual(["dpr", "height", "width"]);
    expect(fields("consent")).toEqual(["ads", "analytics"]);
  });

  test("has views in nearly all minutes", () => {
    const { points } = store.series("page.view", undefined, ALL);
    expect(points.filter(({ total }) => total > 0).length).toBeGreaterThan(0.97 * points.length);
  });

  test("has accounts in which nothing is unexplained, though something of all is there", () => {
    const { epochs, ...all } = store.accounting(10_000);
    expect(all.unexplained).toBe(0);
    const dropped = Object.values(all.dropped).reduce((sum, calls) => sum + calls, 0);
    expect(all.recorded).toBe(all.accepted + dropped + all.pending);
    expect(Object.keys(all.dropped).sort()).toEqual(
      expect.arrayContaining(["buffer-full", "disabled", "expired"]),
    );
    for (const some of [all.pending, all.missing, all.duplicates]) expect(some).toBeGreaterThan(0);
    expect(epochs.some(({ faults }) => (faults["storage"] ?? 0) > 0)).toBe(true);
    expect(epochs.find(({ instance }) => instance === "kiosk-graz")).toMatchObject({
      offset_ms: 184_000,
    });
    const heard = (instance: string) => epochs.find((each) => each.instance === instance)?.controls;
    expect(heard("edge-fra")).toBe(store.controls().version);
    expect(heard("kiosk-basel")).toBeLessThan(story.launchMs);
  });

  test("has about two hundred instances, most of them on time", () => {
    const { instances, active, total } = store.instances(1_000, NOW_MS - HOUR_MS);
    expect(total).toBeGreaterThan(180);
    expect(total).toBeLessThan(220);
    expect(active).toBeGreaterThan(50);
    expect(active).toBeLessThan(total);
    const overdue = instances.filter((instance) => instance.overdue).length;
    expect(overdue).toBeGreaterThan(10);
    expect(overdue).toBeLessThan(total / 2);
  });

  test("has an outage: views fall, failures and errors rise", () => {
    const { fromMs, toMs } = story.outage;
    const beforeMs = fromMs - (toMs - fromMs);
    expect(sum("page.view", fromMs, toMs)).toBeLessThan(0.2 * sum("page.view", beforeMs, fromMs));
    expect(sum("http.status", fromMs, toMs, 503)).toBeGreaterThan(
      20 * sum("http.status", beforeMs, fromMs, 503),
    );
    expect(sum("errors", fromMs, toMs)).toBeGreaterThan(10 + sum("errors", beforeMs, fromMs));
  });

  test("has a launch, a key that a release brought and one that a release took away", () => {
    const { launchMs, fromMs } = story;
    expect(sum("page.view", launchMs, launchMs + HOUR_MS)).toBeGreaterThan(
      2 * sum("page.view", launchMs - HOUR_MS, launchMs),
    );
    const { wishlistMs, bannerMs } = story.releases;
    expect(sum("wishlist.add", fromMs, wishlistMs)).toBe(0);
    expect(sum("wishlist.add", wishlistMs, NOW_MS)).toBeGreaterThan(100);
    expect(sum("banner.close", fromMs, bannerMs)).toBeGreaterThan(50);
    expect(sum("banner.close", bannerMs + MINUTE_MS, NOW_MS)).toBe(0);
  });

  test("has switches that were obeyed, with who threw them and why", () => {
    const log = store.changes(10).reverse();
    expect(log.map(({ author }) => author)).toEqual(["ada", "ada", "ben", "ada", "ada", "chen"]);
    for (const { reason } of log) expect(reason).not.toBe("");
    const hidden = log.find(({ change }) => change.disable?.includes("search.term"));
    expect(log.filter(({ undoes }) => undoes === hidden?.version)).toHaveLength(1);
    const { fewMs, allMs, hiddenMs, shownMs } = story.operators;
    const states = store.keys(ALL).filter(({ state }) => state !== "on");
    expect(states.map(({ key, state }) => [key, state])).toEqual([["mouse.move", "off"]]);
    const moves = (fromMs: number, toMs: number) =>
      sum("mouse.move", fromMs, toMs) / sum("cart.add", fromMs, toMs);
    expect(moves(allMs + 18 * HOUR_MS, NOW_MS)).toBeLessThan(0.1 * moves(story.fromMs, fewMs));
    const terms = (fromMs: number, toMs: number) =>
      sum("search.term", fromMs, toMs) / sum("cart.add", fromMs, toMs);
    expect(terms(hiddenMs + 14 * HOUR_MS, shownMs)).toBeLessThan(
      0.5 * terms(shownMs + 4 * HOUR_MS, NOW_MS),
    );
  });

  test("has a day of three hosts, and hours of all that was pushed", async () => {
    const history = sqlHistory(sql, { clock });
    const hosts = ["admin.example.com", "direct", "shop.example.com"];
    const pushed = ["job/newsletter/region/eu", "job/newsletter/region/us", "job/stock-import"];
    const sums = ["sum/checkout", "sum/statsd"];
    expect(await history.hosts()).toEqual(
      expect.arrayContaining([...hosts, ...pushed, ...sums].sort()),
    );
    const samples = await history.query("shop.example.com", RANGES["24h"]);
    expect(samples.length).toBeGreaterThan(90);
    expect(Object.keys(samples[0] ?? {}).sort()).toEqual(
      ["active_backends", "bytes_sec", "error_rate", "p99_ms", "requests_sec", "ts"].sort(),
    );
    expect((await history.query("sum/statsd", RANGES["1h"])).length).toBeGreaterThan(55);
    await history.close();
    const pushes = createPushes(sql, { clock });
    const types = [...pushes.groups(), ...pushes.sums()].flatMap(({ families }) =>
      families.map(({ type }) => type),
    );
    expect(new Set(types)).toEqual(new Set(["counter", "gauge", "histogram", "summary"]));
  });

  test("has two applications whose installs follow new versions", () => {
    const reports = createReports(sql, { clock });
    const all = reports.applications();
    expect(all.map(({ application }) => application)).toEqual(["label-printer", "shop"]);
    for (const { application, active, versions, settings } of all) {
      expect(active).toBeGreaterThan(40);
      expect(versions.length).toBeGreaterThan(1);
      expect(settings?.notices.length).toBeGreaterThan(0);
      const days = reports.days(application, DAYS, NOW_MS / 1_000);
      expect(new Set(days.map(({ version }) => version)).size).toBeGreaterThan(2);
    }
  });
});
