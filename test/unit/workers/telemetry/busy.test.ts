// How busy all shards are together.
import { beforeEach, expect, test } from "vitest";
import type { Sample } from "../../../../src/core/sample.ts";
import { MAX_BUSY_MINUTES } from "../../../../src/core/shard-limits.ts";
import { createBusy } from "../../../../src/workers/telemetry/busy.ts";

const sample = (ts: number, more: Partial<Sample> = {}): Sample => ({
  ts,
  requests_sec: 0,
  bytes_sec: 0,
  p99_ms: 0,
  error_rate: 0,
  active_backends: 0,
  ...more,
});

let recorded: [string, Sample][];
let add: ReturnType<typeof createBusy>;

beforeEach(() => {
  recorded = [];
  add = createBusy({ record: (...each) => void recorded.push(each) });
});

test("the sample of one shard is recorded as it is", () => {
  const one = sample(60, { requests_sec: 2, p99_ms: 7, error_rate: 0.5, active_backends: 1 });
  add("shop", one);
  expect(recorded).toEqual([["shop", one]]);
});

test("samples of one minute become one: requests add up, failures by requests, the slowest wins", () => {
  add("shop", sample(60, { requests_sec: 3, p99_ms: 7, error_rate: 0, active_backends: 1 }));
  add("shop", sample(60, { requests_sec: 1, p99_ms: 5, error_rate: 1, active_backends: 2 }));
  const sum = { requests_sec: 4, p99_ms: 7, error_rate: 0.25, active_backends: 3 };
  expect(recorded.at(-1)).toEqual(["shop", sample(60, sum)]);
});

test("other minutes and other hosts stand for themselves", () => {
  add("shop", sample(60, { requests_sec: 1 }));
  add("blog", sample(60, { requests_sec: 2 }));
  add("shop", sample(120, { requests_sec: 4 }));
  add("shop", sample(60, { requests_sec: 8 }));
  expect(recorded.map(([host, { ts, requests_sec }]) => [host, ts, requests_sec])).toEqual([
    ["shop", 60, 1],
    ["blog", 60, 2],
    ["shop", 120, 4],
    ["shop", 60, 9],
  ]);
});

test("of too many minutes those are forgotten that nothing was added to for longest", () => {
  for (let at = 0; at < MAX_BUSY_MINUTES; at += 1) add("shop", sample(at, { requests_sec: 1 }));
  add("shop", sample(0, { requests_sec: 1 }));
  add("shop", sample(MAX_BUSY_MINUTES, { requests_sec: 1 }));
  add("shop", sample(0, { requests_sec: 1 }));
  expect(recorded.at(-1)).toMatchObject(["shop", { requests_sec: 3 }]);
  add("shop", sample(1, { requests_sec: 1 }));
  expect(recorded.at(-1)).toMatchObject(["shop", { requests_sec: 1 }]);
});
