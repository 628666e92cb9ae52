// What was collected, by key and over time.

import type {
  AccountingReply,
  AppsReply,
  InstancesReply,
  KeysReply,
  MembersReply,
  OfApp,
  SeriesReply,
  ValuesReply,
} from "../core/api.ts";
import { systemClock } from "../core/clock.ts";
import { ACTIVE_MS, INTERVAL_JITTER_MS, MAX_SLOT_INTERVALS } from "../core/limits.ts";
import type { Clock, Handler } from "../core/ports.ts";
import type { Store } from "../core/tally.ts";
import { answer, careful } from "./answer.ts";
import { appOf, instanceOf, keyOf, limitOf, memberOf, windowOf } from "./query.ts";

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
  const asked = (run: (query: URLSearchParams, app: OfApp) => unknown): Handler =>
    careful((request) => {
      const query = new URL(request.url).searchParams;
      const app = appOf(query);
      return answer(request, 200, run(query, app === undefined ? {} : { app }));
    }, onError);

  return {
    "GET /apps": asked((): AppsReply => ({ now: clock.now(), apps: store.apps() })),
    "GET /keys": asked((query, of): KeysReply => {
      const [range, window] = windowOf(query);
      return { ...of, range, now: clock.now(), keys: store.keys(window, of.app) };
    }),
    "GET /series": asked((query, of): SeriesReply => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      const member = memberOf(query);
      const series = store.series(key, member, window, of.app);
      return { ...of, key, ...(member !== undefined && { member }), range, ...series };
    }),
    "GET /members": asked((query, of): MembersReply => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      return { ...of, key, range, ...store.members(key, window, limitOf(query), of.app) };
    }),
    "GET /values": asked((query, of): ValuesReply => {
      const key = keyOf(query);
      return { ...of, key, ...store.values(key, limitOf(query), of.app) };
    }),
    "GET /instances": asked((query, of): InstancesReply => {
      const now = clock.now();
      // Whoever keeps to the schedule is active.
      const longestMs = MAX_SLOT_INTERVALS * store.controls(of.app).interval_ms;
      const quietMs = Math.max(ACTIVE_MS, longestMs + INTERVAL_JITTER_MS);
      return { ...of, now, ...store.instances(limitOf(query), now - quietMs, of.app) };
    }),
    "GET /accounting": asked((query): AccountingReply => {
      return { now: clock.now(), ...store.accounting(limitOf(query), instanceOf(query)) };
    }),
  };
}
