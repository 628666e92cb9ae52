// What every `History` keeps: a table of sentences without a runner, for every platform that has one.
import assert from "node:assert/strict";
import {
  HISTORY_FLUSH_MS,
  HISTORY_PRUNE_MS,
  HISTORY_QUEUE,
  HISTORY_RETENTION_SECONDS,
} from "../../src/core/limits.ts";
import type { History } from "../../src/core/ports.ts";
import {
  AGGREGATIONS,
  type Aggregation,
  RANGES,
  type Range,
  type Sample,
} from "../../src/core/sample.ts";
import type { CountedHistory, HistoryOptions } from "../../src/history/recorder.ts";
import { type ManualClock, manualClock } from "../support/manual-clock.ts";

export type MakeHistory = (options?: HistoryOptions) => CountedHistory;

const NOW = 1_795_250_403;
const HOUR = RANGES["1h"];
const DAY: Range = { label: "all", seconds: 2 * HISTORY_RETENTION_SECONDS, resolution: 1 };

function open(makeHistory: MakeHistory): { history: CountedHistory; clock: ManualClock } {
  const clock = manualClock(NOW * 1000);
  return { history: makeHistory({ clock }), clock };
}

async function timesOf(history: History, range = HOUR, host = "h"): Promise<number[]> {
  return (await history.query(host, range)).map(({ ts }) => ts);
}

