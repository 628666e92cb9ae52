// A deadline: what hangs must not hang the cycle.
import type { State } from "./state.ts";

/** Settles like `work`, or rejects when that takes longer than `ms`. */
export function within<T>(state: Pick<State, "clock">, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = state.clock.after(ms, () => reject("timeout"), true);
    work.then(resolve, reject).finally(cancel);
  });
}
