// Whom a change of controls would touch.
import type { ControlsChange, Wish } from "../core/controls.ts";
import type { Clock, Sql, SqlRow } from "../core/ports.ts";
import { MINUTE_MS, PREVIEW_INSTANCES, PREVIEW_MS } from "../core/store-limits.ts";
import type { Store } from "../core/tally.ts";
import { type Effective, groupOf, isHit, isOff } from "./effective.ts";
import { keysByMinute } from "./instance-keys.ts";

const COLUMNS = "i.id, app.name AS app, updates, first_seen, last_seen, k.keys";
const COUNT = "SELECT count(*) AS n FROM instance_keys WHERE minute >= ?";
const NEWEST = `SELECT ${COLUMNS} FROM instance_keys k CROSS JOIN instance i ON i.id = k.instance
  CROSS JOIN app ON app.id = i.app WHERE k.minute >= ? ORDER BY k.minute DESC LIMIT ?`;
const APP = "SELECT id, instances FROM app WHERE name = ?";
const OF_APP = `SELECT ${COLUMNS} FROM instance i INDEXED BY instance_by_app
  CROSS JOIN instance_keys k ON k.instance = i.id CROSS JOIN app ON app.id = i.app
  WHERE i.app = ? AND k.minute >= ?`;
const HOUR_MS = 60 * MINUTE_MS;

/** Counts the instances heard within a day that a change is about, and what they send. Changes nothing. */
export function createPreview(
  sql: Sql,
  clock: Clock,
  effective: (app: string) => Effective,
  asked: () => { readonly wishes: readonly Wish[] },
): Store["preview"] {
  return (change) => {
    const since = Math.floor((clock.now() - PREVIEW_MS) / MINUTE_MS);
    const { rows, seen, all } = heard(sql, since, change.app);
    const isTouched = touchedBy(sql, change, effective, asked().wishes);
    let instances = 0;
    let perHour = 0;
    for (const row of rows) {
      if (!isTouched(row)) continue;
      instances += 1;
      perHour += updatesPerHour(row);
    }
    const share = seen > 0 ? all / seen : 1;
    return {
      instances: Math.round(instances * share),
      updates_per_hour: Math.round(perHour * share * 10) / 10,
      estimated: seen < all,
    };
  };
}

/** Whom to look at: all of an app that has few, or else, of everybody, those heard last. */
function heard(
  sql: Sql,
  since: number,
  app: string | undefined,
): { rows: readonly SqlRow[]; seen: number; all: number } {
  const [row] = app === undefined ? [] : sql.all(APP, app);
  const size = app === undefined ? Number.POSITIVE_INFINITY : Number(row?.["instances"] ?? 0);
  if (size <= PREVIEW_INSTANCES) {
    const rows = sql.all(OF_APP, row?.["id"] ?? 0, since);
    return { rows, seen: rows.length, all: rows.length };
  }
  const all = Number(sql.all(COUNT, since)[0]?.["n"]);
  const newest = sql.all(NEWEST, since, PREVIEW_INSTANCES);
  const rows = app === undefined ? newest : newest.filter((each) => each["app"] === app);
  return { rows, seen: newest.length, all };
}

function touchedBy(
  sql: Sql,
  change: ControlsChange,
  effective: (app: string) => Effective,
  wishes: readonly Wish[],
): (row: SqlRow) => boolean {
  const { interval_ms, stop, disable = [], enable = [], instances = [] } = change;
  const { percent = instances.length > 0 ? 0 : 100 } = change;
  if (interval_ms !== undefined || stop !== undefined) {
    const isOfAll = stop === undefined && change.app === undefined;
    // An app that has an interval of its own keeps it.
    return ({ app }) => !isOfAll || !wishes.find((each) => each.app === app)?.interval_ms;
  }
  const group = groupOf({ key: "", percent, instances });
  const isOffFor = offOf(enable, effective);
  const off = new Set(disable);
  const keys = off.size > 0 ? sql.all("SELECT id, key FROM key") : [];
  const isOffId = new Set(
    keys.filter((row) => isOff(off, row["key"] as string)).map((row) => row["id"] as number),
  );
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
