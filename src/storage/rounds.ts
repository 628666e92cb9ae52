// A collector in a Worker: nothing runs between requests, and a promise may die with the request that made it. What one
// request leaves for the next is numbers.
import {
  MAX_OUTBOX,
  ROUND_DOUBLINGS,
  ROUND_LEASE_MS,
  ROUND_MS,
  ROUND_WRITE_MS,
  SAVE_DOUBLING,
} from "../core/limits.ts";
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
  /** The round that is sending, and for how long it is waited for. */
  let lease: { readonly fromMs: number; readonly ms: number } | undefined;
  /** Rounds in a row that never said that they are done. */
  let given = 0;
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
      let sent: Awaited<ReturnType<typeof send>> | undefined;
      if (!(lease && Math.abs(nowMs - lease.fromMs) < lease.ms)) {
        // Whoever was sending would have said that it is done. A server that takes and never answers is asked more rarely.
        if (lease) {
          given += 1;
          renew();
        }
        const doublings = Math.min(Math.max(0, given - 1), ROUND_DOUBLINGS);
        const mine = { fromMs: nowMs, ms: ROUND_LEASE_MS * 2 ** doublings };
        lease = mine;
        const sending = send().then((result) => {
          if (lease === mine) {
            lease = undefined;
            given = 0;
          }
          return result;
        });
        sent = await within(clock, ROUND_MS, sending);
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
      await within(clock, ROUND_WRITE_MS, sync());
      return sent;
    },
  };
}

/** What `work` comes to; nothing when that takes longer than `ms`. It never rejects. */
function within<T>(
  clock: Pick<Clock, "after">,
  ms: number,
  work: Promise<T>,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(undefined), true);
    void work.then((result) => {
      cancel();
      resolve(result);
    });
  });
}
