// How busy the collector was: what can be charted of it, and what a range comes to.
import type { LoadReply } from "../../../core/api.ts";
import { type Load, RANGES } from "../../../core/sample.ts";
import { bytes, number, share } from "../../text/format.ts";

/** One thing that can be charted. */
export interface Measure {
  readonly name: string;
  /** What its numbers are. */
  readonly unit: string;
  read(load: Load): number;
  format(value: number): string;
}

/** They by the names that they have in addresses. */
export const MEASURES = {
  updates: {
    name: "Updates",
    unit: "Updates a minute",
    read: (load) => 60 * load.requests_sec,
    format: number,
  },
  bytes: {
    name: "Bytes",
    unit: "Bytes a minute",
    read: (load) => 60 * load.bytes_sec,
    format: bytes,
  },
  errors: {
    name: "Errors",
    unit: "Updates that were turned away",
    read: (load) => load.error_rate / 100,
    format: share,
  },
} as const satisfies Readonly<Record<string, Measure>>;

/** The one that words ask for, or updates. */
export function measureOf(
  words: URLSearchParams,
): Measure & { readonly id: keyof typeof MEASURES } {
  const asked = words.get("of") ?? "";
  const id = Object.hasOwn(MEASURES, asked) ? (asked as keyof typeof MEASURES) : "updates";
  return { id, ...MEASURES[id] };
}

/** What a range comes to. */
export interface LoadSums {
  /** A minute, in the last bucket that is over. */
  readonly updatesNow: number;
  /** A minute, over the range; and so are bytes. */
  readonly updates: number;
  readonly bytesAMinute: number;
  /** All of them. */
  readonly bytes: number;
  /** Of 1. */
  readonly errors: number;
}

/** Adds a range up; of the bucket that is running counts what is over. */
export function sumsOf({ samples, now, range }: LoadReply): LoadSums {
  const { resolution } = RANGES[range];
  const until = now / 1000;
  let [seconds, requests, failed, bytes] = [0, 0, 0, 0];
  for (const { ts, requests_sec, bytes_sec, error_rate } of samples) {
    const over = Math.min(resolution, until - ts);
    seconds += over;
    requests += over * requests_sec;
    failed += over * requests_sec * (error_rate / 100);
    bytes += over * bytes_sec;
  }
  const minutes = seconds / 60;
  const last = samples.findLast(({ ts }) => ts + resolution <= until);
  return {
    updatesNow: last ? MEASURES.updates.read(last) : 0,
    updates: minutes > 0 ? requests / minutes : 0,
    bytesAMinute: minutes > 0 ? bytes / minutes : 0,
    bytes,
    errors: requests > 0 ? failed / requests : 0,
  };
}
