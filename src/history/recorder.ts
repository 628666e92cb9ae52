// The part that every history shares: the queue before the rows, and the calendar of flushing and pruning.
import { systemClock } from "../core/clock.ts";
import { type DropReason, TallybeaconError } from "../core/errors.ts";
import {
  HISTORY_BATCH,
  HISTORY_FLUSH_MS,
  HISTORY_PRUNE_MS,
  HISTORY_QUEUE,
  HISTORY_RETENTION_SECONDS,
  HISTORY_SKEW_SECONDS,
} from "../core/limits.ts";
import type { Clock, History } from "../core/ports.ts";
import { quietly } from "../core/quiet.ts";
import type { Range, Sample } from "../core/sample.ts";
import { downsample } from "./downsample.ts";

/** How a history is made. */
export interface HistoryOptions {
  /** How long samples are kept. Default 86,400 (a day). */
  readonly retentionSeconds?: number;
  readonly clock?: Clock;
  /** Hears of dropped samples and of rows that could not be written, once a minute for each code. */
  readonly onError?: (error: TallybeaconError) => void;
}

/** A history that says what it did not keep. */
export interface CountedHistory extends History {
  /** Samples that were not kept, by reason: `bad-value`, `buffer-full`, `stopped`. */
  dropped(): Readonly<Partial<Record<DropReason, number>>>;
}

/** Where samples rest. Each call is synchronous and may throw. */
export interface Rows {
  /** All or nothing; of several samples with one host and `ts` the last stays. */
  write(batch: readonly (readonly [host: string, sample: Sample])[]): void;
  /** Oldest first, both ends included; what cannot be read is left out. */
  read(host: string, fromTs: number, toTs: number): Sample[];
  /** Names of the hosts that have samples, in code point order. */
  hosts(): string[];
  prune(beforeTs: number): void;
}

/** A history over `rows`: prunes at once and every hour, writes at 100 samples or after 5 s. */
export function createRecorder(rows: Rows, options: HistoryOptions = {}): CountedHistory {
  const { clock = systemClock, retentionSeconds = HISTORY_RETENTION_SECONDS } = options;
  if (!(retentionSeconds > 0)) {
    throw new TallybeaconError("bad-option", `retentionSeconds is ${retentionSeconds}`);
  }
  const tell = quietly(clock, options.onError);
  const dropped: Partial<Record<DropReason, number>> = {};
  const listeners = new Set<() => void>();
  let queue: [host: string, sample: Sample][] = [];
  let cancelFlush: (() => void) | undefined;
  let cancelPrune: (() => void) | undefined;
  let closed = false;
  pruneHourly();

  return {
    record(host, sample) {
      const fault = closed ? "stopped" : faultOf(host, sample, seconds());
      if (fault) return drop(fault);
      if (queue.length >= HISTORY_QUEUE) return drop("buffer-full");
      queue.push([host.toWellFormed(), { ...sample }]);
      if (queue.length === 1) flushAfter(HISTORY_FLUSH_MS);
      // Not at once: whoever records is in the middle of something.
      if (queue.length === HISTORY_BATCH) flushAfter(0);
      for (const run of listeners) run();
    },
    onChange: (run) => void listeners.add(run),
    async query(host, range, agg) {
      checkOpen();
      const { from, to } = windowOf(range, seconds());
      attempt(write);
      const samples = storing("read", () => rows.read(host.toWellFormed(), from, to));
      return downsample(samples, range.resolution, agg);
    },
    async hosts() {
      checkOpen();
      attempt(write);
      return storing("read", rows.hosts);
    },
    async flush() {
      write();
    },
    async close() {
      if (closed) return;
      closed = true;
      cancelPrune?.();
      cancelFlush?.();
      attempt(write);
      for (const _ of queue) drop("stopped");
      queue = [];
    },
    dropped: () => ({ ...dropped }),
  };

  function seconds(): number {
    return Math.floor(clock.now() / 1000);
  }

  function flushAfter(ms: number) {
    cancelFlush?.();
    cancelFlush = clock.after(ms, () => {
      attempt(write);
      // What could not be written stays, for as long as the queue has room.
      if (queue.length > 0) flushAfter(HISTORY_FLUSH_MS);
    });
  }

  function write() {
    if (queue.length === 0) return;
    storing("written", () => rows.write(queue));
    queue = [];
    cancelFlush?.();
  }

  function pruneHourly() {
    attempt(() => storing("removed", () => rows.prune(seconds() - retentionSeconds)));
    cancelPrune = clock.after(HISTORY_PRUNE_MS, pruneHourly);
  }

  /** Runs what may fail while nobody waits for it. */
  function attempt(run: () => void) {
    try {
      run();
    } catch (error) {
      tell(error as TallybeaconError);
    }
  }

  function drop(reason: "stopped" | "bad-value" | "buffer-full") {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    tell(new TallybeaconError(reason, "a sample was not kept"));
  }

  function checkOpen() {
    if (closed) throw new TallybeaconError("stopped", "the history is closed");
  }
}

function storing<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new TallybeaconError("storage", `samples could not be ${what}`, error);
  }
}

function faultOf(host: string, sample: Sample, now: number): "bad-value" | undefined {
  const isGood =
    typeof host === "string" &&
    host !== "" &&
    Number.isSafeInteger(sample?.ts) &&
    sample.ts <= now + HISTORY_SKEW_SECONDS &&
    Object.values(sample).every(Number.isFinite);
  return isGood ? undefined : "bad-value";
}

/** The range in whole seconds, with the future cut off but for what clocks may differ. */
function windowOf({ seconds }: Range, now: number): { from: number; to: number } {
  if (!(seconds >= 0 && seconds < Infinity)) {
    throw new TallybeaconError("bad-option", `a range of ${seconds} seconds`);
  }
  return { from: now - Math.trunc(seconds), to: now + HISTORY_SKEW_SECONDS };
}
