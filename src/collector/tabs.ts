// Who is alive: each epoch's lock is held by the page it belongs to, and released by the browser even at a crash.
import type { State } from "./state.ts";

/** The origin's locks; undefined in Node, Workers, sandboxed frames and old browsers. */
export function locks(): LockManager | undefined {
  try {
    return typeof document === "object" ? navigator.locks : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes an epoch into possession until this life ends; false when a living page has it. Where there are no locks
 * everybody gets it: what is sent twice is counted once by its number.
 */
export function own(state: State, epoch: string): Promise<boolean> {
  return new Promise((resolve) => {
    const hold = (lock: unknown) => {
      resolve(!!lock);
      return lock && new Promise<void>((release) => state.releases.push(release));
    };
    const manager = locks();
    if (!manager) return hold(true);
    // Opaque origins reject, but they share their storage with nobody.
    return manager.request(`tallybeacon/${epoch}`, { ifAvailable: true }, hold).catch(hold);
  });
}
