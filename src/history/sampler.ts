// The loop that samples: asks a source on every full interval, and puts what it says into a history.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import { HISTORY_BATCH, MIN_SAMPLING_MS, SAMPLING_MS } from "../core/limits.ts";
import type { Clock, History } from "../core/ports.ts";
import { createRhythm, type Rhythm } from "../core/rhythm.ts";
import type { Sample } from "../core/sample.ts";
import { type BackendReading, sample, type Totals } from "./rates.ts";

/** What is read of one host: backends, whose counters become rates, or gauges, which are recorded as they are. */
export type Reading = readonly BackendReading[] | Readonly<Record<string, number>>;

/** What is read at a time, by host. */
export type Readings = Readonly<Record<string, Reading>> | ReadonlyMap<string, Reading>;

/** How a sampler is made. */
export interface SamplerOptions {
  /** Where the samples go. */
  readonly history: Pick<History, "record" | "flush">;
  /** Asked once for each collection. It may take longer than the interval: what falls due meanwhile is left out. */
  readonly read: () => Readings | Promise<Readings>;
  /** From one collection to the next; at least 1,000. Default 60,000. */
  readonly intervalMs?: number;
  readonly clock?: Clock;
  /** Hears, as `source`, of each collection that failed; nothing of it is recorded. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** A loop that can be switched on and off. */
export type Sampler = Rhythm;

/**
 * `createSampler({ history, read: () => ({ "shop.example.com": { queued: 3 } }) })`. Collections are aligned to the
 * interval since the epoch, so that by default each minute has one, and all hosts of a collection get the `ts` at which
 * it began. Counters are compared with those of the last collection that did not fail; hosts that it did not name start
 * anew. A Node process does not stay for it. Throws `bad-option` for an interval below a second. Source: agbero's
 * telemetry collector; gauges are ours.
 */
export function createSampler(options: SamplerOptions): Sampler {
  const { history, read, intervalMs = SAMPLING_MS, clock = systemClock, onError } = options;
  if (!(intervalMs >= MIN_SAMPLING_MS && intervalMs < Infinity)) {
    throw new TallybeaconError(
      "bad-option",
      `intervalMs is ${intervalMs}; it must be at least ${MIN_SAMPLING_MS}`,
    );
  }
  let totals: ReadonlyMap<string, Totals> = new Map();

  return createRhythm({ clock, intervalMs, isAligned: true, run: collect });

  async function collect() {
    const atMs = clock.now();
    try {
      const taken = takeAll(await read(), atMs, totals);
      totals = taken.totals;
      for (const [index, [host, sample]] of taken.samples.entries()) {
        history.record(host, sample);
        // The queue of a history does not hold all hosts of a large site. What cannot be written it keeps, and tells.
        if ((index + 1) % HISTORY_BATCH === 0) await history.flush().catch(() => {});
      }
    } catch (cause) {
      tell(new TallybeaconError("source", "samples could not be taken", cause));
    }
  }

  function tell(error: TallybeaconError) {
    try {
      onError?.(error);
    } catch {
      // A listener that fails has no other listener to tell.
    }
  }
}

/** The samples of one collection, and the totals of those hosts that have counters. */
function takeAll(readings: Readings, atMs: number, previous: ReadonlyMap<string, Totals>) {
  const samples: [host: string, sample: Sample][] = [];
  const totals = new Map<string, Totals>();
  for (const [host, reading] of entriesOf(readings)) {
    if (typeof reading !== "object" || reading === null) {
      throw new TypeError(`"${host}" reads ${reading}`);
    }
    if (isBackends(reading)) {
      const taken = sample(reading, atMs, previous.get(host));
      samples.push([host, taken.sample]);
      totals.set(host, taken.totals);
    } else samples.push([host, { ...reading, ts: Math.floor(atMs / 1000) }]);
  }
  return { samples, totals };
}

function entriesOf(readings: Readings): Iterable<readonly [host: string, reading: Reading]> {
  return isMap(readings) ? readings : Object.entries(readings);
}

function isMap(readings: Readings): readings is ReadonlyMap<string, Reading> {
  return Symbol.iterator in readings;
}

function isBackends(reading: Reading): reading is readonly BackendReading[] {
  return Array.isArray(reading);
}
