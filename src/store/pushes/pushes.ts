// Keeps what is pushed: groups that replace each other, and sums of what many pushed.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import { MAX_EPOCH_CHARS } from "../../core/limits.ts";
import type { Clock, Sql } from "../../core/ports.ts";
import type { Push, Pushes } from "../../core/push.ts";
import { isStorable } from "../../core/storable.ts";
import { createGroups } from "./groups.ts";
import { migratePushes } from "./schema.ts";
import { bad, soundFamilies, soundGrouping } from "./sound.ts";
import { createSums } from "./sums.ts";

/** How pushes are kept. */
export interface PushesOptions {
  readonly clock?: Clock;
}

type Write<T> = (sql: Sql, nowMs: number) => T;

/**
 * `createPushes(sqliteSql(new DatabaseSync("tally.db")))`. Makes its tables when they are missing.
 *
 * A push without an epoch is kept as Prometheus' Pushgateway keeps it: PUT replaces its group, POST the families it
 * names, DELETE takes the group away. One with `epoch` and `seq` tells what that epoch has counted so far, and is added
 * to the sum of its job: re-sent or late it changes nothing, lost it is made good by the next, and a counter that fell
 * began anew. The last value of a gauge wins, quantiles are left out, and so are labels of the grouping besides the job.
 * An epoch silent for 30 days is over (`conflict`). DELETE of a job alone takes its sum away, too; whoever still counts
 * for it comes back with all that it has counted.
 */
export function createPushes(sql: Sql, options: PushesOptions = {}): Pushes {
  const { clock = systemClock } = options;
  migratePushes(sql);
  const groups = createGroups(sql);
  const sums = createSums(sql);
  const listeners = new Set<() => void>();

  return {
    push: (pushed) => keep(writing(pushed)),
    keep,
    onChange: (run) => void listeners.add(run),
    groups: groups.read,
    sums: sums.read,
  };

  function keep<T>(write: Write<T>): T {
    let written: T;
    try {
      written = sql.tx(() => write(sql, clock.now()));
    } catch (error) {
      if (error instanceof TallybeaconError) throw error;
      const why = `a push could not be written: ${(error as Error).message}`;
      throw new TallybeaconError("storage", why, error);
    }
    for (const tell of listeners) tell();
    return written;
  }

  function writing({ method, epoch, seq, ...push }: Push): Write<void> {
    const grouping = soundGrouping(push.grouping);
    const [[, job]] = grouping as [[string, string]];
    if (method === "DELETE") {
      return () => {
        groups.remove(grouping);
        if (grouping.length === 1) sums.remove(job);
      };
    }
    const families = soundFamilies(push.families, grouping);
    if (epoch === undefined && seq === undefined) {
      return (_, nowMs) => groups.put({ method, grouping, families }, nowMs);
    }
    const isEpoch = epoch && epoch.length <= MAX_EPOCH_CHARS && isStorable(epoch);
    if (!isEpoch) throw bad("epoch", `is no text of 1 to ${MAX_EPOCH_CHARS} characters`);
    if (!seq || !Number.isSafeInteger(seq) || seq < 1)
      throw bad("seq", "is no whole number from 1");
    return (_, nowMs) => sums.add({ job, epoch, seq, families }, nowMs);
  }
}
