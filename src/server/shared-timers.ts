// One timer for many waits.
import type { Clock } from "../core/ports.ts";

/**
 * The same clock, whose waits of equal length share one timer: most are called off within a millisecond, and
 * arming a timer for each costs more than reading most bodies. A run may come late by as much as it waited when
 * the clock was set meanwhile. Not for platforms where a timer ends with the request that made it.
 */
export function sharedTimers(clock: Clock): Clock {
  const queues = new Map<number, (run: () => void) => () => void>();
  return {
    ...clock,
    after(ms, run) {
      const queue = queues.get(ms) ?? createQueue(clock, ms);
      queues.set(ms, queue);
      return queue(run);
    },
  };
}

/** Waits of one length fall due in the order in which they began. */
function createQueue(clock: Clock, ms: number): (run: () => void) => () => void {
  const waits = new Set<{ readonly dueAt: number; readonly run: () => void }>();
  let isArmed = false;

  return (run) => {
    const wait = { dueAt: clock.now() + ms, run };
    waits.add(wait);
    if (!isArmed) arm(ms);
    return () => waits.delete(wait);
  };

  function arm(leftMs: number): void {
    isArmed = true;
    clock.after(leftMs, sweep);
  }

  function sweep(): void {
    isArmed = false;
    const now = clock.now();
    for (const wait of waits) {
      if (wait.dueAt > now) {
        arm(Math.min(wait.dueAt - now, ms));
        return;
      }
      waits.delete(wait);
      wait.run();
    }
  }
}
