// What backends send over HTTP, as statsd's vectors write it.
import { gunzipSync, inflateSync } from "node:zlib";
import type { Aggregates, Backend, MetricEvent } from "../../src/core/metric.ts";
import { fakeClock } from "../support/clock.ts";

/** A request as vectors have it. */
export interface WireRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** A request that was made. */
export interface Sent<T = string> {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: T;
}

/** A recorded request, with its headers as `Sent` has them. */
export function wireRequest({ method, uri, headers }: WireRequest): Omit<Sent, "body"> {
  const all = Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values.join()]);
  return { method, uri, headers: Object.fromEntries(all) };
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

/** In an order of its own, whatever it was. */
export function sorted(all: readonly unknown[]): unknown[] {
  const text = (one: unknown) =>
    JSON.stringify(one, (_, part) =>
      part && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    );
  return [...all].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

/** All lists of objects sorted, however deep. */
export function deepSorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(deepSorted);
    return typeof all[0] === "object" ? sorted(all) : all;
  }
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deepSorted(one)]));
}