export const historyContract: Record<string, (makeHistory: MakeHistory) => Promise<void>> = {
  "returns samples as they were recorded, oldest first": async (makeHistory) => {
    const { history } = open(makeHistory);
    const older = { ts: NOW - 60, requests_sec: 12.5, p99_ms: 2.25, tiny: 1e-7, huge: 1e21 };
    const newer = { ts: NOW, requests_sec: 0 };
    history.record("h", newer);
    history.record("h", older);
    assert.deepEqual(await history.query("h", HOUR), [older, newer]);
  },
  "keeps hosts apart, case and all": async (makeHistory) => {
    const { history } = open(makeHistory);
    history.record("h", { ts: NOW });
    assert.deepEqual(await timesOf(history, HOUR, "H"), []);
    assert.deepEqual(await timesOf(history, HOUR, "h"), [NOW]);
  },
  "is not changed by what the caller does to a sample later": async (makeHistory) => {
    const { history } = open(makeHistory);
    const sample = { ts: NOW, n: 1 };
    history.record("h", sample);
    sample.n = 2;
    assert.deepEqual(await history.query("h", HOUR), [{ ts: NOW, n: 1 }]);
  },
  "lists hosts in the order of their code points": async (makeHistory) => {
    const { history } = open(makeHistory);
    for (const host of ["Ünï", "😀", "ｚ", "ab", "a", "B"]) history.record(host, { ts: NOW });
    assert.deepEqual(await history.hosts(), ["B", "a", "ab", "Ünï", "ｚ", "😀"]);
  },
  "knows nothing of unknown hosts": async (makeHistory) => {
    const { history } = open(makeHistory);
    assert.deepEqual(await history.hosts(), []);
    assert.deepEqual(await history.query("nobody", HOUR), []);
  },
  "lets the last of two samples with one time win": async (makeHistory) => {
    const { history } = open(makeHistory);
    history.record("h", { ts: NOW, n: 1 });
    await history.flush();
    history.record("h", { ts: NOW, n: 2 });
    history.record("h", { ts: NOW, n: 3 });
    assert.deepEqual(await history.query("h", HOUR), [{ ts: NOW, n: 3 }]);
  },
  "returns one sample a bucket and nothing before the range": async (makeHistory) => {
    const { history } = open(makeHistory);
    const start = Math.ceil((NOW - 3_600) / 60) * 60;
    for (const ts of [NOW - 3_601, start, start + 59, start + 60]) history.record("h", { ts });
    assert.deepEqual(await timesOf(history), [start, start + 60]);
  },
  "makes of each bucket what is asked for, field by field": async (makeHistory) => {
    const { history } = open(makeHistory);
    const start = Math.floor(NOW / 60) * 60 - 60;
    history.record("h", { ts: start + 60, n: 8 });
    history.record("h", { ts: start + 50, n: 6, late: 1 });
    history.record("h", { ts: start + 10, n: 2 });
    const next = { ts: start + 60, n: 8 };
    const made: Record<Aggregation, Sample> = {
      first: { ts: start + 10, n: 2 },
      mean: { ts: start, n: 4, late: 1 },
      min: { ts: start, n: 2, late: 1 },
      max: { ts: start, n: 6, late: 1 },
      last: { ts: start + 50, n: 6, late: 1 },
      sum: { ts: start, n: 8, late: 1 },
    };
    for (const agg of AGGREGATIONS) {
      assert.deepEqual(await history.query("h", HOUR, agg), [made[agg], next], agg);
    }
    assert.deepEqual(await history.query("h", HOUR), [made.first, next]);
  },
  "makes the bucket in which the range begins of what is within the range": async (makeHistory) => {
    const { history } = open(makeHistory);
    const from = NOW - 3_600;
    for (const ts of [from - 1, from, from + 1]) history.record("h", { ts, n: 1 });
    const start = Math.floor(from / 60) * 60;
    assert.ok(start < from - 1);
    assert.deepEqual(await history.query("h", HOUR, "sum"), [{ ts: start, n: 2 }]);
  },
  "refuses to make of samples what it does not know": async (makeHistory) => {
    const { history } = open(makeHistory);
    const bad = { name: "TallybeaconError", code: "bad-option" };
    await assert.rejects(history.query("h", HOUR, "median" as never), bad);
  },
  "does not believe samples from the future": async (makeHistory) => {
    const { history } = open(makeHistory);
    history.record("h", { ts: NOW + 30 });
    history.record("h", { ts: NOW + 3_600 });
    assert.deepEqual(await timesOf(history), [NOW + 30]);
    assert.deepEqual(history.dropped(), { "bad-value": 1 });
  },
  "skips and counts what is no sample": async (makeHistory) => {
    const { history } = open(makeHistory);
    history.record("", { ts: NOW });
    history.record("h", { ts: NOW, n: Number.NaN });
    history.record("h", { ts: NOW, n: Number.POSITIVE_INFINITY });
    history.record("h", { ts: NOW + 0.5 });
    history.record("h", null as never);
    history.record(7 as never, { ts: NOW });
    assert.deepEqual(await history.hosts(), []);
    assert.deepEqual(history.dropped(), { "bad-value": 6 });
  },
  "drops and counts what does not fit into the queue": async (makeHistory) => {
    const { history } = open(makeHistory);
    for (let i = 0; i < HISTORY_QUEUE + 5; i++) history.record("h", { ts: NOW - i });
    assert.deepEqual(history.dropped(), { "buffer-full": 5 });
    assert.equal((await timesOf(history, DAY)).length, HISTORY_QUEUE);
    history.record("h", { ts: NOW - 1_000 });
    assert.equal((await timesOf(history, DAY)).length, HISTORY_QUEUE + 1);
  },
  "writes by itself, so that the queue has room again": async (makeHistory) => {
    const { history, clock } = open(makeHistory);
    history.record("h", { ts: NOW });
    clock.advance(HISTORY_FLUSH_MS);
    for (let i = 1; i <= HISTORY_QUEUE; i++) history.record("h", { ts: NOW - i });
    clock.advance(1);
    history.record("h", { ts: NOW - HISTORY_QUEUE - 1 });
    assert.deepEqual(history.dropped(), {});
    assert.equal((await timesOf(history, DAY)).length, HISTORY_QUEUE + 2);
  },
  "forgets old samples hourly, and hosts that have none left": async (makeHistory) => {
    const { history, clock } = open(makeHistory);
    history.record("old", { ts: NOW - HISTORY_RETENTION_SECONDS + 60 });
    history.record("both", { ts: NOW - HISTORY_RETENTION_SECONDS + 60 });
    history.record("both", { ts: NOW });
    assert.deepEqual(await history.hosts(), ["both", "old"]);
    clock.advance(HISTORY_PRUNE_MS);
    assert.deepEqual(await history.hosts(), ["both"]);
    assert.deepEqual(await timesOf(history, DAY, "both"), [NOW]);
  },
  "refuses ranges that make no sense": async (makeHistory) => {
    const { history } = open(makeHistory);
    const bad = { name: "TallybeaconError", code: "bad-option" };
    const ask = (seconds: number, resolution: number) =>
      history.query("h", { label: "", seconds, resolution });
    await assert.rejects(ask(60, 0), bad);
    await assert.rejects(ask(60, 0.5), bad);
    await assert.rejects(ask(60, Number.NaN), bad);
    await assert.rejects(ask(-1, 60), bad);
    await assert.rejects(ask(Number.POSITIVE_INFINITY, 60), bad);
  },
  "closes once, and answers nothing afterwards": async (makeHistory) => {
    const { history, clock } = open(makeHistory);
    history.record("h", { ts: NOW });
    await history.close();
    await history.close();
    history.record("h", { ts: NOW });
    assert.deepEqual(history.dropped(), { stopped: 1 });
    await history.flush();
    await assert.rejects(history.query("h", HOUR), { code: "stopped" });
    await assert.rejects(history.hosts(), { code: "stopped" });
    assert.equal(clock.pending(), 0);
  },
  "tells onError what it drops, once a minute, and survives its failing": async (makeHistory) => {
    const clock = manualClock(NOW * 1000);
    const codes: string[] = [];
    const onError = (error: { code: string }) => {
      codes.push(error.code);
      throw new Error("listener");
    };
    const history = makeHistory({ clock, onError });
    history.record("", { ts: NOW });
    history.record("", { ts: NOW });
    clock.advance(60_000);
    history.record("", { ts: NOW });
    assert.deepEqual(codes, ["bad-value", "bad-value"]);
  },
  "refuses a retention that keeps nothing": async (makeHistory) => {
    assert.throws(() => makeHistory({ retentionSeconds: 0 }), { code: "bad-option" });
  },
};
