// The load of a collector, as it is charted and added up.
import { expect, test } from "vitest";
import type { Load } from "../../../../../src/core/sample.ts";
import { MEASURES, measureOf, sumsOf } from "../../../../../src/dashboard/view/overview/load.ts";

const MINUTE = 1_700_000_040;
const load = (ts: number, updates: number, more: Partial<Load> = {}): Load => ({
  ts,
  requests_sec: updates / 60,
  bytes_sec: 0,
  p99_ms: 0,
  error_rate: 0,
  ...more,
});

test.for([
  ["updates", 60],
  ["bytes", 6_000],
  ["errors", 0.25],
] as const)("%s are read off a bucket", ([id, value]) => {
  const one = load(MINUTE, 60, { bytes_sec: 100, error_rate: 25 });
  expect(MEASURES[id].read(one)).toBe(value);
});

test.for([
  ["", "updates"],
  ["of=bytes", "bytes"],
  ["of=__proto__", "updates"],
] as const)("%j charts %s", ([words, id]) => {
  expect(measureOf(new URLSearchParams(words)).id).toBe(id);
});

test("a range comes to its bytes, its updates a minute, and errors by how many updates they are of", () => {
  const samples = [
    load(MINUTE - 60, 270, { bytes_sec: 10 }),
    load(MINUTE, 30, { bytes_sec: 20, error_rate: 50 }),
  ];
  const sums = sumsOf({ samples, now: 1000 * (MINUTE + 60), range: "30m" });
  expect(sums).toEqual({
    updatesNow: 30,
    updates: 150,
    bytes: 1_800,
    bytesAMinute: 900,
    errors: expect.closeTo(0.05),
  });
});

test("of the bucket that is running counts what is over, and it is not what there is now", () => {
  const samples = [load(MINUTE - 60, 60), load(MINUTE, 240)];
  const sums = sumsOf({ samples, now: 1000 * (MINUTE + 30), range: "30m" });
  expect(sums.updates).toBe(120);
  expect(sums.updatesNow).toBe(60);
});

test.for([
  ["no buckets", []],
  ["empty ones", [load(MINUTE, 0)]],
] as const)("%s come to nothing, and to no share of it", ([, samples]) => {
  const nothing = { updatesNow: 0, updates: 0, bytes: 0, bytesAMinute: 0, errors: 0 };
  expect(sumsOf({ samples, now: 1000 * (MINUTE + 60), range: "1h" })).toEqual(nothing);
});
