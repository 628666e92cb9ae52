// What was pushed, for people to look at.
import { expect, test } from "vitest";
import type { MetricFamily } from "../../../../src/core/family.ts";
import type { PushedReply } from "../../../../src/core/pushed.ts";
import { pushedHandler } from "../../../../src/server/pushes/told.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { ask } from "../../../support/requests.ts";

const wide = (name: string, series: number): MetricFamily => ({
  name,
  metrics: Array.from({ length: series }, (_, i) => ({ labels: [["l", `${i}`]], value: i })),
});

async function told(...families: MetricFamily[]): Promise<PushedReply> {
  const grouping = [
    ["job", "b"],
    ["__proto__", "x"],
  ] as const;
  const pushes = {
    sums: () => [{ job: "a", at: 5, since: 3, epochs: 2, families }],
    groups: () => [{ grouping, at: 6, families: [] }],
  };
  const { json } = await ask(pushedHandler({ pushes, clock: manualClock(9) }), "GET /pushed");
  return json as PushedReply;
}

test("sums and groups are told, with numbers that JSON lacks", async () => {
  const labels = [["l", "x"]] as const;
  const quantiles = [{ quantile: 0.5, value: Number.NaN }];
  const buckets = [{ upperBound: 1, count: 2 }];
  const found = await told(
    { name: "n", help: "N.", metrics: [{ labels, value: 1 }, { value: -Infinity }] },
    { name: "s", type: "summary", metrics: [{ summary: { count: 1, sum: Infinity, quantiles } }] },
    { name: "h", type: "histogram", metrics: [{ histogram: { count: 3, sum: 4, buckets } }] },
  );
  expect(found).toEqual({
    now: 9,
    more: false,
    pushed: [
      {
        host: "sum/a",
        grouping: { job: "a" },
        at: 5,
        summed: { epochs: 2, since: 3 },
        families: [
          {
            name: "n",
            type: "counter",
            help: "N.",
            total: 2,
            series: [
              { labels: { l: "x" }, value: 1 },
              { labels: {}, value: "-Inf" },
            ],
          },
          {
            name: "s",
            type: "summary",
            total: 1,
            series: [
              { labels: {}, count: 1, sum: "+Inf", quantiles: [{ quantile: 0.5, value: "NaN" }] },
            ],
          },
          {
            name: "h",
            type: "histogram",
            total: 1,
            series: [{ labels: {}, count: 3, sum: 4, buckets: [{ le: 1, count: 2 }] }],
          },
        ],
      },
      {
        host: "job/b/__proto__/x",
        grouping: JSON.parse('{"job":"b","__proto__":"x"}'),
        at: 6,
        families: [],
      },
    ],
  });
});

test("of a family the first hundred series are told, and of all so many", async () => {
  const found = await told(wide("a", 101), wide("b", 4_000), wide("c", 1_000), wide("d", 1));
  expect(found.more).toBe(true);
  const sizes = found.pushed[0]?.families.map(({ total, series }) => [total, series.length]);
  expect(sizes).toEqual([
    [101, 100],
    [4_000, 100],
    [1_000, 0],
    [1, 0],
  ]);
});
