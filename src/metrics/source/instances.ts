// Who is behind a source, asked once and remembered for a while.
import { TallybeaconError } from "../../core/errors.ts";
import type { Tags } from "../../core/metric.ts";
import {
  MAX_LOOKUPS,
  MAX_SOURCES,
  SOURCE_IDLE_MS,
  SOURCE_LOOKUP_MS,
  SOURCE_NEGATIVE_TTL_MS,
  SOURCE_SWEEP_MS,
  SOURCE_TTL_MS,
} from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { within } from "../../core/within.ts";
import { createLanes } from "../lanes.ts";

/** What metrics of a source get. */
export interface Instance {
  /** In place of the source that they came with. */
  readonly source?: string;
  /** Beside their own. */
  readonly tags?: Tags;
}

/** Tells who is behind a source, or that nobody knows; the signal says that nobody waits any more. */
export type Lookup = (
  source: string,
  signal: AbortSignal,
) => Instance | null | Promise<Instance | null>;

/** What became of lookups. All count up but `sources`. */
export interface InstanceCounts {
  /** How often a source was known, or known to be nobody's, and how often not. */
  readonly hits: number;
  readonly misses: number;
  /** Lookups that found somebody, and that did not, for the first time and again. */
  readonly positive: number;
  readonly negative: number;
  readonly refreshPositive: number;
  readonly refreshNegative: number;
  /** How many sources are remembered. */
  readonly sources: number;
}

/** What asking needs. */
export interface InstanceOptions {
  readonly lookup: Lookup;
  readonly clock: Clock;
  /** Hears that a lookup failed. */
  readonly tell: (error: TallybeaconError) => void;
}

/** Sources by what is known of them. */
export interface Instances {
  /** A promise, which never rejects, while it is asked for the first time. */
  find(source: string): Found | Promise<Found>;
  counts(): InstanceCounts;
}

/** Nothing when nobody knows. */
type Found = Instance | null;

interface Known {
  found: Found | Promise<Found>;
  dueAtMs: number;
  usedAtMs: number;
  isAsked: boolean;
}

/**
 * Remembers answers for half an hour, and for a minute that there was none; what is older still counts until it was asked
 * anew, and for as long as nothing better is found. When too many sources are known, those that are not are nobody's.
 * Source: gostatsd, cloud cache; that it looks when it is asked, without a timer, is ours.
 */
export function createInstances({ lookup, clock, tell }: InstanceOptions): Instances {
  const known = new Map<string, Known>();
  const inLane = createLanes(MAX_LOOKUPS);
  const counts = { hits: 0, misses: 0, positive: 0, negative: 0 };
  const refreshed = { refreshPositive: 0, refreshNegative: 0 };
  let sweptAtMs = clock.now();

  /** Never rejects; who waits too long for its turn is not known, either. */
  const look = async (source: string): Promise<Found> => {
    const now = (waiting: AbortSignal) =>
      within(clock, SOURCE_LOOKUP_MS, (signal) => lookup(source, signal), waiting);
    try {
      return await within(clock, SOURCE_LOOKUP_MS, (waiting) => inLane(() => now(waiting)));
    } catch (error) {
      tell(new TallybeaconError("source", `"${source}" was not looked up`, error));
      return null;
    }
  };

  const ask = async (source: string, entry: Known, last?: Found): Promise<Found> => {
    entry.isAsked = true;
    const found = await look(source);
    if (last === undefined) counts[found ? "positive" : "negative"] += 1;
    else refreshed[found ? "refreshPositive" : "refreshNegative"] += 1;
    entry.isAsked = false;
    entry.dueAtMs = clock.now() + (found ? SOURCE_TTL_MS : SOURCE_NEGATIVE_TTL_MS);
    entry.found = found ?? last ?? null;
    return entry.found;
  };

  const sweep = (nowMs: number): void => {
    if (nowMs - sweptAtMs < SOURCE_SWEEP_MS) return;
    sweptAtMs = nowMs;
    for (const [source, { usedAtMs, isAsked }] of known) {
      if (!isAsked && nowMs - usedAtMs > SOURCE_IDLE_MS) known.delete(source);
    }
  };

  return {
    find(source) {
      const nowMs = clock.now();
      sweep(nowMs);
      const entry = known.get(source);
      if (!entry) {
        counts.misses += 1;
        if (known.size >= MAX_SOURCES) return null;
        const made: Known = { found: null, dueAtMs: nowMs, usedAtMs: nowMs, isAsked: true };
        known.set(source, made);
        made.found = ask(source, made);
        return made.found;
      }
      entry.usedAtMs = nowMs;
      const { found, isAsked, dueAtMs } = entry;
      if (found instanceof Promise) {
        counts.misses += 1;
        return found;
      }
      counts.hits += 1;
      if (!isAsked && nowMs >= dueAtMs) void ask(source, entry, found);
      return found;
    },
    counts: () => ({ ...counts, ...refreshed, sources: known.size }),
  };
}
