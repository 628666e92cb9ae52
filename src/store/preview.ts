// Whom a change of controls would touch.

import type { ControlsChange } from "../core/controls.ts";
import type { Clock, Sql, SqlRow } from "../core/ports.ts";
import { MINUTE_MS, PREVIEW_INSTANCES, PREVIEW_MS } from "../core/store-limits.ts";
import type { Store } from "../core/tally.ts";
import { type Effective, groupOf, isHit, isOff } from "./effective.ts";
import { keysByMinute } from "./instance-keys.ts";

const HEARD = `FROM instance_keys k CROSS JOIN instance i ON i.id = k.instance
  CROSS JOIN app ON app.id = i.app WHERE k.minute >= ? AND (? IS NULL OR app.name = ?)`;
const COUNT = `SELECT count(*) AS n ${HEARD}`;
const INSTANCES = `SELECT i.id, app.name AS app, updates, first_seen, last_seen, k.keys ${HEARD}
  ORDER BY k.minute DESC LIMIT ?`;
const HOUR_MS = 60 * MINUTE_MS;

/** Counts the instances heard within a day that a change is about, and what they send. Changes nothing. */
export function createPreview(
  sql: Sql,
  clock: Clock,
  effective: (app: string) => Effective,
): Store["preview"] {
  return (change) => {
    const sinceMs = clock.now() - PREVIEW_MS;
    const heard = [
      Math.floor(sinceMs / MINUTE_MS),
      change.app ?? null,
      change.app ?? null,
    ] as const;
    const all = Number(sql.all(COUNT, ...heard)[0]?.["n"]);
    const rows = sql.all(INSTANCES, ...heard, PREVIEW_INSTANCES);
    const isTouched = touchedBy(sql, change, effective);
    let instances = 0;
    let perHour = 0;
    for (const row of rows) {
      if (!isTouched(row)) continue;
      instances += 1;
      perHour += updatesPerHour(row);
    }
    const share = rows.length > 0 ? all / rows.length : 1;
    return {
      instances: Math.round(instances * share),
      updates_per_hour: Math.round(perHour * share * 10) / 10,
      estimated: rows.length < all,
    };
  };
}

function touchedBy(
  sql: Sql,
  change: ControlsChange,
  effective: (app: string) => Effective,
): (row: SqlRow) => boolean {
  const { interval_ms, stop, disable = [], enable = [], instances = [] } = change;
  const { percent = instances.length > 0 ? 0 : 100 } = change;
  if (interval_ms !== undefined || stop !== undefined) return () => true;
  const group = groupOf({ key: "", percent, instances });
  const isOffFor = offOf(enable, effective);
  const off = new Set(disable);
  const names = new Map(
    sql.all("SELECT id, key FROM key").map((row) => [row["id"] as number, row["key"] as string]),
  );
  const isOffId = new Set([...names].filter(([, key]) => isOff(off, key)).map(([id]) => id));
  return (row) => {
    const id = row["id"] as string;
    if (isOffFor(row["app"] as string, id)) return true;
    if (isOffId.size === 0 || !isHit(group, id)) return false;
    return keysByMinute(row["keys"] as string).some(([, keys]) =>
      keys.some((key) => isOffId.has(key)),
    );
  };
}

/** Whether one of some keys is off for an instance of an app. */
function offOf(
  keys: readonly string[],
  effective: (app: string) => Effective,
): (app: string, instance: string) => boolean {
  if (keys.length === 0) return () => false;
  const wanted = new Set(keys);
  const byApp = new Map<string, Effective["partial"] | "all">();
  return (app, instance) => {
    let off = byApp.get(app);
    if (!off) {
      const { all, partial } = effective(app);
      const isForAll = all.disabled_keys.some((key) => wanted.has(key));
      off = isForAll ? "all" : partial.filter(({ key }) => wanted.has(key));
      byApp.set(app, off);
    }
    return off === "all" || off.some((each) => isHit(each, instance));
  };
}

/** Over the time it was heard, which counts as an hour at least. */
function updatesPerHour(row: SqlRow): number {
  const lived = Number(row["last_seen"]) - Number(row["first_seen"]);
  return Number(row["updates"]) / Math.max(1, lived / HOUR_MS);
}
