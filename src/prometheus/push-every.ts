// Gathers metrics and pushes them, again and again.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { MetricFamily, Transform } from "../core/family.ts";
import { PUSH_INTERVAL_MS, PUSH_TIMEOUT_MS } from "../core/prometheus-limits.ts";
import { createRhythm, type Rhythm } from "../core/rhythm.ts";
import { within } from "../core/within.ts";
import { createEpochs } from "./epochs.ts";
import { type PushOptions, push } from "./push.ts";

/** Asked for metrics before each push; the signal says that nobody waits for them any more. */
export type Gather = (
  signal: AbortSignal,
) => readonly MetricFamily[] | Promise<readonly MetricFamily[]>;

/** How it is pushed again and again. */
export interface PushEveryOptions extends Omit<PushOptions, "signal" | "epoch" | "seq"> {
  /** From one push to the next. Default 86,400,000 (a day). */
  readonly intervalMs?: number;
  /** Each push but the first is up to so much later, by chance. Default 0. */
  readonly jitterMs?: number;
  /** Applied in their order to what was gathered. Default: none. */
  readonly transforms?: readonly Transform[];
  /**
   * Numbers the pushes, so that a tallybeacon server adds up what many push for one job. Counters must then begin at 0
   * with this pusher, as those of a page or a process do. Where the server has ended the epoch (it was silent for long, or
   * there were too many), the pusher goes on under another with what was not heard yet. Default false.
   */
  readonly isSummed?: boolean;
  /** Hears of each push that failed: as `source` when nothing could be gathered, else as `push` rejects. */
  readonly onError?: (error: TallybeaconError) => void;
}

/**
 * `pushEvery(gather, { url: "https://push.example.com", job: "shop" }).start()`: pushes at once, and then on every full
 * interval since, whatever failed meanwhile; what falls due while a push is under way is left out. `timeoutMs` is for
 * gathering and pushing together. `stop` waits for the push under way, and where pushes are summed makes a last one. A
 * Node process does not stay for the next push. Throws `bad-option` for an interval or a jitter that is none. Source:
 * InfluxDB's telemetry reporter; jitter, sums and the last push are ours.
 */
export function pushEvery(gather: Gather, options: PushEveryOptions): Rhythm {
  const { intervalMs = PUSH_INTERVAL_MS, jitterMs = 0, transforms = [], onError } = options;
  const { timeoutMs = PUSH_TIMEOUT_MS, clock = systemClock, isSummed } = options;
  if (!(intervalMs > 0 && intervalMs < Infinity)) throw wrong("intervalMs", intervalMs);
  if (!(jitterMs >= 0 && jitterMs < Infinity)) throw wrong("jitterMs", jitterMs);
  const epochs = createEpochs();
  let isOn = false;
  let last: Promise<void> | undefined;
  const run = async () => {
    await last;
    await pushOnce();
  };
  const rhythm = createRhythm({ clock, intervalMs, jitterMs, run });

  return {
    start() {
      isOn = true;
      rhythm.start();
    },
    async stop() {
      // What was counted since the push before it would be missing in the sum.
      const wantsLast = isOn && isSummed;
      isOn = false;
      await rhythm.stop();
      if (wantsLast) last = pushOnce();
      await last;
    },
  };

  async function pushOnce(): Promise<void> {
    try {
      await within(clock, timeoutMs, async (signal) => {
        const gathered = await gather(signal);
        const families = transforms.reduce((all, transform) => transform(all), gathered);
        // Whatever comes too late is older than what the next push says.
        signal.throwIfAborted();
        if (!isSummed) return push(families, { ...options, signal });
        await epochs.push(families, (counted, numbers) =>
          push(counted, { ...options, signal, ...numbers }),
        );
      });
    } catch (cause) {
      const error =
        cause instanceof TallybeaconError
          ? cause
          : new TallybeaconError("source", "metrics could not be gathered", cause);
      try {
        onError?.(error);
      } catch {
        // A listener that fails has no other listener to tell.
      }
    }
  }
}

function wrong(name: string, value: number): TallybeaconError {
  return new TallybeaconError("bad-option", `${name} is ${value}`);
}
