// Queue and calendar of a history, seen from the rows.
import { expect, test } from "vitest";
import { createRecorder, type Rows } from "../../../src/history/recorder.ts";
import { manualClock } from "../../support/manual-clock.ts";

const NOW = 1_795_250_403;

function rowsThatListen() {
  const writes: number[] = [];
  const prunes: number[] = [];
  const rows: Rows = {
    write: (batch) => void writes.push(batch.length),
    read: () => [],
    hosts: () => [],
    prune: (beforeTs) => void prunes.push(beforeTs),
  };
  return { writes, prunes, rows };
}

test("who listens hears of each sample that is recorded, and of none that is not", () => {
  const { rows } = rowsThatListen();
  const history = createRecorder(rows, { clock: manualClock(NOW * 1000) });
  let heard = 0;
  history.onChange?.(() => {
    heard += 1;
  });
  history.record("h", { ts: NOW });
  history.record("h", { ts: NOW, a: Number.NaN });
  history.record("", { ts: NOW });
  expect(heard).toBe(1);
});

test("writes a lone sample after five seconds", () => {
  const clock = manualClock(NOW * 1000);
  const { writes, rows } = rowsThatListen();
  createRecorder(rows, { clock }).record("h", { ts: NOW });
  clock.advance(4_999);
  expect(writes).toEqual([]);
  clock.advance(1);
  expect(writes).toEqual([1]);
});

test("writes a hundred samples soon, but not within the call that records", () => {
  const clock = manualClock(NOW * 1000);
  const { writes, rows } = rowsThatListen();
  const history = createRecorder(rows, { clock });
  for (let i = 0; i < 100; i++) history.record("h", { ts: NOW - i });
  expect(writes).toEqual([]);
  clock.advance(0);
  expect(writes).toEqual([100]);
  clock.advance(60_000);
  expect(writes).toEqual([100]);
});

test("prunes when opened and every hour, until it is closed", async () => {
  const clock = manualClock(NOW * 1000);
  const { prunes, rows } = rowsThatListen();
  const history = createRecorder(rows, { clock, retentionSeconds: 100 });
  clock.advance(2 * 3_600_000);
  expect(prunes).toEqual([NOW - 100, NOW + 3_500, NOW + 7_100]);
  await history.close();
  clock.advance(3_600_000);
  expect(prunes).toHaveLength(3);
});

test("opens although pruning fails, and tells", () => {
  const { rows } = rowsThatListen();
  const told: string[] = [];
  const prune = () => {
    throw new Error("locked");
  };
  const onError = (error: Error) => told.push(error.message);
  createRecorder({ ...rows, prune }, { clock: manualClock(), onError });
  expect(told).toEqual(["samples could not be removed"]);
});
