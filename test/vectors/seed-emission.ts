// The seed's emission as a table of replies, once by its own rules and once by those we chose instead. By its
// own rules it must give what was recorded; by ours, what we have to give.
import { isRetryable } from "../../src/core/retry.ts";

export interface Reply {
  readonly status?: number;
  readonly content_type?: string;
  readonly retry_after?: string;
  readonly body: string;
  readonly transport_error?: string;
}

export interface Emission {
  attempts: number;
  waits_ms: number[];
  error: string | null;
  scheduled: boolean;
  next_delay_ms?: number;
  next_delay?: string;
  disabled_afterwards?: Record<string, string>;
}

/** `own`: by our rules instead of the seed's. */
export interface Rules {
  readonly own: boolean;
}

interface Members {
  next?: number;
  stop?: boolean;
  disable?: string[];
  enable?: string[];
}

const SECOND_NS = 1e9;
const MONTH_MS = 2_592_000_000;

export function seedEmission(replies: readonly Reply[], final: boolean, { own }: Rules): Emission {
  const disabled = new Map([["user", "permanent"]]);
  const waits: number[] = [];
  let held: Members = {};
  let error: string | null = null;
  let isStopped = false;
  let attempts = 0;
  let waitedMs = 0;

  for (let attempt = 0; attempt < 4; attempt++) {
    if (error !== null && attempt > 0 && !own) waits.push((attempt + 1) ** 3 * 1000);
    error = null;
    attempts++;
    const reply = replies[Math.min(attempt, replies.length - 1)] as Reply;
    const status = reply.status ?? 0;
    let waitMs = (attempt + 2) ** 3 * 1000;
    if (own) held = {};
    if (reply.transport_error) error = reply.transport_error;
    else if (status === 410 || status === 451) {
      error = `HTTP ${status}`;
      isStopped = true;
      break;
    } else {
      const members = read(reply, own);
      if (own) held = members ?? {};
      else if (members) held = { ...held, ...members };
      if (members) apply(disabled, held, own);
      else error = "unreadable";
      const hintMs = own || status === 429 ? hint(reply, members, status, own) : undefined;
      if (own) {
        if (status >= 400) error = `HTTP ${status}`;
        if (hintMs !== undefined) waitMs = hintMs;
        if (error !== null && status >= 400 && (!isRetryable(status) || (final && status === 429)))
          break;
      } else if (members && status === 429) {
        if (final) break;
        waits.push(hintMs as number);
        // The held value is also the next interval.
        held.next = (hintMs as number) * 1e6;
        continue;
      } else if (members && status >= 400) error = `HTTP ${status}`;
    }
    if (error === null) break;
    if (own && attempt < 3) {
      if (final && waitedMs + waitMs > 30_000) break;
      waits.push(waitMs);
      waitedMs += waitMs;
    }
  }

  const scheduled = !final && !isStopped && !held.stop;
  const nextNs = held.next ?? 0;
  const wishedMs = nextNs >= SECOND_NS ? nextNs / 1e6 : undefined;
  const nextMs = own && wishedMs ? Math.min(wishedMs, MONTH_MS) : wishedMs;
  return {
    attempts,
    waits_ms: waits,
    error,
    scheduled,
    ...(!scheduled
      ? {}
      : nextMs === undefined
        ? { next_delay: "default: 3600000 to 3660000 ms" }
        : { next_delay_ms: nextMs }),
    disabled_afterwards: Object.fromEntries(disabled),
  };
}

/** The members of a reply that are there; null stands for absent. */
function read(
  { status = 0, content_type: type = "", body }: Reply,
  own: boolean,
): Members | undefined {
  if ((status < 300 || status >= 400) && !type.includes("json")) return undefined;
  const text = own ? body : firstValue(body);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (parsed === null) return {};
  if (typeof parsed !== "object" || Array.isArray(parsed)) return undefined;
  const found = Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), value]);
  const {
    next_update: next,
    stop,
    error,
    disable_keys: disable,
    enable_keys: enable,
  } = Object.fromEntries(found);
  const isNames = (value: unknown) =>
    Array.isArray(value) &&
    value.every((name) => typeof name === "string" || (!own && name === null));
  // Go refuses every fraction and exponent, whatever its value.
  const isWritten = own || /"next_update"\s*:\s*(-?\d+|null)\s*[,}]/i.test(text);
  const isWhole = Number.isInteger(next) && Math.abs(next) < 2 ** 63 && isWritten;
  const isSound =
    (next == null || isWhole) &&
    (stop == null || typeof stop === "boolean") &&
    (error == null || typeof error === "string") &&
    (disable == null || isNames(disable)) &&
    (enable == null || isNames(enable));
  if (!isSound) return undefined;
  return {
    ...(next != null && { next }),
    ...(stop != null && { stop }),
    ...(disable !== undefined && { disable: disable ?? [] }),
    ...(enable !== undefined && { enable: enable ?? [] }),
  };
}

/** Go's decoder stops after the first value. */
function firstValue(body: string): string {
  for (let end = body.length; end > 0; end--) {
    try {
      JSON.parse(body.slice(0, end));
      return body.slice(0, end);
    } catch {}
  }
  return body;
}

function apply(
  disabled: Map<string, string>,
  { enable = [], disable = [] }: Members,
  own: boolean,
) {
  for (const key of enable) if (disabled.get(key) === "temporary") disabled.delete(key);
  for (const key of disable) {
    if (!own || disabled.get(key) !== "permanent") disabled.set(key, "temporary");
  }
}

/** What the server of a 429 asks for, in ms. */
function hint(
  reply: Reply,
  members: Members | undefined,
  status: number,
  own: boolean,
): number | undefined {
  const nextMs = status === 429 ? (members?.next ?? 0) / 1e6 : 0;
  const header = reply.retry_after ?? "";
  if (!own) {
    const seconds =
      /^[+-]?\d+$/.test(header) && Math.abs(Number(header)) < 2 ** 63 ? Number(header) : 0;
    return nextMs > 0 ? nextMs : seconds * 1000;
  }
  const bounded = (ms: number) => Math.min(Math.max(ms, 1000), 3_600_000);
  if (nextMs >= 1000) return nextMs;
  const isDate = /GMT$/.test(header) && Number.isFinite(Date.parse(header));
  const seconds = header === "" ? Number.NaN : Number(header);
  const ms = isDate ? Date.parse(header) - Date.UTC(2026, 10, 21) : seconds * 1000;
  return ms >= 0 ? bounded(ms) : undefined;
}
