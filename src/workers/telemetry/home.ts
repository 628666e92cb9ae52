// Where instances are at home: which of several objects counts whose updates.
import { xxh32 } from "../../hash/xxh32.ts";

/** The object that answers what is asked, and the home of all where there is no other. */
export const ROOT = "root";

/**
 * The home of an instance among so many shards: `shard-0`, `shard-1` … or, of one, the root. With more shards only as
 * many instances move as the new ones are to have. Source: Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash
 * Algorithm", with a generator of 32 bits.
 */
export function homeOf(instance: string, shards: number): string {
  if (shards <= 1) return ROOT;
  let state = xxh32(instance);
  let home = 0;
  for (let next = 0; next < shards; ) {
    home = next;
    // Source: Knuth's generator of "Seminumerical Algorithms", section 3.3.4; its high bits are the random ones.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    next = Math.floor((home + 1) / ((state + 1) / 2 ** 32));
  }
  return shardName(home);
}

/** The names of all shards that there are, or ever were. */
export function shardNames(counts: readonly number[]): string[] {
  const most = Math.max(...counts);
  return most <= 1 ? [] : Array.from({ length: most }, (_, at) => shardName(at));
}

function shardName(at: number): string {
  return `shard-${at}`;
}
