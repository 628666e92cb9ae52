// A collector in a Worker: nothing runs between requests, and a promise may die with the request that made it. What one
// request leaves for the next is numbers.
import { MAX_OUTBOX, ROUND_LEASE_MS, ROUND_MS, SAVE_DOUBLING } from "../core/limits.ts";
import type { Clock, Storage } from "../core/ports.ts";

/** What a storage has to do with rounds. */
export interface Rounds {
  readonly round: NonNullable<Storage["round"]>;
  /** Told of every write. */
  wrote(changes: Parameters<Storage["write"]>[0]): void;
  /** Sealed updates that wait, by path; those that were found are for the storage to add. */
  readonly waiting: Set<string>;
}

/** Rounds that put away what was counted once in `saveMs`, and wait for `sync`, which writes what is still to be written. */
export function createRounds(
  saveMs: number,
  clock: Pick<Clock, "now" | "after">,
  sync: () => Promise<unknown>,
): Rounds {
  const waiting = new Set<string>();
  /** Until when another round may be sending; 0 while none is. */
  let busyUntilMs = 0;
  /** When nothing was left open. */
  let savedMs = 0;
  let isKnown = false;

  /** A full outbox takes no more, and the fuller it is, the longer it has to last. */
  const spacingMs = () => {
    const beyond = Math.max(0, waiting.size - MAX_OUTBOX / 2);
    return waiting.size < MAX_OUTBOX ? saveMs * 2 ** Math.ceil(beyond / SAVE_DOUBLING) : Infinity;
  };

  return {
    waiting,
    wrote(changes) {
      for (const [path, value] of Object.entries(changes)) {
        if (value === undefined) waiting.delete(path);
        else if (path.startsWith("sealed/")) waiting.add(path);
      }
    },
    async round(renew, send, putAway) {
      const nowMs = clock.now();
      const leaseMs = nowMs + ROUND_LEASE_MS;
      let sent: Awaited<ReturnType<typeof send>> | undefined;
      if (nowMs >= busyUntilMs || busyUntilMs > leaseMs) {
        // Whoever was sending would have said that it is done.
        if (busyUntilMs) renew();
        busyUntilMs = leaseMs;
        sent = await within(clock, send(), () => {
          if (busyUntilMs === leaseMs) busyUntilMs = 0;
        });
        // Its storage has answered by now, or is not waited for any more.
        isKnown = true;
      }
      // An emission begins with sealing all there is; what comes while it lasts counts as older than it is.
      if (sent) savedMs = nowMs;
      else if (isKnown && !(Math.abs(clock.now() - savedMs) < spacingMs())) {
        savedMs = clock.now();
        putAway();
        // The collector writes at the end of this turn.
        await undefined;
      }
      await sync();
      return sent;
    },
  };
}

/** What `work` comes to, after `done`; nothing when that takes too long. It never rejects. */
function within<T>(
  clock: Pick<Clock, "after">,
  work: Promise<T>,
  done: () => void,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = clock.after(ROUND_MS, () => resolve(undefined), true);
    void work.then((result) => {
      cancel();
      done();
      resolve(result);
    });
  });
}
