import { expect, test } from "vitest";
import type { Labels, MetricFamily } from "../../../../src/core/family.ts";
import { RANGES, type Sample } from "../../../../src/core/sample.ts";
import { memoryHistory } from "../../../../src/history/memory.ts";
import { historyStore } from "../../../../src/server/push/history-store.ts";
import { manualClock } from "../../../support/manual-clock.ts";

const { signal } = new AbortController();
const NOW_MS = 1_795_250_403_900;

async function recorded(families: readonly MetricFamily[], grouping: Labels = [["job", "shop"]]) {
  const samples: [host: string, sample: Sample][] = [];
  const history = { record: (host: string, sample: Sample) => void samples.push([host, sample]) };
  const store = historyStore(history, manualClock(NOW_MS));
  await store.write("", { method: "POST", grouping, families }, signal);
  return samples;
}

test("a push is one sample of its job, with a field for each series", async () => {
  const samples = await recorded([
    {
      name: "views_total",
      type: "counter",
      metrics: [
        {
          labels: [
            ["path", "/"],
            ["q", 'a"b'],
          ],
          value: 3,
        },
        { value: 4 },
      ],
    },
    { name: "up", type: "gauge", metrics: [{ value: 1 }] },
    { name: "free", type: "untyped", metrics: [{ value: -2.5 }] },
    {
      name: "render_seconds",
      type: "summary",
      metrics: [
        {
          labels: [["page", "a"]],
          summary: { count: 7, sum: 2.5, quantiles: [{ quantile: 0.5, value: 1 }] },
        },
      ],
    },
    {
      name: "size_bytes",
      type: "histogram",
      metrics: [{ histogram: { count: 2, sum: 30, buckets: [{ upperBound: 10, count: 1 }] } }],
    },
  ]);
  expect(samples).toEqual([
    [
      "shop",
      {
        ts: 1_795_250_403,
        'views_total{path="/",q="a\\"b"}': 3,
        views_total: 4,
        up: 1,
        free: -2.5,
        'render_seconds_count{page="a"}': 7,
        'render_seconds_sum{page="a"}': 2.5,
        size_bytes_count: 2,
        size_bytes_sum: 30,
      },
    ],
  ]);
});

test("groups of one job have series of their own", async () => {
  const families = [{ name: "up", metrics: [{ labels: [["region", "own"]], value: 1 }] }] as const;
  const [[host, sample] = []] = await recorded(families, [
    ["job", "shop"],
    ["region", "eu"],
  ]);
  expect([host, sample]).toEqual(["shop", { ts: 1_795_250_403, 'up{region="eu"}': 1 }]);
});

test("a push that names no job is one of `push`", async () => {
  expect(await recorded([], [])).toEqual([["push", { ts: 1_795_250_403 }]]);
});

test("what is not finite is left out, and what trips programs is not", async () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, 1];
  const metrics = values.map((value, i) => ({ labels: [["i", `${i}`]] as Labels, value }));
  const families = [
    { name: "a", metrics },
    { name: "__proto__", metrics: [{ value: 2 }] },
    { name: "ts", metrics: [{ value: 3 }] },
  ];
  const [[, sample] = []] = await recorded(families);
  expect(Object.entries(sample ?? {})).toEqual([
    ['a{i="2"}', 1],
    ["__proto__", 2],
    ["ts", 1_795_250_403],
  ]);
});

test("a history takes it", async () => {
  const clock = manualClock(NOW_MS);
  const history = memoryHistory({ clock });
  const families = [{ name: "up", metrics: [{ value: 1 }] }];
  const push = { method: "PUT", grouping: [["job", "shop"]], families } as const;
  await historyStore(history, clock).write("", push, signal);
  expect(await history.query("shop", RANGES["1h"])).toEqual([{ ts: 1_795_250_403, up: 1 }]);
  expect(await history.hosts()).toEqual(["shop"]);
  await history.close();
});
