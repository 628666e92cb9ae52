// What a collector of one isolate remembers: nothing that outlives it, and no promise of a request that is over.
import { systemClock } from "../../core/clock.ts";
import type { Clock, Storage } from "../../core/ports.ts";
import { memoryStorage } from "../../storage/memory.ts";
import { createRounds } from "../../storage/rounds.ts";

/**
 * A storage for collectors whose counts go to a `TallyObject` of the same account, which keeps them: `tick()` sends what
 * there is when that is due, also after a request that was ended in the middle of sending. `clock` is the platform's but in
 * tests.
 */
export function isolateStorage(clock: Pick<Clock, "now" | "after"> = systemClock): Storage {
  const memory = memoryStorage();
  // Nothing is put away: what is not sent goes with the isolate.
  const { round, wrote } = createRounds(Number.POSITIVE_INFINITY, clock, async () => {});
  return {
    ...memory,
    write(changes) {
      wrote(changes);
      return memory.write(changes);
    },
    round,
  };
}
