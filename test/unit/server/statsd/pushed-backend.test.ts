// What statsd aggregates, among what is pushed.
import { expect, test, vi } from "vitest";
import type { Aggregates, Metric } from "../../../../src/core/metric.ts";
import type { PushSum } from "../../../../src/core/push.ts";
import {
  type PushedBackendOptions,
  pushedBackend,
} from "../../../../src/server/statsd/pushed-backend.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { flushOf } from "../../../support/backend.ts";
import { faultySql, memorySql } from "../../../support/store.ts";

function open(options: PushedBackendOptions = {}) {
  const sql = faultySql(memorySql());
  const pushes = createPushes(sql);
  const keep = vi.fn(pushes.keep);
  const restart = () => {
    const backend = pushedBackend({ keep: keep as never }, options);
    let atMs = 1_000_000;
    const flush = (intervalMs: number, ...metrics: Partial<Metric>[]) => {
      atMs += intervalMs;
      const flushed: Aggregates = { ...flushOf(metrics), atMs, intervalMs };
      return backend(flushed);
    };
    return { backend, flush, back: (ms: number) => (atMs -= ms) };
  };
  return { sql, keep, pushes, restart, ...restart() };
}

/** `hits_total{a="1"} 3`, of counters and gauges. */
const told = ([sum]: PushSum[]) =>
  (sum?.families ?? []).flatMap(({ name, metrics }) =>
    metrics.map(({ labels = [], value }) => `${name}${JSON.stringify(labels)} ${value}`),
  );
const hits = (value: number, ...tags: string[]): Partial<Metric> => ({
  name: "hits",
  values: [value],
  tags,
});
const idle = { ...hits(0), atMs: 0 };

test("counters go on where they were, whatever expired, and over a new start", async () => {
  const { flush, restart, pushes, backend } = open();
  await flush(10_000, hits(5, "a"));
  await flush(10_000);
  await flush(10_000, hits(7, "a"));
  expect(told(pushes.sums())).toEqual(['hits_total[["a","true"]] 12']);
  await backend.stop?.();
  await restart().flush(10_000, hits(1, "a"));
  expect(told(pushes.sums())).toEqual(['hits_total[["a","true"]] 13']);
});

test("timers have their count, their sum and their last quantiles; gauges and sets their last value", async () => {
  const { flush, pushes } = open();
  const timed = (...values: number[]) => ({ type: "timer", name: "t", values }) as const;
  await flush(
    10_000,
    timed(1),
    timed(2),
    timed(3),
    { type: "gauge", name: "g", values: [5] },
    { type: "set", name: "s", member: "a" },
  );
  await flush(10_000, timed(9), { type: "gauge", name: "g", values: [-6] });
  await flush(10_000, { type: "timer", name: "t", values: [] });
  const [gauge, set, timer] = pushes.sums()[0]?.families ?? [];
  expect([gauge?.metrics[0]?.value, set?.metrics[0]?.value]).toEqual([-6, 1]);
  expect(timer).toMatchObject({
    name: "t",
    type: "summary",
    metrics: [
      {
        summary: {
          count: 4,
          sum: 15,
          quantiles: [
            { quantile: 0.5, value: 9 },
            { quantile: 0.9, value: 9 },
          ],
        },
      },
    ],
  });
});

test.for<[string, number, number, number]>([
  ["a second", 1_000, 30, 3],
  ["ten seconds, as exactly as timers are", 9_996, 5, 5],
  ["fifteen seconds", 15_000, 5, 5],
  ["seven seconds", 7_000, 5, 5],
  ["four seconds", 4_000, 6, 3],
])(
  "with a flush every %s it writes at those nearest to every ten",
  async ([, ms, times, writes]) => {
    const { flush, keep, pushes, backend } = open();
    await flush(ms, hits(1));
    keep.mockClear();
    for (let i = 0; i < times; i += 1) await flush(ms, hits(1));
    expect(keep).toHaveBeenCalledTimes(writes);
    await backend.stop?.();
    expect(told(pushes.sums())).toEqual([`hits_total[] ${times + 1}`]);
  },
);

test("what was there for one flush alone is written, too", async () => {
  const { flush, pushes } = open();
  await flush(1_000, hits(1));
  await flush(1_000, hits(5, "once"), { type: "gauge", name: "g", values: [3] });
  for (let i = 0; i < 10; i += 1) await flush(1_000);
  expect(told(pushes.sums())).toEqual(["g[] 3", "hits_total[] 1", 'hits_total[["once","true"]] 5']);
});

test("nothing is written where nothing came", async () => {
  const { flush, keep, backend } = open();
  await flush(10_000, idle);
  await backend.stop?.();
  expect(keep).not.toHaveBeenCalled();
  expect(backend.counts?.()).toMatchObject({ created: 0 });
});

test("goes on where the clock was set back", async () => {
  const { flush, keep, back } = open();
  await flush(10_000, hits(1));
  back(3_600_000);
  await flush(10_000, hits(1));
  expect(keep).toHaveBeenCalledTimes(2);
});

test("what cannot be written goes with the next, and is dropped at the end", async () => {
  const onError = vi.fn();
  const { sql, flush, pushes, backend } = open({ onError, job: "metrics" });
  sql.failNext(0);
  await flush(10_000, hits(5), { type: "gauge", name: "g", values: [1] });
  expect(backend.counts?.()).toMatchObject({ created: 1, sent: 0, retried: 1, dropped: 0 });
  sql.failNext(Number.POSITIVE_INFINITY);
  await flush(10_000, hits(2), { type: "gauge", name: "g", values: [2] });
  expect(pushes.sums()).toMatchObject([{ job: "metrics" }]);
  expect(told(pushes.sums())).toEqual(["g[] 2", "hits_total[] 7"]);
  await flush(1_000, hits(3));
  sql.failNext(0);
  await backend.stop?.();
  expect(backend.counts?.()).toEqual({
    created: 3,
    sent: 1,
    retried: 1,
    dropped: 1,
    seriesSent: 2,
    seriesDropped: 1,
  });
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "storage" }));
});

test("what has no room, fell, or has the name of another kind is left out and counted", async () => {
  const onError = vi.fn();
  const { flush, pushes, backend } = open({ onError });
  await flush(
    10_000,
    hits(-5),
    { type: "gauge", name: "a", values: [1] },
    { type: "timer", name: "a", values: [1] },
    { name: "tallybeacon.own", values: [1] },
    { name: "n", values: [1], tags: [`le:${"x".repeat(2_000)}`] },
    { name: "n", values: [2], tags: ["job:a", "quantile:b"] },
  );
  const n = 'n_total[["exported_job","a"],["exported_quantile","b"]] 2';
  expect(told(pushes.sums())).toEqual(["a[] 1", n]);
  const left = { seriesSent: 2, seriesDropped: 4 };
  expect(backend.counts?.()).toMatchObject({ created: 1, sent: 1, ...left });
  expect(onError).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ code: "too-large", message: "statsd: left out 3 series" }),
  );
  const many = Array.from({ length: 700 }, (_, i) => hits(1, `a:${i}`.padEnd(1_000, "x")));
  await flush(10_000, ...many);
  expect(told(pushes.sums()).length).toBeGreaterThan(200);
  expect(backend.counts?.()).toMatchObject({ created: 2, sent: 2 });
});
