// A deadline for what others are asked.
import { TallybeaconError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";

/** Settles like `work`, or rejects with `timeout` when that takes longer than `ms`. */
export function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      reject(new TallybeaconError("timeout", `no answer within ${ms} ms`));
    });
    work.then(resolve, reject).finally(cancel);
  });
}
