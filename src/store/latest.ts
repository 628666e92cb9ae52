// When each instance last sent which key, and when each member last came, as counts: read once, then kept current.
import { byCodePoint } from "../core/code-point.ts";
import type { Clock, Sql } from "../core/ports.ts";
import { LATEST_AT_ONCE, LATEST_ROWS, MINUTE_MS } from "../core/store-limits.ts";
import { keysByMinute } from "./instance-keys.ts";
import { createRecency, type Recency } from "./recency.ts";

/** By number of the key. What is not counted yet is read when its turn comes, as it is then. */
export interface Latest {
  readonly instances: Recency;
  readonly members: Recency;
  /** Whether an instance of this id is counted, or would be. */
  hasInstance(id: string): boolean;
  /** Whether a member of this number is counted, or would be. */
  hasMember(id: number): boolean;
}

/** The counts of all keys, made when they are first asked for: until then nothing has to be kept current. */
export interface Latests {
  /** All of them: what is still to be counted is counted now. */
  read(): Latest;
  /** As far as they are made. */
  readonly made: Latest | undefined;
  /** Counts a part of what would take long at once, before anybody asks; false when nothing is left of that. */
  fill(): boolean;
  /** After a failed commit: what is kept may be wrong. */
  forget(): void;
}

const INSTANCES =
  "SELECT instance, keys FROM instance_keys WHERE instance > ? ORDER BY instance LIMIT ?";
const MEMBERS = "SELECT id, key, last_minute FROM member WHERE id > ? ORDER BY id LIMIT ?";

/** Counts what `sql` holds. `atOnce` and `rows` are `LATEST_AT_ONCE` and `LATEST_ROWS` but in tests. */
export function createLatests(
  sql: Sql,
  clock: Clock,
  atOnce: number = LATEST_AT_ONCE,
  rows: number = LATEST_ROWS,
): Latests {
  const now = () => Math.floor(clock.now() / MINUTE_MS);
  let counting: ReturnType<typeof begin> | undefined;

  return {
    read() {
      counting ??= begin(sql, now);
      while (counting.count(rows));
      return counting.latest;
    },
    get made() {
      return counting?.latest;
    },
    fill() {
      if (!counting) {
        const [row] = sql.all("SELECT total(instances + members) AS n FROM app");
        if (Number(row?.["n"]) <= atOnce) return false;
        counting = begin(sql, now);
      }
      return counting.count(rows);
    },
    forget() {
      counting = undefined;
    },
  };
}

/** Nothing counted yet. */
function begin(sql: Sql, now: () => number) {
  const [instances, members] = [createRecency(now), createRecency(now)];
  // Up to which all are counted; undefined: all.
  let instance: string | undefined = "";
  let member: number | undefined = 0;

  const countInstances = (after: string, rows: number) => {
    const page = sql.all(INSTANCES, after, rows);
    for (const row of page) {
      for (const [minute, keys] of keysByMinute(row["keys"] as string)) {
        for (const key of keys) instances.add(key, minute, 1);
      }
    }
    instance = page.length < rows ? undefined : (page.at(-1)?.["instance"] as string);
  };
  const countMembers = (after: number, rows: number) => {
    const page = sql.all(MEMBERS, after, rows);
    for (const row of page) members.add(row["key"] as number, row["last_minute"] as number, 1);
    member = page.length < rows ? undefined : (page.at(-1)?.["id"] as number);
  };
  const latest: Latest = {
    instances,
    members,
    hasInstance: (id) => instance === undefined || byCodePoint(id, instance) <= 0,
    hasMember: (id) => member === undefined || id <= member,
  };
  return {
    latest,
    /** Counts so many rows; false when there are no more. */
    count(rows: number): boolean {
      if (instance !== undefined) countInstances(instance, rows);
      else if (member !== undefined) countMembers(member, rows);
      return instance !== undefined || member !== undefined;
    },
  };
}
