// A deadline: what hangs must not hang the cycle.
import type { Clock } from "../core/ports.ts";

/** Settles like `work`, or rejects when that takes longer than `ms`. */
export function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject("timeout"), true);
    work.then(resolve, reject).finally(cancel);
  });
}
