// The one place that touches Date, Math.random and setTimeout.
import { MAX_TIMER_MS } from "./limits.ts";
import type { Clock } from "./ports.ts";

/** The platform's own time and chance. Waits longer than a 32-bit timer are chained. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run, isAwaited) {
    let timer: ReturnType<typeof setTimeout>;
    const arm = (left: number) => {
      const step = Math.min(left, MAX_TIMER_MS);
      timer = setTimeout(() => (left > step ? arm(left - step) : run()), step);
      // A collector between two updates must not keep a Node process alive; browsers return a plain number.
      if (!isAwaited) (timer as { unref?: () => void }).unref?.();
    };
    arm(ms);
    return () => clearTimeout(timer);
  },
};
