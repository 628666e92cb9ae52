// Pushed metrics over time.
import { expect, test, vi } from "vitest";
import type { Labels, MetricFamily } from "../../../../src/core/family.ts";
import type { Sample } from "../../../../src/core/sample.ts";
import { createFeed, hostOf } from "../../../../src/server/pushes/feed.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { memorySql, NOW_MS } from "../../../support/store.ts";

const MINUTE_MS = 60_000;
const SHOP: Labels = [["job", "shop"]];
const counter = (name: string, ...values: number[]): MetricFamily => ({
  name,
  metrics: values.map((value, i) => ({ labels: i ? [["l", `${i}`]] : [], value })),
});

function open() {
  const clock = manualClock(NOW_MS);
  const pushes = createPushes(memorySql(), { clock });
  const recorded: [string, Sample][] = [];
  const history = { record: (host: string, sample: Sample) => void recorded.push([host, sample]) };
  const onError = vi.fn();
  const sums = vi.fn(pushes.sums);
  const feed = createFeed({ pushes: { ...pushes, sums }, history, clock, onError });
  let seq = 0;
  const push = (grouping: Labels, families: MetricFamily[], epoch?: string) => {
    seq += 1;
    const numbers = epoch === undefined ? {} : { epoch, seq };
    pushes.push({ method: "POST", grouping, families, ...numbers });
    feed.note();
    feed.tick();
  };
  return { clock, recorded, feed, push, sums, onError };
}

test("each minute in which something was pushed has a sample of it", () => {
  const { clock, recorded, feed, push } = open();
  push(SHOP, [counter("n", 1)], "e");
  push(SHOP, [counter("n", 2)], "e");
  push([...SHOP, ["region", "a/b"]], [counter("g", 5)]);
  clock.advance(MINUTE_MS);
  feed.tick();
  clock.advance(MINUTE_MS);
  feed.tick();
  push(SHOP, [counter("n", 7, 8)], "f");
  const ts = Math.floor(NOW_MS / 1000);
  expect(recorded).toEqual([
    ["sum/shop", { n: 1, ts }],
    ["sum/shop", { n: 2, ts: ts + 60 }],
    ["job/shop/region/a%2Fb", { g: 5, ts: ts + 60 }],
    ["sum/shop", { n: 9, 'n{l="1"}': 8, ts: ts + 120 }],
  ]);
});

test("of two types under one name the first is sampled", () => {
  const { recorded, push } = open();
  push(SHOP, [counter("n", 1)], "e");
  push(SHOP, [{ ...counter("n", 9), type: "gauge" }, counter("m", 2)], "f");
  expect(recorded.at(-1)?.[1]).toMatchObject({ n: 1 });
});

test("nothing is read where nothing was pushed, nor twice a minute", () => {
  const { clock, feed, push, sums } = open();
  feed.tick();
  push(SHOP, [counter("n", 1)], "e");
  for (let i = 0; i < 9; i += 1) push(SHOP, [counter("n", i)], "e");
  expect(sums).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 9; i += 1) {
    clock.advance(MINUTE_MS);
    feed.tick();
  }
  expect(sums).toHaveBeenCalledTimes(2);
});

test("of each family the first series are sampled, and of all so many", () => {
  const { recorded, push } = open();
  const wide = Array.from({ length: 15 }, (_, i) => counter(`f${i}`, ...Array(12).fill(1)));
  push(SHOP, wide);
  expect(Object.keys(recorded[0]?.[1] ?? {})).toHaveLength(101);
});

test("what cannot be read is told, and done again a minute later", () => {
  const { clock, recorded, feed, push, sums, onError } = open();
  sums.mockImplementationOnce(() => {
    throw new Error("disk I/O error");
  });
  push(SHOP, [counter("n", 1)], "e");
  feed.tick();
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ code: "storage", message: "pushes could not be read" }),
  );
  clock.advance(MINUTE_MS);
  feed.tick();
  expect(recorded.map(([host]) => host)).toEqual(["sum/shop"]);
});

test.for<[string | Labels, string]>([
  ["shop", "sum/shop"],
  ["a/b c", "sum/a%2Fb%20c"],
  [
    [
      ["job", "shop"],
      ["instance", "i:1"],
    ],
    "job/shop/instance/i%3A1",
  ],
])("%j has the host %s", ([of, host]) => {
  expect(hostOf(of)).toBe(host);
});
