// What backends are given in tests, and what they send.
import { gunzipSync, inflateSync } from "node:zlib";
import type { Aggregates, Backend, Metric, MetricEvent, SubMetric } from "../../src/core/metric.ts";
import { aggregate } from "../../src/metrics/aggregate/aggregate.ts";
import { readPercentiles } from "../../src/metrics/aggregate/percentiles.ts";
import { UNTOLD } from "../../src/metrics/event-words.ts";
import { emptyMap, receive } from "../../src/metrics/map.ts";
import { fakeClock } from "./clock.ts";

/** What a flush of ten seconds makes of these, at 1,234 s. */
export function flushOf(
  metrics: readonly Partial<Metric>[],
  disabled: readonly SubMetric[] = [],
): Aggregates {
  const map = emptyMap();
  for (const metric of metrics) {
    const of = { type: "counter", name: "n", rate: 1, values: [], tags: [], source: "" } as const;
    receive(map, { ...of, atMs: 0, ...metric });
  }
  const off = new Set(disabled);
  const rules = { disabled: off, percentiles: readPercentiles([90], off), histogramLimit: 9 };
  return aggregate(map, 1_234_567, 10_000, rules);
}

/** So many gauges, each its own series. */
export function gauges(count: number): Aggregates {
  return flushOf(
    Array.from({ length: count }, (_, i) => ({ type: "gauge", name: `g${i}`, values: [i] })),
  );
}

/** An event, of which vectors say only what is not as usual. */
export function eventOf(said: Partial<MetricEvent>): MetricEvent {
  return { title: "", text: "", dateHappened: 0, ...UNTOLD, ...said };
}

/** A request that was made. */
export interface Sent<T = string> {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: T;
}

/** What a backend sends for what it is given, where everything is taken. */
export function capture(
  open: Open,
  given: readonly Aggregates[],
  event?: MetricEvent,
): Promise<Sent[]> {
  return captureAs((bytes) => bytes.toString(), open, given, event);
}

/** A backend that asks by this, and has this time. */
type Open = (ask: typeof fetch, clock: ReturnType<typeof fakeClock>) => Backend;

/** The same, with bodies that are read by `read`. */
export async function captureAs<T>(
  read: (bytes: Buffer) => T,
  open: Open,
  given: readonly Aggregates[],
  event?: MetricEvent,
): Promise<Sent<T>[]> {
  const sent: Sent<T>[] = [];
  const ask: typeof fetch = async (url, init) => {
    const request = new Request(url, init);
    const { pathname, search } = new URL(request.url);
    const bytes = Buffer.from(await request.arrayBuffer());
    const encoding = request.headers.get("content-encoding");
    const plain =
      encoding === "gzip" ? gunzipSync(bytes) : encoding === "deflate" ? inflateSync(bytes) : bytes;
    sent.push({
      method: request.method,
      uri: pathname + search,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: read(plain),
    });
    return new Response(null, { status: 202 });
  };
  const backend = open(ask, fakeClock(1_234_000));
  for (const aggregates of given) await backend(aggregates);
  if (event) await backend.event?.(event);
  return sent;
}
