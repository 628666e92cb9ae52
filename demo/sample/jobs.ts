// What was pushed: groups as a Pushgateway keeps them, sums of Workers, and what statsd aggregates of tagged metrics.
import type { FamilyMetric, Histogram, MetricFamily } from "../../src/core/family.ts";
import type { Pushes } from "../../src/core/push.ts";
import type { Aggregator, Metrics } from "../../src/metrics/index.ts";
import type { Chance } from "./chance.ts";
import { HOUR_MS, MINUTE_MS, type Story } from "./story.ts";

/** A history of pushes goes back so far. */
const PUSHED_MS = 2 * HOUR_MS;
/** How often statsd flushes; ten seconds would tell the same. */
const FLUSH_MS = 20_000;
const BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const REGIONS = ["eu", "us"];
const PLANTS = ["Aloe", "Pilea", "Cactus", "Olive tree"];

/** What is pushed to, and by what clock. */
export interface Jobs {
  readonly pushes: Pick<Pushes, "push">;
  readonly metrics: Metrics;
  readonly aggregator: Pick<Aggregator, "flush">;
  readonly setNow: (ms: number) => void;
}

/** Pushes for two hours, minute after minute. */
export async function runJobs(jobs: Jobs, story: Story, chance: Chance): Promise<void> {
  const { pushes, metrics, aggregator, setNow } = jobs;
  const newsletters = REGIONS.map((region) => ({ region, ...createTimes(chance) }));
  const workers = Array.from({ length: 3 }, () => ({ epoch: chance.id(), seq: 0, orders: 0 }));
  const fromMs = Math.ceil((story.nowMs - PUSHED_MS) / MINUTE_MS) * MINUTE_MS;

  for (let minute = 0; fromMs + minute * MINUTE_MS <= story.nowMs; minute += 1) {
    const atMs = fromMs + minute * MINUTE_MS;
    setNow(atMs);
    if (minute % 60 === 0) importStock(atMs);
    if (minute % 5 === 0) for (const each of newsletters) sendNewsletter(each);
    if (minute % 2 === 0) for (const each of workers) takeOrders(each, atMs);
    for (let ms = FLUSH_MS; ms <= MINUTE_MS && atMs + ms <= story.nowMs; ms += FLUSH_MS) {
      setNow(atMs + ms);
      measure(story.demand(atMs));
      await metrics.flush();
      await aggregator.flush();
    }
  }

  function importStock(atMs: number) {
    const gauge = (name: string, help: string, value: number): MetricFamily => ({
      name,
      help,
      type: "gauge",
      metrics: [{ value }],
    });
    pushes.push({
      method: "PUT",
      grouping: [["job", "stock-import"]],
      families: [
        gauge("stock_import_last_success_timestamp_seconds", "When it ended well.", atMs / 1_000),
        gauge("stock_import_duration_seconds", "How long it took.", 38 + 9 * chance.next()),
        gauge("stock_import_rows", "Plants on the shelves.", 1_180 + chance.times(40)),
      ],
    });
  }

  function sendNewsletter({ region, observe, ...times }: (typeof newsletters)[number]) {
    observe(20 + chance.times(60));
    pushes.push({
      method: "POST",
      grouping: [
        ["job", "newsletter"],
        ["region", region],
      ],
      families: [
        {
          name: "newsletter_send_seconds",
          help: "From the queue to the mail server.",
          type: "histogram",
          metrics: [times.histogram()],
        },
        {
          name: "newsletter_render_seconds",
          help: "How long a letter takes to be made.",
          type: "summary",
          metrics: [times.summary()],
        },
      ],
    });
  }

  function takeOrders(worker: (typeof workers)[number], atMs: number) {
    worker.seq += 1;
    worker.orders += chance.times(2.4 * story.demand(atMs));
    const { epoch, seq, orders } = worker;
    pushes.push({
      method: "POST",
      grouping: [["job", "checkout"]],
      epoch,
      seq,
      families: [
        {
          name: "checkout_orders_total",
          help: "Orders taken.",
          type: "counter",
          metrics: [{ value: orders }],
        },
      ],
    });
  }

  function measure(demand: number) {
    for (const plant of PLANTS) metrics.count("cart.add", chance.times(3 * demand), { plant });
    metrics.count("mail.bounced", chance.times(0.05));
    metrics.gauge("stock.open_orders", 40 + Math.round(30 * demand) + chance.times(4));
    metrics.gauge("queue.depth", chance.times(6 * demand), { queue: "mail" });
    for (let left = chance.times(25 * demand); left > 0; left -= 1) {
      const isSlow = chance.happens(0.03);
      metrics.timing("search", (isSlow ? 400 : 18) * (0.5 + chance.next()), { index: "plants" });
      metrics.timing("load", 300 + 900 * chance.next() ** 3, { from: "link" });
      metrics.unique("customers", `c${Math.floor(160 * chance.next())}`);
    }
  }
}

/** What one job has seen so far, seconds. */
function createTimes(chance: Chance) {
  const counts = BOUNDS.map(() => 0);
  let [count, sum] = [0, 0];
  return {
    observe(times: number) {
      for (let left = times; left > 0; left -= 1) {
        const seconds = 0.04 + 4 * chance.next() ** 6;
        count += 1;
        sum += seconds;
        for (const [at, bound] of BOUNDS.entries())
          if (seconds <= bound) counts[at] = (counts[at] ?? 0) + 1;
      }
    },
    histogram(): FamilyMetric & { readonly histogram: Histogram } {
      const buckets = BOUNDS.map((upperBound, at) => ({ upperBound, count: counts[at] as number }));
      return { histogram: { count, sum, buckets } };
    },
    summary: (): FamilyMetric => ({
      summary: {
        count,
        sum: sum / 8,
        quantiles: [
          { quantile: 0.5, value: 0.011 + 0.003 * chance.next() },
          { quantile: 0.9, value: 0.034 + 0.008 * chance.next() },
          { quantile: 0.99, value: 0.12 + 0.06 * chance.next() },
        ],
      },
    }),
  };
}
