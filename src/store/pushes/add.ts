// Adds to what is pushed what is counted where that is kept: nothing of it is on its way, lost, or sent again.
import type { MetricFamily } from "../../core/family.ts";
import type { Sql } from "../../core/ports.ts";
import type { Pushes } from "../../core/push.ts";
import { MAX_FAMILY_CHARS } from "../../core/push-limits.ts";
import { type SoundFamily, soundGrouping, soundSeries } from "./sound.ts";
import { heldOf, idOf, touchJob, writeHeld } from "./sums.ts";
import { addFamily, fitting, setQuantiles } from "./total.ts";

/**
 * Adds what was counted since the last time to the sum of a job: `addTo(pushes, "statsd", families)`. The last quantiles of
 * a summary stay. Gives how many series were left out, as they cannot be told or there is no room for more. Durable on
 * return. Throws `bad-value`, `too-large` and `storage`.
 */
export function addTo(
  pushes: Pick<Pushes, "keep">,
  job: string,
  families: readonly MetricFamily[],
): number {
  const [[, name]] = soundGrouping([["job", job]]) as [[string, string]];
  const sound = families.map((family) => soundSeries(family, [["job", name]]));
  const taken = pushes.keep((sql, nowMs) => added(sql, name, sound, nowMs));
  return families.reduce((all, { metrics }) => all + metrics.length, 0) - taken;
}

/** Gives how many series were. */
function added(sql: Sql, job: string, families: readonly SoundFamily[], nowMs: number): number {
  const id = idOf(sql, job, nowMs);
  let room = touchJob(sql, id, nowMs, 0, 0);
  let grown = 0;
  let taken = 0;
  for (const family of families) {
    const held = heldOf(sql, id, family.name, family.type);
    const left = Math.min(room, MAX_FAMILY_CHARS - (held.before?.length ?? 0));
    const metrics = fitting(held.total, family, left);
    if (metrics.length === 0) continue;
    addFamily(held.total, { ...family, metrics });
    setQuantiles(held.total, metrics);
    const more = writeHeld(sql, id, held).grown;
    room -= more;
    grown += more;
    taken += metrics.length;
  }
  touchJob(sql, id, nowMs, 0, grown);
  return taken;
}
