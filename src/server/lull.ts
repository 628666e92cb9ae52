// The moment to commit: when no more requests are coming in.
import { COMMIT_QUIET_TURNS, COMMIT_WAIT_MS } from "../core/limits.ts";

/** Watches requests, and runs things between them. */
export interface Lull {
  /** To be called with every request. */
  arrived(): void;
  /** Runs once the event loop has turned twice without a request, or after 10 ms at the latest. */
  later(run: () => void): void;
}

/**
 * Alone, an update is committed at once; under load, hundreds share a commit that costs as much as ten of them.
 * `nextTurn` is Node's `setImmediate`.
 */
export function createLull(
  nextTurn: (run: () => void) => void,
  nowMs: () => number = () => performance.now(),
): Lull {
  let arrivals = 0;
  return {
    arrived() {
      arrivals += 1;
    },
    later(run) {
      const deadline = nowMs() + COMMIT_WAIT_MS;
      let seen = arrivals;
      let quietTurns = 0;
      const turn = () => {
        quietTurns = arrivals === seen ? quietTurns + 1 : 0;
        seen = arrivals;
        if (quietTurns >= COMMIT_QUIET_TURNS || nowMs() > deadline) run();
        else nextTurn(turn);
      };
      nextTurn(turn);
    },
  };
}
