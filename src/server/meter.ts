// How busy the collector is: a sample a minute of what each site sends.
import { MAX_DURATIONS, MAX_METERED_HOSTS } from "../core/limits.ts";
import type { Clock, Handler, History } from "../core/ports.ts";
import { LOAD_HOST, type Sample } from "../core/sample.ts";
import { MINUTE_MS } from "../core/store-limits.ts";
import { bytesOf } from "./body.ts";

interface Tally {
  requests: number;
  failures: number;
  bytes: number;
  readonly durationsMs: number[];
}

/** Answers of one status. */
export interface Answers {
  count: number;
  /** From the first look at a request to its answer, of all of them together. */
  seconds: number;
}

/** Counts the requests of a handler, and writes the minutes that are over into a history. */
export interface Meter {
  count(handler: Handler): Handler;
  /** All that were counted, by status. */
  answers(): ReadonlyMap<number, Readonly<Answers>>;
  /** All sites in the minute that is running, as it would be written down now; nothing where nothing came. */
  running(): Sample | undefined;
  /** Writes the last minute down if it is over. Runs with every request, so that no timer is needed. */
  tick(): void;
}

/**
 * A meter whose hosts are those of the pages that send (`shop.example.com`), or `direct` for senders that are
 * no pages, and `LOAD_HOST` for all together. A sample stands for the minute before its `ts`; `error_rate` is the
 * percentage of 4xx and 5xx. Source of the fields: agbero's telemetry sample; `bytes_sec` is ours.
 */
export function createMeter(history: History, clock: Clock): Meter {
  const hosts = new Map<string, Tally>();
  const answers = new Map<number, Answers>();
  let minute = minuteOf(clock.now());

  const samples = () =>
    Array.from(hosts, ([host, tally]) => [host, sampleOf(tally, (minute + 1) * 60)] as const);
  const summed = () =>
    samples().reduce<Sample | undefined>((sum, [, sample]) => together(sum, sample), undefined);
  const tick = (): void => {
    const now = minuteOf(clock.now());
    // A clock that is set back a little comes here again, and a sample would take the place of a former one.
    if (now === minute || now === minute - 1) return;
    const all = summed();
    if (all) history.record(LOAD_HOST, all);
    for (const [host, sample] of samples()) history.record(host, sample);
    hosts.clear();
    minute = now;
  };
  const tallyOf = (host: string): Tally => {
    const name = hosts.has(host) || hosts.size < MAX_METERED_HOSTS ? host : "other";
    const tally = hosts.get(name) ?? { requests: 0, failures: 0, bytes: 0, durationsMs: [] };
    hosts.set(name, tally);
    return tally;
  };

  return {
    tick,
    answers: () => answers,
    running() {
      tick();
      return summed();
    },
    count: (handler) => async (request) => {
      const startedAt = clock.now();
      const response = await handler(request);
      tick();
      const { status } = response;
      const tally = tallyOf(hostOf(request.headers.get("origin")));
      const tookMs = clock.now() - startedAt;
      tally.durationsMs[tally.requests % MAX_DURATIONS] = tookMs;
      tally.requests += 1;
      tally.bytes += bytesOf(request);
      if (status >= 400) tally.failures += 1;
      const alike = answers.get(status) ?? { count: 0, seconds: 0 };
      alike.count += 1;
      alike.seconds += tookMs / 1000;
      answers.set(status, alike);
      return response;
    },
  };
}

function minuteOf(ms: number): number {
  return Math.floor(ms / MINUTE_MS);
}

function hostOf(origin: string | null): string {
  if (!origin || origin === "null") return "direct";
  const host = /^[a-z][a-z\d+.-]*:\/\/([^/:]+|\[[^\]]+\])(?::\d+)?$/i.exec(origin)?.[1];
  return host?.toLowerCase() ?? "other";
}

function sampleOf({ requests, failures, bytes, durationsMs }: Tally, ts: number): Sample {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  return {
    ts,
    requests_sec: requests / 60,
    bytes_sec: bytes / 60,
    p99_ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0,
    error_rate: (failures / requests) * 100,
    active_backends: 1,
  };
}

/** Samples of a meter as one: of other hosts, of other minutes, or of other shards. */
export function together(one: Sample | undefined, other: Sample): Sample {
  if (!one) return other;
  const { requests_sec: held = 0, p99_ms: p99 = 0, error_rate: rate = 0 } = one;
  const { requests_sec: more = 0, p99_ms = 0, error_rate = 0 } = other;
  const sum = (field: string) => (one[field] ?? 0) + (other[field] ?? 0);
  return {
    ts: one.ts,
    requests_sec: held + more,
    bytes_sec: sum("bytes_sec"),
    // No percentile can be made of two; the worse of them is no better than it.
    p99_ms: Math.max(p99, p99_ms),
    error_rate: (held * rate + more * error_rate) / (held + more) || 0,
    active_backends: sum("active_backends"),
  };
}
