// How busy the collector is, over time.
import { describe, expect, test } from "vitest";
import type { LoadReply } from "../../../src/core/api.ts";
import { LOAD_HOST, type Sample } from "../../../src/core/sample.ts";
import { memoryHistory } from "../../../src/history/memory.ts";
import { loadRoutes } from "../../../src/server/load.ts";
import { routes } from "../../../src/server/routes.ts";
import { manualClock } from "../../support/manual-clock.ts";
import { ask } from "../../support/requests.ts";

const MINUTE_MS = 60_000;
/** Half of a minute, and half of a quarter of an hour, are over. */
const NOW_MS = Date.UTC(2026, 10, 21, 8, 37, 30);
const MINUTE = Math.floor(NOW_MS / MINUTE_MS) * 60;
const NONE = { requests_sec: 0, bytes_sec: 0, p99_ms: 0, error_rate: 0 };

/** `ago` is when the sample's minute began, in minutes before the one that is running. */
const sample = (ago: number, requests: number, more: Partial<Sample> = {}): Sample => ({
  ts: MINUTE - (ago - 1) * 60,
  requests_sec: requests / 60,
  bytes_sec: 10 * (requests / 60),
  ...more,
});

async function load(path: string, samples: readonly Sample[], running?: Sample) {
  const clock = manualClock(NOW_MS);
  const history = memoryHistory({ clock });
  for (const each of samples) history.record(LOAD_HOST, each);
  history.record("shop.example.com", sample(2, 1_000));
  history.record("sum/shop", sample(2, 1_000));
  const meter = { running: () => running };
  return ask(routes(loadRoutes({ history, meter, clock })), `GET ${path}`);
}

async function samplesOf(...asked: Parameters<typeof load>) {
  const { status, json } = await load(...asked);
  expect(status).toBe(200);
  return json as LoadReply;
}

describe("GET /load", () => {
  test("has every minute of the hour up to the one that is running, oldest first", async () => {
    const two = sample(2, 120, { p99_ms: 9, error_rate: 5 });
    const { samples, ...rest } = await samplesOf("/load", [sample(60, 60), two]);
    expect(rest).toEqual({ range: "1h", now: NOW_MS });
    expect(samples.map(({ ts }) => ts)).toEqual(
      Array.from({ length: 60 }, (_, i) => MINUTE - (60 - i) * 60),
    );
    expect(samples[0]).toEqual({ ...NONE, ts: MINUTE - 3_600, requests_sec: 1, bytes_sec: 10 });
    expect(samples.at(-2)).toEqual({
      ts: MINUTE - 120,
      requests_sec: 2,
      bytes_sec: 20,
      p99_ms: 9,
      error_rate: 5,
    });
    expect(samples.at(-1)).toEqual({ ...NONE, ts: MINUTE - 60 });
  });

  test("has that minute, too, by the seconds that are over, once something came in it", async () => {
    const { samples } = await samplesOf("/load?range=30m", [], sample(0, 60));
    expect(samples).toHaveLength(30);
    expect(samples.at(-1)).toMatchObject({ ts: MINUTE, requests_sec: 2, bytes_sec: 20 });
  });

  test.each([
    ["6h", 300, 72],
    ["24h", 900, 96],
  ])(
    "of %s has buckets of %i seconds, %i of them, whose minutes add up",
    async (range, width, count) => {
      const bucket = Math.floor(MINUTE / width) * width;
      const [over, before] = [(MINUTE - bucket) / 60, width / 60];
      const minutes = [
        // The first minute and the last of the bucket before.
        sample(over + before, 60, { p99_ms: 3, error_rate: 100 }),
        sample(over + 1, 180, { p99_ms: 2 }),
        sample(over, 30),
      ];
      const { samples } = await samplesOf(`/load?range=${range}`, minutes, sample(0, 15));
      expect(samples).toHaveLength(count);
      expect(samples.at(-2)).toEqual({
        ts: bucket - width,
        requests_sec: 240 / width,
        bytes_sec: 2_400 / width,
        p99_ms: 3,
        error_rate: 25,
      });
      const last = samples.at(-1);
      expect(last?.ts).toBe(bucket);
      expect(last?.requests_sec).toBeCloseTo(45 / (NOW_MS / 1_000 - bucket));
    },
  );

  test("is all zeros where nothing came", async () => {
    const { samples } = await samplesOf("/load?range=24h", []);
    expect(new Set(samples.map(({ ts: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);
  });

  test("refuses a range that it does not know", async () => {
    expect(await load("/load?range=2h", [])).toMatchObject({
      status: 400,
      json: { error: "range: invalid range; use 30m, 1h, 6h, or 24h" },
    });
  });

  test("hides why the history could not be read", async () => {
    const told: unknown[] = [];
    const history = { query: () => Promise.reject(new Error("disk")) };
    const [meter, clock] = [{ running: () => undefined }, manualClock(NOW_MS)];
    const onError = (error: unknown) => told.push(error);
    const handler = routes(loadRoutes({ history, meter, clock, onError }));
    const { status, json } = await ask(handler, "GET /load");
    expect([status, json, told.length]).toEqual([500, { error: "internal error" }, 1]);
  });
});
