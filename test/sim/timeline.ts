// The one clock of a world: what happens, in order, and whose turn it is.
import { enter } from "./globals.ts";
import type { Page } from "./page.ts";

/** Who must be alive and awake for a happening to reach it. */
export interface Owner {
  readonly page: Page;
  isDead: boolean;
  isAsleep: boolean;
  /** What fell due while it slept, in order. */
  parked: (() => void)[];
}

/** Time that moves only by what happens in it. */
export interface Timeline {
  now(): number;
  /** Runs `run` after `ms`, in the owner's turn when it has one: never after its death, late when it sleeps. */
  after(ms: number, run: () => void, owner?: Owner): () => void;
  /** The same for what waits for nothing and starts no promise: it costs no turn. */
  quietly(ms: number, run: () => void): () => void;
  /** Lets `ms` pass. */
  advance(ms: number): Promise<void>;
  /** Runs `run` now, as `owner`, and lets all promises settle. */
  turn(owner: Owner | undefined, run: () => void): Promise<void>;
}

interface Happening {
  readonly atMs: number;
  readonly order: number;
  readonly owner: Owner | undefined;
  readonly isQuiet: boolean;
  readonly run: () => void;
}

/** Nothing else than promises can be under way, so one turn of Node's loop settles them all. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Starts at `startMs`. `broke` hears what was thrown where a browser would print it on the console, `onTurn` whose turn has ended. */
export function createTimeline(
  startMs: number,
  broke: (error: unknown) => void,
  onTurn: (owner: Owner) => void,
): Timeline {
  let now = startMs;
  let orders = 0;
  // Latest first, so that the next one is taken from the end.
  const waiting: Happening[] = [];

  const put = (happening: Happening) => {
    let [from, to] = [0, waiting.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = waiting[middle] as Happening;
      if (other.atMs > happening.atMs) from = middle + 1;
      else to = middle;
    }
    waiting.splice(from, 0, happening);
    return () => {
      const at = waiting.indexOf(happening);
      if (at >= 0) waiting.splice(at, 1);
    };
  };
  const add = (ms: number, run: () => void, owner?: Owner, isQuiet = false) =>
    put({ atMs: now + Math.max(0, ms), order: ++orders, owner, isQuiet, run });

  const turn: Timeline["turn"] = async (owner, run) => {
    enter(owner?.page);
    try {
      run();
    } catch (error) {
      broke(error);
    }
    await settled();
    enter(undefined);
    if (owner) onTurn(owner);
  };

  return {
    now: () => now,
    after: add,
    quietly: (ms, run) => add(ms, run, undefined, true),
    turn,
    async advance(ms) {
      const endMs = now + ms;
      for (;;) {
        const next = waiting.at(-1);
        if (!next || next.atMs > endMs) break;
        waiting.pop();
        now = Math.max(now, next.atMs);
        const { owner, run } = next;
        if (owner?.isDead) continue;
        if (owner?.isAsleep) owner.parked.push(run);
        else if (next.isQuiet) run();
        else await turn(owner, run);
      }
      now = endMs;
    },
  };
}
