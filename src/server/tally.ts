// What was collected, by key and over time.
import { systemClock } from "../core/clock.ts";
import { ACTIVE_MS, INTERVAL_JITTER_MS, MAX_SLOT_INTERVALS } from "../core/limits.ts";
import type { Clock, Handler } from "../core/ports.ts";
import type { Store } from "../core/tally.ts";
import { answer, careful } from "./answer.ts";
import { keyOf, limitOf, memberOf, windowOf } from "./query.ts";

/** What the read API needs. */
export interface TallyOptions {
  readonly store: Store;
  readonly clock?: Clock;
  readonly onError?: (error: unknown) => void;
}

/**
 * Routes over a store: `GET /apps`, `/keys`, `/series`, `/members`, `/values`, `/instances` and `/accounting`. Parameters
 * are `app` (default `default`; of `/instances` all), `range` (`30m`, `24h`, `60d` …; default `1h`), `to` (Unix seconds;
 * default now), `step` (seconds, or `5m` …), `key`, `member` (JSON text), `instance` and `limit` (default 50, at most
 * 1,000); a wrong one is named in a 400.
 */
export function tallyRoutes(options: TallyOptions): Readonly<Record<string, Handler>> {
  const { store, clock = systemClock, onError } = options;
  const asked = (run: (query: URLSearchParams, app: string | undefined) => unknown): Handler =>
    careful((request) => {
      const query = new URL(request.url).searchParams;
      return answer(request, 200, run(query, query.get("app") || undefined));
    }, onError);

  return {
    "GET /apps": asked(() => ({ now: clock.now(), apps: store.apps() })),
    "GET /keys": asked((query, app) => {
      const [range, window] = windowOf(query);
      return { app, range, now: clock.now(), keys: store.keys(window, app) };
    }),
    "GET /series": asked((query, app) => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      const member = memberOf(query);
      return { app, key, member, range, ...store.series(key, member, window, app) };
    }),
    "GET /members": asked((query, app) => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      return { app, key, range, ...store.members(key, window, limitOf(query), app) };
    }),
    "GET /values": asked((query, app) => {
      const key = keyOf(query);
      return { app, key, ...store.values(key, limitOf(query), app) };
    }),
    "GET /instances": asked((query, app) => {
      const now = clock.now();
      // Whoever keeps to the schedule is active.
      const longestMs = MAX_SLOT_INTERVALS * store.controls(app).interval_ms;
      const quietMs = Math.max(ACTIVE_MS, longestMs + INTERVAL_JITTER_MS);
      return { app, now, ...store.instances(limitOf(query), now - quietMs, app) };
    }),
    "GET /accounting": asked((query) => {
      const instance = query.get("instance") ?? undefined;
      return { now: clock.now(), ...store.accounting(limitOf(query), instance) };
    }),
  };
}
