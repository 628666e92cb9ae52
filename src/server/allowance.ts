// How often one instance may come.
import { MAX_RATED_INSTANCES, MAX_UPDATES_PER_WINDOW, RATE_WINDOW_MS } from "../core/limits.ts";

/**
 * Counts the updates of each instance over a window and says how many seconds an instance has to wait: 0 while
 * it may come. Defaults: 240 in two minutes, for up to 100,000 instances; beyond that the counts start anew.
 */
export function createAllowance(
  perWindow: number = MAX_UPDATES_PER_WINDOW,
  maxInstances: number = MAX_RATED_INSTANCES,
): (instance: string, nowMs: number) => number {
  const counts = new Map<string, number>();
  let endsAt = 0;
  return (instance, nowMs) => {
    // A clock that was set back must not close the door for long: hence the second half.
    if (nowMs >= endsAt || nowMs < endsAt - RATE_WINDOW_MS) {
      counts.clear();
      endsAt = nowMs + RATE_WINDOW_MS;
    }
    const count = (counts.get(instance) ?? 0) + 1;
    if (count > perWindow) return Math.ceil((endsAt - nowMs) / 1000);
    if (count === 1 && counts.size >= maxInstances) counts.clear();
    counts.set(instance, count);
    return 0;
  };
}
