// The crowd's schedule is the emitter's, and it comes back flat.
import { describe, expect, test } from "vitest";
import { DEFAULT_INTERVAL_MS, MAX_ATTEMPTS } from "../../src/core/limits.ts";
import { MINUTE_MS } from "../../src/core/store-limits.ts";
import { world } from "../support/collector.ts";
import { LOST, ok } from "../support/network.ts";
import { chance } from "./chance.ts";
import { curves, doublingPace, emitterPace, herd, MAX_HERD } from "./crowd.ts";

const CLIENTS = 10_000;

test("the model of the emitter comes when the emitter comes, attempt by attempt", async () => {
  const WANTED_MS = 60_000;
  // Up, then away for long enough to use every attempt up twice, then up again.
  const isUp = (attempt: number) => attempt < 2 || attempt > 2 + 2 * MAX_ATTEMPTS;
  const luck = chance(7);
  const { tally, network, clock } = world();
  Object.assign(clock, { random: luck.next });
  network.answers((_sent, attempt) =>
    isUp(attempt) ? ok({ next_update: WANTED_MS * 1e6 }) : LOST,
  );
  const startMs = clock.now();
  tally.start();
  await clock.advance(4 * DEFAULT_INTERVAL_MS);

  const again = chance(7);
  const expected: number[] = [];
  let [failures, atMs] = [0, startMs];
  for (let attempt = 0; atMs <= clock.now(); attempt++) {
    expected.push(atMs);
    const wantedMs = isUp(attempt) ? WANTED_MS : undefined;
    const turn = emitterPace(failures, wantedMs, again.next, WANTED_MS);
    failures = turn.failures;
    atMs += turn.waitMs;
  }
  expect(network.sent.map((sent) => sent.atMs)).toEqual(expected);
});

test("clients that failed together do not come again together, as those that double their pause do", () => {
  expect(herd(CLIENTS, emitterPace)).toBeLessThanOrEqual(MAX_HERD);
  expect(herd(CLIENTS, doublingPace(0.2))).toBeGreaterThan(2 * MAX_HERD);
});

describe.for([
  ["an hour", DEFAULT_INTERVAL_MS],
  ["a minute", MINUTE_MS],
] as const)("after an outage of ten minutes, where clients come once in %s", ([, intervalMs]) => {
  const found = curves(CLIENTS, intervalMs);
  const ours = found["ours"];
  const others = Object.entries(found).filter(([name]) => name.startsWith("doubling"));

  test("no minute brings more than twice the mean, and somebody comes", () => {
    expect(ours?.peakToMean).toBeLessThanOrEqual(2);
    expect(ours?.peakToMean).toBeGreaterThanOrEqual(1);
  });

  test("clients that double their pause bring more than that", () => {
    for (const [, { peakToMean }] of others) expect(peakToMean).toBeGreaterThan(2);
  });
});
