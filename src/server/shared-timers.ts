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

/** One of a ring, in which waits of one length stand in the order in which they began: they fall due in it, too. */
interface Wait {
  dueAt: number;
  run: (() => void) | undefined;
  before: Wait;
  after: Wait;
}

function createQueue(clock: Clock, ms: number): (run: () => void) => () => void {
  const ring = alone(Number.POSITIVE_INFINITY, undefined);
  let isArmed = false;

  return (run) => {
    const wait = alone(clock.now() + ms, run);
    wait.before = ring.before;
    wait.after = ring;
    ring.before.after = wait;
    ring.before = wait;
    if (!isArmed) arm(ms);
    return () => takeOut(wait);
  };

  function arm(leftMs: number): void {
    isArmed = true;
    clock.after(leftMs, sweep);
  }

  function sweep(): void {
    isArmed = false;
    const now = clock.now();
    const latest = now + ms;
    // The clock was set back, perhaps by hours: all begin to wait anew.
    if (ring.after.dueAt > latest) {
      for (let wait = ring.after; wait !== ring; wait = wait.after) wait.dueAt = latest;
    }
    while (ring.after !== ring) {
      const { dueAt, run } = ring.after;
      if (dueAt > now) {
        arm(Math.min(dueAt - now, ms));
        return;
      }
      takeOut(ring.after);
      run?.();
    }
  }
}

function alone(dueAt: number, run: Wait["run"]): Wait {
  const wait = { dueAt, run } as Wait;
  wait.before = wait;
  wait.after = wait;
  return wait;
}

/**
 * Leaves nothing behind that points at what still waits: garbage that does, as the tables of a Set do, keeps all that
 * came after it until the whole heap is collected.
 */
function takeOut(wait: Wait): void {
  wait.before.after = wait.after;
  wait.after.before = wait.before;
  wait.before = wait;
  wait.after = wait;
  wait.run = undefined;
}
