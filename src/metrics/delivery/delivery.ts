// How all is delivered that leaves by itself: some at a time, each tried again for a while, and every one counted.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { DeliveryCounts } from "../../core/metric.ts";
import {
  BACKEND_ELAPSED_MS,
  BACKEND_REQUESTS,
  BACKOFF_GROWTH,
  BACKOFF_MS,
  BACKOFF_SPREAD,
  MAX_BACKOFF_MS,
  TRY_TIMEOUT_MS,
} from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { quietly } from "../../core/quiet.ts";
import { within } from "../../core/within.ts";
import { createLanes } from "../lanes.ts";
import { positive } from "./demand.ts";

/** How long is tried, and how much at a time. */
export interface DeliveryOptions {
  /** Requests under way at a time, events aside; more wait. Default 6, of `forwardSink` 1,000. */
  readonly maxRequests?: number;
  /** After so long no other try is begun; -1 for one try. Default 15,000, of `forwardSink` 30,000. */
  readonly maxRequestElapsedMs?: number;
  /** For one try. Default 10,000. */
  readonly clientTimeoutMs?: number;
  readonly clock?: Clock;
  /** Hears why something was given up: each code once a minute. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** One request, or one packet. */
export interface Parcel {
  /** How many series are in it; 0 for an event. */
  readonly series: number;
  /** How often it may be tried again. Default: as often as the time allows. */
  readonly retries?: number;
  /** Called once, before the first try. */
  readonly pack: () => Try | Promise<Try>;
}

/** Rejects when it did not arrive; resolves to how many series were refused for good, if any. */
// biome-ignore lint/suspicious/noConfusingVoidType: writers return nothing, and say so
export type Try = (signal: AbortSignal) => void | Promise<number | void>;

/** Delivers what it is given, and counts. */
export interface Delivery {
  /** Settles when all have arrived or were given up; never rejects. Takes the next parcel when it has a hand free. */
  send(parcels: Iterable<Parcel>): Promise<void>;
  /** The same of an event, at once, however much is under way. */
  sendNow(parcel: Parcel): Promise<void>;
  counts(): DeliveryCounts;
}

/** The cause of an error that says when to come again, or that there is no use in it. */
export interface Refusal {
  readonly retryAfterMs?: number | undefined;
  readonly isFinal?: boolean;
}

/**
 * Pauses are half a second, then half as long again each time, up to a minute; each is by chance up to a half longer or
 * shorter, and as long as the other side asks for: where that is longer than there is time, it is given up. `name` says in
 * errors whose delivery it is. Throws `bad-option`. Source: gostatsd, its HTTP back-off; what Retry-After does is ours.
 */
export function createDelivery(name: string, options: DeliveryOptions): Delivery {
  const { maxRequests = BACKEND_REQUESTS, maxRequestElapsedMs = BACKEND_ELAPSED_MS } = options;
  const { clientTimeoutMs = TRY_TIMEOUT_MS, clock = systemClock } = options;
  positive(name, "maxRequests", maxRequests);
  positive(name, "clientTimeoutMs", clientTimeoutMs);
  if (maxRequestElapsedMs !== -1) positive(name, "maxRequestElapsedMs", maxRequestElapsedMs);
  const counts = { created: 0, sent: 0, retried: 0, dropped: 0, seriesSent: 0, seriesDropped: 0 };
  const events = { eventsSent: 0, eventsDropped: 0 };
  const complain = quietly(clock, options.onError);
  const inLane = createLanes(maxRequests);

  return {
    async send(parcels) {
      const all: Promise<unknown>[] = [];
      for (const parcel of parcels) {
        // The next one is made when this one has begun.
        await new Promise<void>((begun) => {
          all.push(
            inLane(() => {
              begun();
              return deliver(parcel);
            }),
          );
        });
      }
      await Promise.all(all);
    },
    async sendNow(parcel) {
      const hasArrived = await deliver(parcel);
      events[hasArrived ? "eventsSent" : "eventsDropped"] += 1;
    },
    counts: () => ({ ...counts, ...events }),
  };

  async function deliver(parcel: Parcel): Promise<boolean> {
    const { series } = parcel;
    counts.created += 1;
    try {
      const refused = Math.min((await persist(parcel)) ?? 0, series);
      counts.sent += 1;
      counts.seriesSent += series - refused;
      counts.seriesDropped += refused;
      if (refused > 0)
        complain(new TallybeaconError("status", `${name}: refused ${refused} series`));
      return true;
    } catch (cause) {
      counts.dropped += 1;
      counts.seriesDropped += series;
      // What the platform says of sockets has codes of its own.
      const code = cause instanceof TallybeaconError ? cause.code : "network";
      const what = series > 0 ? `${series} series` : "an event";
      const why = `${name}: gave up ${what}: ${(cause as Error).message}`;
      complain(new TallybeaconError(code, why, cause));
      return false;
    }
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: as above
  async function persist({ pack, retries = Infinity }: Parcel): Promise<number | void> {
    const attempt = await pack();
    const startedAtMs = clock.now();
    for (let retry = 1; ; retry += 1) {
      try {
        return await within(clock, clientTimeoutMs, attempt);
      } catch (error) {
        const { retryAfterMs = 0, isFinal } = ((error as Error).cause ?? {}) as Refusal;
        const isLate = clock.now() - startedAtMs + retryAfterMs > maxRequestElapsedMs;
        if (isFinal || isLate || retry > retries) throw error;
        const waitMs = Math.max(backoffMs(retry, clock.random()), retryAfterMs);
        await new Promise<void>((resolve) => clock.after(waitMs, resolve, true));
        counts.retried += 1;
      }
    }
  }
}

/** The wait before retry `retry` (1, 2 …), where `random` is from 0 to 1. */
export function backoffMs(retry: number, random: number): number {
  const ms = Math.min(BACKOFF_MS * BACKOFF_GROWTH ** (retry - 1), MAX_BACKOFF_MS);
  return ms * (1 + BACKOFF_SPREAD * (2 * random - 1));
}
