// Requests and lists, as statsd's vectors write it.
import type { Sent } from "../support/backend.ts";

/** A request as vectors have it. */
export interface WireRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** A recorded request, with its headers as `Sent` has them. */
export function wireRequest({ method, uri, headers }: WireRequest): Omit<Sent, "body"> {
  const all = Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values.join()]);
  return { method, uri, headers: Object.fromEntries(all) };
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
