// What was pushed and aggregated, as a server tells it to the dashboard; some of it hostile.
import type { HistoryReply } from "../../src/core/api.ts";
import type { Pushed, PushedFamily } from "../../src/core/pushed.ts";

/** A name that is markup, a formula and right to left at once. */
export const HOSTILE = '=<img src=x onerror="alert(1)">\u202e';

/** Unix milliseconds, in the middle of a minute. */
export const NOW = 1_700_000_000_000;

/** Requests by path and status. */
export const REQUESTS: PushedFamily = {
  name: "requests_total",
  type: "counter",
  help: `By path ${HOSTILE}`,
  total: 4,
  series: [
    { labels: { path: "/", status: "200" }, value: 30 },
    { labels: { path: "/cart", status: "200" }, value: 60 },
    { labels: { path: HOSTILE, status: "404" }, value: 10 },
  ],
};

/** A timer with quantiles. */
export const RENDER: PushedFamily = {
  name: "render",
  type: "summary",
  total: 2,
  series: [
    {
      labels: { route: "/" },
      count: 4,
      sum: 10,
      quantiles: [
        { quantile: 0.5, value: 2 },
        { quantile: 0.99, value: "NaN" },
      ],
    },
    { labels: { route: "/cart" }, count: 1, sum: 20, quantiles: [{ quantile: 0.5, value: 20 }] },
  ],
};

/** A histogram without labels. */
export const TOOK: PushedFamily = {
  name: "took_seconds",
  type: "histogram",
  total: 1,
  series: [
    {
      labels: {},
      count: 10,
      sum: 5,
      buckets: [
        { le: 0.1, count: 2 },
        { le: 1, count: 9 },
        { le: "+Inf", count: 10 },
      ],
    },
  ],
};

/** A gauge without labels. */
export const DEPTH: PushedFamily = {
  name: "depth",
  type: "gauge",
  total: 1,
  series: [{ labels: {}, value: 7 }],
};

/** Summed from two epochs, since before all samples. */
export const SHOP: Pushed = {
  host: "sum/shop",
  grouping: { job: "shop" },
  at: NOW - 5_000,
  summed: { epochs: 2, since: NOW - 86_400_000 },
  families: [REQUESTS, RENDER, TOOK, DEPTH],
};

/** Ten minutes of the shop, a sample each. */
export const HISTORY: HistoryReply = {
  host: "sum/shop",
  range: "1 hour",
  samples: Array.from({ length: 10 }, (_, minute) => ({
    ts: NOW / 1_000 - 60 * (9 - minute),
    'requests_total{path="/",status="200"}': 3 * minute,
    'requests_total{path="/cart",status="200"}': 6 * minute,
    'render_count{route="/"}': minute,
    'render_sum{route="/"}': 2.5 * minute,
    took_seconds_count: minute,
    took_seconds_sum: minute / 2,
    depth: minute,
  })),
};
