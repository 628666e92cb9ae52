// The one place that touches Date, Math.random and setTimeout.
import { MAX_TIMER_MS } from "./limits.ts";
import type { Clock } from "./ports.ts";

/** The platform's own time and chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run, isAwaited) {
    const timer = setTimeout(run, Math.min(ms, MAX_TIMER_MS));
    // A collector between two updates must not keep a Node process alive; browsers return a plain number.
    if (!isAwaited) (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer);
  },
};
