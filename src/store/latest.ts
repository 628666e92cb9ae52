// When each instance last sent which key, and when each member last came, as counts: read once, then kept current.

import type { Clock, Sql } from "../core/ports.ts";
import { MINUTE_MS } from "../core/store-limits.ts";
import { keysByMinute } from "./instance-keys.ts";
import { createRecency, type Recency } from "./recency.ts";

/** By number of the key. */
export interface Latest {
  readonly instances: Recency;
  readonly members: Recency;
}

/** The counts of all keys, made when they are first asked for: until then nothing has to be kept current. */
export interface Latests {
  read(): Latest;
  /** What was made already. */
  readonly made: Latest | undefined;
  /** After a failed commit: what is kept may be wrong. */
  forget(): void;
}

/** Counts what `sql` holds. */
export function createLatests(sql: Sql, clock: Clock): Latests {
  const now = () => Math.floor(clock.now() / MINUTE_MS);
  let made: Latest | undefined;
  return {
    read: () => (made ??= readLatest(sql, now)),
    get made() {
      return made;
    },
    forget() {
      made = undefined;
    },
  };
}

function readLatest(sql: Sql, now: () => number): Latest {
  const latest = { instances: createRecency(now), members: createRecency(now) };
  for (const row of sql.all("SELECT keys FROM instance_keys")) {
    for (const [minute, keys] of keysByMinute(row["keys"] as string)) {
      for (const key of keys) latest.instances.add(key, minute, 1);
    }
  }
  const members = `SELECT key, last_minute, count(*) AS members FROM member
    GROUP BY key, last_minute`;
  for (const { key, last_minute, members: count } of sql.all(members)) {
    latest.members.add(key as number, last_minute as number, count as number);
  }
  return latest;
}
