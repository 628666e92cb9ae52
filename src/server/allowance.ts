// How often one may come: an instance, an address, an app.
import { MAX_RATED_INSTANCES, MAX_UPDATES_PER_WINDOW, RATE_WINDOW_MS } from "../core/limits.ts";

/**
 * Counts by name over a window of two minutes, and says how many seconds one has to wait: 0 while it may come.
 * Defaults, which are those for instances: 240, for up to 100,000 names; beyond that the counts start anew.
 */
export function createAllowance(
  perWindow: number = MAX_UPDATES_PER_WINDOW,
  maxNames: number = MAX_RATED_INSTANCES,
): (name: string, nowMs: number) => number {
  const counts = new Map<string, number>();
  let endsAt = 0;
  return (name, nowMs) => {
    // A clock that was set back must not close the door for long: hence the second half.
    if (nowMs >= endsAt || nowMs < endsAt - RATE_WINDOW_MS) {
      counts.clear();
      endsAt = nowMs + RATE_WINDOW_MS;
    }
    const count = (counts.get(name) ?? 0) + 1;
    if (count > perWindow) return Math.ceil((endsAt - nowMs) / 1000);
    if (count === 1 && counts.size >= maxNames) counts.clear();
    counts.set(name, count);
    return 0;
  };
}
