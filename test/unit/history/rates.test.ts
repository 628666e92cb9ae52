// Counters become rates.
import { describe, expect, test } from "vitest";
import { type BackendReading, sample } from "../../../src/history/rates.ts";

const NOW_MS = 1_795_250_403_500;

function backend(statistics: Partial<BackendReading["statistics"]>, health = "Healthy") {
  return {
    statistics: { requests: 0, failures: 0, latencies: 0, p99Us: 0, ...statistics },
    health,
  };
}

const previous = (requests: number, failures: number, secondsAgo = 60) => ({
  atMs: NOW_MS - secondsAgo * 1000,
  requests,
  failures,
});

describe("sample", () => {
  test("has no rates without totals to compare with", () => {
    const first = sample([backend({ requests: 1000, failures: 10 })], NOW_MS);
    expect(first).toEqual({
      sample: { ts: 1_795_250_403, requests_sec: 0, p99_ms: 0, error_rate: 0, active_backends: 1 },
      totals: { atMs: NOW_MS, requests: 1000, failures: 10 },
    });
  });

  test.each([
    ["counts per second and in percent", [1600, 20], [1000, 14], 60, 10, 1],
    ["says nothing of requests that fell", [400, 20], [1000, 10], 60, 0, 0],
    ["says nothing of failures that fell", [1600, 10], [1000, 40], 60, 10, 0],
    ["has no error rate without requests", [1000, 20], [1000, 10], 60, 0, 0],
    ["never exceeds a hundred percent", [1010, 100], [1000, 0], 10, 1, 100],
    ["has no rate over no time", [1010, 0], [1000, 0], 0, 0, 0],
    ["has no rate when the clock went back", [1010, 0], [1000, 0], -5, 0, 0],
  ])("%s", (_, now, before, secondsAgo, perSecond, percent) => {
    const reading = [backend({ requests: now[0] as number, failures: now[1] as number })];
    const found = sample(
      reading,
      NOW_MS,
      previous(before[0] as number, before[1] as number, secondsAgo),
    );
    expect(found.sample).toMatchObject({ requests_sec: perSecond, error_rate: percent });
  });

  test("adds backends up and skips those without statistics", () => {
    const { totals } = sample(
      [backend({ requests: 1, failures: 1 }), { health: "Healthy" }, backend({ requests: 2 })],
      NOW_MS,
    );
    expect(totals).toMatchObject({ requests: 3, failures: 1 });
  });

  test("takes the plain mean of percentiles, of backends that have latencies", () => {
    const reading = [
      backend({ latencies: 1_000_000, p99Us: 1_000 }),
      backend({ latencies: 1, p99Us: 9_000 }),
      backend({ latencies: 0, p99Us: 50_000 }),
    ];
    expect(sample(reading, NOW_MS).sample["p99_ms"]).toBe(5);
  });

  test.each([
    ["Healthy", 1],
    ["Unknown", 1],
    ["Degraded", 1],
    ["Dead", 0],
    ["Unhealthy", 0],
  ])("health %s makes %i active backends", (health, active) => {
    expect(sample([backend({}, health)], NOW_MS).sample["active_backends"]).toBe(active);
  });

  test("does not count a backend whose health is not known", () => {
    const { statistics } = backend({});
    expect(sample([{ statistics }], NOW_MS).sample["active_backends"]).toBe(0);
  });
});
