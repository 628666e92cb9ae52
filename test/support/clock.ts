// A clock that only moves when a test moves it, and lets promises settle on the way.
import type { Clock } from "../../src/core/ports.ts";

/** When tests begin: 2026-11-21T08:00:00Z. */
export const START_MS: number = Date.UTC(2026, 10, 21, 8);

/** A `Clock` that is moved by hand. */
export interface FakeClock extends Clock {
  /** What `random` returns; 0.5 at first. */
  chance: number;
  /** Runs what falls due within `ms`, in order; what each timer starts settles before the next. */
  advance(ms: number): Promise<void>;
  /** When the timers that wait are due, soonest first, in ms from now. */
  waits(): number[];
}

/** Starts at `startMs`. */
export function fakeClock(startMs: number = START_MS): FakeClock {
  let now = startMs;
  let timers: { atMs: number; run: () => void }[] = [];
  const clock: FakeClock = {
    chance: 0.5,
    now: () => now,
    random: () => clock.chance,
    after(ms, run) {
      const timer = { atMs: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const endMs = now + ms;
      await settled();
      for (;;) {
        const [next] = timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
        if (!next) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.atMs);
        next.run();
        await settled();
      }
      now = endMs;
    },
    waits: () => timers.map(({ atMs }) => atMs - now).sort((a, b) => a - b),
  };
  return clock;
}

/** One turn of the event loop: what can settle without time passing has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    // Node's own is a hundred times quicker than a timer; pages have none.
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve);
  });
}
