// What statsd aggregates, at a Pushgateway.
import { expect, test, vi } from "vitest";
import type { Metric } from "../../../src/core/metric.ts";
import {
  type PrometheusBackendOptions,
  prometheusBackend,
} from "../../../src/prometheus/prometheus-backend.ts";
import { flushOf } from "../../support/backend.ts";
import { manualClock } from "../../support/manual-clock.ts";

/** A Pushgateway that answers with `statuses` in turn, and then with 200. */
function open(statuses: number[] = [], more: Partial<PrometheusBackendOptions> = {}) {
  const bodies: string[] = [];
  const asked: string[] = [];
  const ask = async (url: string, { method, body }: RequestInit) => {
    asked.push(`${method} ${url}`);
    bodies.push(String(body));
    return new Response("no", { status: statuses.shift() ?? 200 });
  };
  const onError = vi.fn();
  const backend = prometheusBackend({
    url: "https://push.example.com",
    job: "statsd",
    fetch: ask as typeof fetch,
    clock: manualClock(0),
    onError,
    ...more,
  });
  const flush = (...metrics: Partial<Metric>[]) => backend(flushOf(metrics));
  return { backend, flush, bodies, asked, onError };
}
const hits = { name: "hits", values: [2], tags: ["region:eu"] };

test("all that is told is the whole of its group, and counters go up", async () => {
  const { flush, asked, bodies, backend } = open([], { prefix: "shop" });
  await flush(hits, { type: "timer", name: "render", values: [5] });
  await flush(hits);
  expect(asked).toEqual(Array(2).fill("PUT https://push.example.com/metrics/job/statsd"));
  expect(bodies[0]).toBe(
    '# TYPE shop_hits_total counter\nshop_hits_total{region="eu"} 2\n# TYPE shop_render summary\n' +
      'shop_render{quantile="0.5"} 5\nshop_render{quantile="0.9"} 5\nshop_render_sum 5\nshop_render_count 1\n',
  );
  expect(bodies[1]).toBe('# TYPE shop_hits_total counter\nshop_hits_total{region="eu"} 4\n');
  const counts = { created: 2, sent: 2, retried: 0, dropped: 0, seriesSent: 3, seriesDropped: 0 };
  expect(backend.counts?.()).toEqual(counts);
});

test("a tag does not stand for a label of the group", async () => {
  const { flush, bodies } = open([], { grouping: { region: "us" } });
  await flush(hits, { ...hits, tags: ["region:us"] });
  expect(bodies[0]).toContain('hits_total{exported_region="eu"} 2\n');
  expect(bodies[0]).toContain('hits_total{exported_region="us"} 2\n');
});

test("names that clash leave the rest in peace, and are counted", async () => {
  const { flush, bodies, backend } = open();
  await flush(
    { type: "gauge", name: "queue.count", values: [1] },
    { type: "timer", name: "queue", values: [1] },
    { type: "timer", name: "queue.count", values: [1] },
    hits,
  );
  expect(bodies[0]?.match(/^# TYPE .*$/gm)).toEqual([
    "# TYPE hits_total counter",
    "# TYPE queue_count gauge",
  ]);
  expect(backend.counts?.()).toMatchObject({ seriesSent: 2, seriesDropped: 2 });
});

test("what fails is told and made good by the next push", async () => {
  const { flush, bodies, backend, onError } = open([500, 400]);
  await flush(hits);
  await flush(hits);
  await flush(hits);
  expect(bodies[2]).toContain("} 6\n");
  const counts = { created: 3, sent: 1, retried: 0, dropped: 2, seriesSent: 1, seriesDropped: 2 };
  expect(backend.counts?.()).toEqual(counts);
  expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "status" }));
});

test("nothing is pushed where there is nothing, and nothing where it could not go", async () => {
  const { flush, asked } = open();
  await flush();
  expect(asked).toEqual([]);
  expect(() => open([], { job: "" })).toThrow(expect.objectContaining({ code: "bad-option" }));
});
