// A deadline with a signal: what hangs is told to stop, and is not waited for.
import { TallybeaconError } from "./errors.ts";
import type { Clock } from "./ports.ts";

/**
 * Settles like what `run` returns, or rejects with `timeout` after `ms`, or with the reason of `outer` when that is
 * aborted first. The signal that `run` gets is aborted for the same reason.
 */
export async function within<T>(
  clock: Clock,
  ms: number,
  run: (signal: AbortSignal) => T | Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  outer?.throwIfAborted();
  const late = new AbortController();
  const giveUp = () => late.abort(new TallybeaconError("timeout", `not done within ${ms} ms`));
  const disarm = clock.after(ms, giveUp, true);
  const signal = outer ? AbortSignal.any([outer, late.signal]) : late.signal;
  // A throw must not leave the other promise behind, whose rejection nobody would hear.
  const running = async () => run(signal);
  try {
    return await Promise.race([aborted(signal), running()]);
  } finally {
    disarm();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
