// How many came last in which minute, by key: what tells how many instances or members a key has had since then,
// without reading all of them again.
import { RECENT_HOUR_MINUTES, RECENT_MINUTES } from "../core/store-limits.ts";
import { bucketOf } from "./levels.ts";

/** The counts. */
export interface Recency {
  /** So many more came last in `minute`; fewer where `count` is negative. */
  add(key: number, minute: number, count: number): void;
  /** How many came last in `minute` or after it: exact for two hours, to the hour for a month, to the day before. */
  since(key: number, minute: number): number;
  /** Counts nothing of a key any more. */
  drop(key: number): void;
}

const HOUR = 60;
const DAY = 1_440;

/** Counts nothing yet. `now` gives the minute that is running. */
export function createRecency(now: () => number): Recency {
  const keys = new Map<number, Map<number, number>>();
  // Before these bounds minutes are told apart by the hour and by the day only; they move on with the clock.
  let minutesFrom = bucketOf(now() - RECENT_MINUTES, HOUR);
  let hoursFrom = bucketOf(now() - RECENT_HOUR_MINUTES, DAY);

  const heldIn = (minute: number): number =>
    minute >= minutesFrom ? minute : bucketOf(minute, minute >= hoursFrom ? HOUR : DAY);

  return {
    add(key, minute, count) {
      moveBounds();
      let counts = keys.get(key);
      if (!counts) {
        counts = new Map();
        keys.set(key, counts);
      }
      const bucket = heldIn(minute);
      const sum = (counts.get(bucket) ?? 0) + count;
      if (sum > 0) counts.set(bucket, sum);
      else counts.delete(bucket);
    },
    since(key, minute) {
      moveBounds();
      const first = heldIn(minute);
      let sum = 0;
      keys.get(key)?.forEach((count, bucket) => {
        if (bucket >= first) sum += count;
      });
      return sum;
    },
    drop: (key) => void keys.delete(key),
  };

  function moveBounds() {
    const next = bucketOf(now() - RECENT_MINUTES, HOUR);
    if (next <= minutesFrom) return;
    minutesFrom = next;
    hoursFrom = Math.max(hoursFrom, bucketOf(now() - RECENT_HOUR_MINUTES, DAY));
    for (const counts of keys.values()) {
      for (const [bucket, count] of [...counts]) {
        const wider = heldIn(bucket);
        if (wider === bucket) continue;
        counts.delete(bucket);
        counts.set(wider, (counts.get(wider) ?? 0) + count);
      }
    }
  }
}
