// A loop in time: at once, then on each full interval, one run at a time.
import type { Clock } from "./ports.ts";

/** What beats. */
export interface RhythmOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Each run but the first is up to so much later. Default 0. */
  readonly jitterMs?: number;
  /** Never rejects. What falls due while it is under way is left out. */
  run(): Promise<void>;
  /** Whether intervals are counted since the epoch instead of since the start. */
  readonly isAligned?: boolean;
  /** Where those since the epoch begin. Default 0. */
  readonly offsetMs?: number;
  /** Whether the first run waits for a full interval, too. */
  readonly isPatient?: boolean;
}

/** A loop that can be switched on and off. */
export interface Rhythm {
  /** Runs at once unless it is patient, and then on every full interval. Does nothing while it goes on. */
  start(): void;
  /** Ends the loop; resolves when the run under way is over. Does nothing when it does not go on. */
  stop(): Promise<void>;
}

/** A Node process does not stay for it. */
export function createRhythm(options: RhythmOptions): Rhythm {
  const { clock, intervalMs, jitterMs = 0, isAligned, offsetMs = 0 } = options;
  let isOn = false;
  let beginMs = offsetMs;
  let cancel: (() => void) | undefined;
  let underWay: Promise<void> | undefined;

  return {
    start() {
      if (isOn) return;
      isOn = true;
      if (!isAligned) beginMs = clock.now();
      // The one that was under way when it was stopped is the first.
      if (underWay) return;
      if (options.isPatient) waitFor(nextMs(clock.now()));
      else run();
    },
    async stop() {
      isOn = false;
      cancel?.();
      await underWay;
    },
  };

  function run() {
    // Whoever runs may start and stop us, which must find this one under way.
    underWay = Promise.resolve()
      .then(options.run)
      .finally(() => {
        underWay = undefined;
        if (isOn) waitFor(nextMs(clock.now()));
      });
  }

  function nextMs(now: number): number {
    const full = Math.floor((now - beginMs) / intervalMs) + 1;
    return beginMs + full * intervalMs + clock.random() * jitterMs;
  }

  function waitFor(dueAtMs: number) {
    cancel = clock.after(dueAtMs - clock.now(), () => {
      const leftMs = dueAtMs - clock.now();
      // Timers may be early, by a millisecond or by weeks; more than this is left when the clock was set back.
      if (leftMs > 0 && leftMs <= intervalMs + jitterMs) waitFor(dueAtMs);
      else run();
    });
  }
}
