// When to try again: back-off by attempt, and what Retry-After asks for.
import { MAX_RETRY_AFTER_MS, MIN_RETRY_MS } from "./limits.ts";

/**
 * Delay before retry `retry` (1, 2, 3): between one second, where `random` is 0, and 8, 27 or 64 s, where it is 1. Full
 * jitter, so that clients fall out of step; the longest are those of Caddy v1 telemetry, `emit`.
 */
export function jitteredMs(retry: number, random: number): number {
  return MIN_RETRY_MS * (1 + random * ((retry + 1) ** 3 - 1));
}

/**
 * What a Retry-After header asks for, in ms: whole seconds or an HTTP date, at least one second and at most an hour;
 * undefined when there is no usable hint. Source: RFC 9110, section 10.2.3.
 */
export function retryAfterMs(hint: string | null, nowMs: number): number | undefined {
  // Engines read almost anything as a date: only the HTTP form counts.
  const text = hint || "-";
  const ms = /GMT$/.test(text) ? Date.parse(text) - nowMs : Number(text) * 1000;
  return ms >= 0 ? clampRetryMs(ms) : undefined;
}

/** A server's wish for the next try, kept between one second and one hour. */
export function clampRetryMs(ms: number): number {
  return Math.min(Math.max(ms, MIN_RETRY_MS), MAX_RETRY_AFTER_MS);
}

/** True when the same bytes may do better later; false when the server refused them for good. */
export function isRetryable(status: number): boolean {
  // Of a number `test` makes a text by itself.
  return !/^4(?!08|25|29)/.test(status as unknown as string);
}
