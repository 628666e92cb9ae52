// The same trouble a thousand times a second, told once a minute.
import type { TallybeaconError } from "./errors.ts";
import { ERROR_QUIET_MS } from "./limits.ts";
import type { Clock } from "./ports.ts";

/** Wraps `onError`: hears an error code once a minute, and what it throws goes no further. */
export function quietly(
  clock: Clock,
  onError: ((error: TallybeaconError) => void) | undefined,
): (error: TallybeaconError) => void {
  const toldAt = new Map<string, number>();
  return (error) => {
    const now = clock.now();
    if (!onError || now - (toldAt.get(error.code) ?? -Infinity) < ERROR_QUIET_MS) return;
    toldAt.set(error.code, now);
    try {
      onError(error);
    } catch {
      // A listener that fails has no other listener to tell.
    }
  };
}
