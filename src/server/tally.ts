// What was collected, by key and over time.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Scalar } from "../core/json.ts";
import {
  ACTIVE_MS,
  DEFAULT_ROWS,
  INTERVAL_JITTER_MS,
  MAX_ROWS,
  MAX_SLOT_INTERVALS,
  WINDOWS,
} from "../core/limits.ts";
import type { Clock, Handler } from "../core/ports.ts";
import type { Store, Window } from "../core/tally.ts";
import { answer, careful } from "./answer.ts";

/** What the read API needs. */
export interface TallyOptions {
  readonly store: Store;
  readonly clock?: Clock;
  readonly onError?: (error: unknown) => void;
}

/**
 * Routes over a store: `GET /keys`, `/series`, `/members`, `/values`, `/instances` and `/accounting`. Parameters are
 * `range` (15m, 1h, 6h, 24h, 7d, 30d; default 1h), `key`, `member` (JSON text), `instance` and `limit` (default 50, at most
 * 1,000); a wrong one is named in a 400.
 */
export function tallyRoutes(options: TallyOptions): Readonly<Record<string, Handler>> {
  const { store, clock = systemClock, onError } = options;
  const asked = (run: (query: URLSearchParams) => unknown): Handler =>
    careful((request) => answer(request, 200, run(new URL(request.url).searchParams)), onError);

  return {
    "GET /keys": asked((query) => {
      const [range, window] = windowOf(query);
      return { range, now: clock.now(), keys: store.keys(window) };
    }),
    "GET /series": asked((query) => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      const member = memberOf(query);
      const points = store.series(key, member, window);
      return { key, member, range, step: window.step, points };
    }),
    "GET /members": asked((query) => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      return { key, range, ...store.members(key, window, limitOf(query)) };
    }),
    "GET /values": asked((query) => {
      const key = keyOf(query);
      return { key, values: store.values(key, limitOf(query)) };
    }),
    "GET /instances": asked((query) => {
      const now = clock.now();
      // Whoever keeps to the schedule is active.
      const longestMs = MAX_SLOT_INTERVALS * store.controls().interval_ms;
      const quietMs = Math.max(ACTIVE_MS, longestMs + INTERVAL_JITTER_MS);
      return { now, ...store.instances(limitOf(query), now - quietMs) };
    }),
    "GET /accounting": asked((query) => {
      const instance = query.get("instance") ?? undefined;
      return { now: clock.now(), ...store.accounting(limitOf(query), instance) };
    }),
  };
}

function windowOf(query: URLSearchParams): [range: string, window: Window] {
  const range = query.get("range") || "1h";
  const window = Object.entries(WINDOWS).find(([name]) => name === range)?.[1];
  if (!window) throw wrong(`range: must be one of ${Object.keys(WINDOWS).join(", ")}`);
  return [range, window];
}

function keyOf(query: URLSearchParams): string {
  const key = query.get("key");
  if (key === null) throw wrong("key: must be given");
  return key;
}

function memberOf(query: URLSearchParams): Scalar | undefined {
  const text = query.get("member");
  if (text === null) return undefined;
  const value = parse(text);
  if (value === undefined || (typeof value === "object" && value !== null)) {
    throw wrong("member: must be a string, a number, true, false or null, as JSON");
  }
  return value as Scalar;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function limitOf(query: URLSearchParams): number {
  const text = query.get("limit") ?? String(DEFAULT_ROWS);
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_ROWS) {
    throw wrong(`limit: must be a whole number from 1 to ${MAX_ROWS}`);
  }
  return limit;
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("parse", message);
}
