// Chance that repeats: the same seed, the same draws.

/** Draws of one seed. */
export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  /** True so often of all times: 0.01 is once in a hundred. */
  happens(share: number): boolean;
  /** How often something happened that happens `mean` times on average. */
  times(mean: number): number;
  /** One of them, each as often as its weight says. */
  pick<T>(weighted: Weighted<T>): T;
  /** An id of eight hex digits. */
  id(): string;
}

/** What is drawn from, with its weights, which need not sum up to 1. */
export type Weighted<T> = readonly (readonly [value: T, weight: number])[];

/** Above this a draw from the bell curve is as good as counting, and quicker. */
const MANY = 30;

/** Makes one from a whole number. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;

  /** Mulberry32, which is in the public domain. */
  function bits(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
  const next = () => bits() / 2 ** 32;

  return {
    next,
    happens: (share) => next() < share,
    times(mean) {
      if (mean > MANY) {
        const bell = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
        return Math.max(0, Math.round(mean + bell * Math.sqrt(mean)));
      }
      const none = Math.exp(-mean);
      let count = 0;
      for (let left = next(); left > none; left *= next()) count += 1;
      return count;
    },
    pick(weighted) {
      let left = next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
      const found = weighted.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? (weighted.at(-1) as (typeof weighted)[number]))[0];
    },
    id: () => bits().toString(16).padStart(8, "0"),
  };
}
