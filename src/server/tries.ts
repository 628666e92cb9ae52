// How often an address may be wrong.
import { FAILED_TRIES_MS, MAX_FAILED_TRIES, MAX_TRYING_ADDRESSES } from "../core/access-limits.ts";

/** Wrong tokens by address. */
export interface Tries {
  /** Seconds that an address has to wait, whatever it brings: 0 while it may try. */
  waitSeconds(address: string, nowMs: number): number;
  /** Counts what was wrong. The same again is no further guess: a page that keeps asking locks nobody out. */
  failed(address: string, tried: string, nowMs: number): void;
  /** How often something was wrong, all in all. */
  total(): number;
}

interface Failed {
  readonly since: number;
  readonly tried: Set<string>;
}

/**
 * After ten different wrong tokens an address waits until a quarter of an hour has passed since the first of them. Up
 * to 10,000 addresses are remembered; the one that was wrong first is forgotten for a new one.
 */
export function createTries(
  maxTries: number = MAX_FAILED_TRIES,
  windowMs: number = FAILED_TRIES_MS,
  maxAddresses: number = MAX_TRYING_ADDRESSES,
): Tries {
  const failures = new Map<string, Failed>();
  let total = 0;

  const current = (address: string, nowMs: number): Failed | undefined => {
    const failed = failures.get(address);
    // A clock that was set back must not close the door for long: hence the second half.
    if (failed && nowMs < failed.since + windowMs && nowMs >= failed.since) return failed;
    failures.delete(address);
    return undefined;
  };

  return {
    waitSeconds(address, nowMs) {
      const failed = current(address, nowMs);
      if (!failed || failed.tried.size < maxTries) return 0;
      return Math.ceil((failed.since + windowMs - nowMs) / 1000);
    },
    failed(address, tried, nowMs) {
      total += 1;
      const failed = current(address, nowMs) ?? { since: nowMs, tried: new Set() };
      if (failed.tried.size < maxTries) failed.tried.add(tried);
      failures.set(address, failed);
      if (failures.size <= maxAddresses) return;
      const [oldest] = failures.keys();
      failures.delete(oldest as string);
    },
    total: () => total,
  };
}
