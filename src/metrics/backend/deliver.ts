// How every backend delivers: a few batches at a time, each tried again for a while, and all of them counted.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import type { BackendCounts } from "../../core/metric.ts";
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

/** How long is tried, and how much at a time. */
export interface DeliveryOptions {
  /** Requests at a time; default 6. */
  readonly maxRequests?: number;
  /** When a request is not tried again, since its first try; default 15,000. -1: it never is. */
  readonly maxRequestElapsedMs?: number;
  /** One try; default 10,000. */
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

/** Rejects when it is to be tried again; resolves to how many series were refused for good, if any. */
// biome-ignore lint/suspicious/noConfusingVoidType: writers return nothing, and say so
export type Try = (signal: AbortSignal) => void | Promise<number | void>;

/** Delivers what it is given, and counts. */
export interface Delivery {
  /** Settles when all have arrived or were given up; never rejects. Takes the next parcel when it has a hand free. */
  send(parcels: Iterable<Parcel>): Promise<void>;
  counts(): BackendCounts;
}

/** The cause of an error that says when to come again. */
export interface Refusal {
  readonly retryAfterMs?: number;
}

/** `name` is that of the backend in errors. Throws `bad-option`. Source: gostatsd, its HTTP back-off. */
export function createDelivery(name: string, options: DeliveryOptions): Delivery {
  const { maxRequests = BACKEND_REQUESTS, maxRequestElapsedMs = BACKEND_ELAPSED_MS } = options;
  const { clientTimeoutMs = TRY_TIMEOUT_MS, clock = systemClock } = options;
  positive(name, "maxRequests", maxRequests);
  positive(name, "clientTimeoutMs", clientTimeoutMs);
  if (maxRequestElapsedMs !== -1) positive(name, "maxRequestElapsedMs", maxRequestElapsedMs);
  const counts = { created: 0, sent: 0, retried: 0, dropped: 0, seriesSent: 0, seriesDropped: 0 };
  const complain = quietly(clock, options.onError);

  return {
    async send(parcels) {
      // All hands take from one iterator, which makes the next one only when it is asked for.
      const next = parcels[Symbol.iterator]();
      const shared = { [Symbol.iterator]: () => next };
      const hand = async () => {
        for (const parcel of shared) await deliver(parcel);
      };
      await Promise.all(Array.from({ length: maxRequests }, hand));
    },
    counts: () => ({ ...counts }),
  };

  async function deliver(parcel: Parcel): Promise<void> {
    const { series } = parcel;
    counts.created += 1;
    try {
      const refused = Math.min((await persist(parcel)) ?? 0, series);
      counts.sent += 1;
      counts.seriesSent += series - refused;
      counts.seriesDropped += refused;
      if (refused > 0)
        complain(new TallybeaconError("status", `${name}: refused ${refused} series`));
    } catch (cause) {
      counts.dropped += 1;
      counts.seriesDropped += series;
      const { code = "network", message } = cause as Partial<TallybeaconError>;
      const what = series > 0 ? `${series} series` : "an event";
      complain(new TallybeaconError(code, `${name}: gave up ${what}: ${message}`, cause));
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
        const leftMs = maxRequestElapsedMs - (clock.now() - startedAtMs);
        if (retry > retries || leftMs < 0) throw error;
        const { retryAfterMs = 0 } = ((error as Error).cause ?? {}) as Refusal;
        const waitMs = Math.max(backoffMs(retry, clock.random()), Math.min(retryAfterMs, leftMs));
        await new Promise<void>((resolve) => clock.after(waitMs, resolve, true));
        counts.retried += 1;
      }
    }
  }
}

/** The wait before retry `retry` (1, 2 …): half a second at first, half as long again each time, up to a minute; ± half. */
export function backoffMs(retry: number, random: number): number {
  const ms = Math.min(BACKOFF_MS * BACKOFF_GROWTH ** (retry - 1), MAX_BACKOFF_MS);
  return ms * (1 + BACKOFF_SPREAD * (2 * random - 1));
}

/** Parcels of the items of all groups, closed after the group with which it holds `max` or more. None is empty. */
export function* batches<T>(
  groups: Iterable<readonly T[]>,
  max: number,
  wrap: (batch: readonly T[]) => Parcel,
): Generator<Parcel> {
  let batch: T[] = [];
  for (const group of groups) {
    batch.push(...group);
    if (batch.length < Math.max(max, 1)) continue;
    yield wrap(batch);
    batch = [];
  }
  if (batch.length > 0) yield wrap(batch);
}

/** Throws `bad-option` for what is no number above 0. */
export function positive(backend: string, option: string, value: number): void {
  if (value > 0) return;
  throw new TallybeaconError("bad-option", `${backend}: ${option} must be positive, not ${value}`);
}

/** Throws `bad-option` for what is empty or absent. */
export function required(backend: string, option: string, value: string | undefined): string {
  if (value) return value;
  throw new TallybeaconError("bad-option", `${backend}: ${option} is required`);
}
