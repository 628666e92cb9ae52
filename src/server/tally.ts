// What was collected, by key and over time.

import type { AnyStore } from "../core/any-store.ts";
import type {
  AccountingReply,
  AppsReply,
  InstancesReply,
  KeysReply,
  MembersReply,
  OfApp,
  SeriesReply,
  TotalsReply,
  ValuesReply,
} from "../core/api.ts";
import { systemClock } from "../core/clock.ts";
import { ACTIVE_MS, INTERVAL_JITTER_MS, MAX_SLOT_INTERVALS } from "../core/limits.ts";
import type { Clock, Handler } from "../core/ports.ts";
import { answer, careful } from "./answer.ts";
import {
  appOf,
  formOf,
  instanceOf,
  keyOf,
  limitOf,
  memberOf,
  pointsOf,
  windowOf,
} from "./query.ts";

/** What the read API needs. */
export interface TallyOptions {
  readonly store: AnyStore;
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
  const silence = () => {
    const silent = store.silent?.() ?? [];
    return silent.length > 0 ? { silent } : {};
  };
  const asked = (run: (query: URLSearchParams, app: OfApp) => Promise<object>): Handler =>
    careful(async (request) => {
      const query = new URL(request.url).searchParams;
      const app = appOf(query);
      const found = await run(query, app === undefined ? {} : { app });
      return answer(request, 200, { ...found, ...silence() });
    }, onError);

  return {
    "GET /apps": asked(
      async (): Promise<AppsReply> => ({ now: clock.now(), apps: await store.apps() }),
    ),
    "GET /keys": asked(async (query, of): Promise<KeysReply> => {
      const [range, window] = windowOf(query);
      return { ...of, range, now: clock.now(), keys: await store.keys(window, of.app) };
    }),
    "GET /series": asked(async (query, of): Promise<SeriesReply | TotalsReply> => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      const member = memberOf(query);
      const form = formOf(query);
      const { points, ...rest } = await store.series(key, member, window, of.app);
      const told = { ...of, key, ...(member !== undefined && { member }), range, ...rest };
      if (form === "points") return { ...told, points };
      return { ...told, from: points[0]?.ts ?? 0, totals: points.map(({ total }) => total) };
    }),
    "GET /members": asked(async (query, of): Promise<MembersReply> => {
      const [range, window] = windowOf(query);
      const key = keyOf(query);
      const asked = [key, window, limitOf(query), of.app, pointsOf(query)] as const;
      return { ...of, key, range, ...(await store.members(...asked)) };
    }),
    "GET /values": asked(async (query, of): Promise<ValuesReply> => {
      const key = keyOf(query);
      return { ...of, key, ...(await store.values(key, limitOf(query), of.app)) };
    }),
    "GET /instances": asked(async (query, of): Promise<InstancesReply> => {
      const now = clock.now();
      const since = now - quietMs(store, of.app);
      const asked = [limitOf(query), since, of.app, instanceOf(query)] as const;
      return { ...of, now, ...(await store.instances(...asked)) };
    }),
    "GET /accounting": asked(async (query): Promise<AccountingReply> => {
      return { now: clock.now(), ...(await store.accounting(limitOf(query), instanceOf(query))) };
    }),
  };
}

/** Whoever was silent for longer does not keep to the schedule, and is not active. */
export function quietMs(store: Pick<AnyStore, "controls">, app?: string): number {
  const longestMs = MAX_SLOT_INTERVALS * store.controls(app).interval_ms;
  return Math.max(ACTIVE_MS, longestMs + INTERVAL_JITTER_MS);
}
