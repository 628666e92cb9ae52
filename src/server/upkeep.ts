// Has the store roll its totals up, in small pieces between requests.
import { systemClock } from "../core/clock.ts";
import type { Clock } from "../core/ports.ts";
import { COMPACT_MS, COMPACT_PAUSE_MS } from "../core/store-limits.ts";
import type { Store } from "../core/tally.ts";

/**
 * Asks `store` every five seconds to do what is due, and a little later again while there is more. Returns its undo,
 * which is to be called before the store is closed. It never throws: the store tells what fails.
 */
export function keepUp(store: Pick<Store, "compact">, clock: Clock = systemClock): () => void {
  let cancel = clock.after(COMPACT_MS, run);
  return () => cancel();

  function run() {
    const isMore = store.compact();
    cancel = clock.after(isMore ? COMPACT_PAUSE_MS : COMPACT_MS, run);
  }
}
