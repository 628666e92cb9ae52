// What the dashboard asks of instances: who they are, and what they hold.
import type { Json } from "../core/json.ts";
import { ACTIVE_MS, INTERVAL_JITTER_MS } from "../core/limits.ts";
import type { Clock, Sql, SqlRow } from "../core/ports.ts";
import { DEFAULT_APP, FEW_INSTANCES, MINUTE_MS, OVERDUE_WITHIN_MS } from "../core/store-limits.ts";
import type { HeldField, HeldValue, Instance, Store } from "../core/tally.ts";
import { num } from "./row.ts";

const KEY = `SELECT key.id, key.items,
  (SELECT count(*) FROM item WHERE item.key = key.id) AS kept
  FROM key JOIN app ON app.id = key.app WHERE app.name = ? AND key.key = ?`;
const VALUES = `SELECT value, count(DISTINCT instance) AS instances, max(at) AS last_at FROM (
    SELECT instance, value, at FROM value WHERE key = ? AND field = '' AND value IS NOT NULL
    UNION ALL SELECT instance, value, at FROM item WHERE key = ?)
  GROUP BY value ORDER BY instances DESC, last_at DESC, value LIMIT ?`;
const FIELDS = `SELECT * FROM (
    SELECT field, value, count(*) AS instances, max(at) AS last_at,
      sum(count(*)) OVER (PARTITION BY field) AS holders,
      row_number() OVER (PARTITION BY field ORDER BY count(*) DESC, max(at) DESC, value) AS place
    FROM value WHERE key = ? AND field <> '' GROUP BY field, value)
  WHERE place <= ? ORDER BY field, place`;
/** Columns of `instance i` and `app`, and one parameter: since when, in ms, who has not come is overdue. */
export const INSTANCE_COLUMNS = `i.id, app.name AS app, first_seen, last_seen, expect_next, updates,
  duplicates, json_extract(account, '$.controls') AS controls, expect_next < ? AS overdue`;
// The index by minute finds the newest; within a minute they are sorted.
const NEWEST = `SELECT ${INSTANCE_COLUMNS} FROM instance_keys k
  CROSS JOIN instance i ON i.id = k.instance
  CROSS JOIN app ON app.id = i.app WHERE ? IS NULL OR i.app = ?
  ORDER BY k.minute DESC, i.last_seen DESC, i.id LIMIT ?`;
const OF_APP = `SELECT ${INSTANCE_COLUMNS} FROM (
    SELECT id FROM instance INDEXED BY instance_by_app WHERE app = ?
    ORDER BY last_seen DESC, id LIMIT ?) few
  CROSS JOIN instance i ON i.id = few.id CROSS JOIN app ON app.id = i.app
  ORDER BY last_seen DESC, i.id`;
const ONE = `SELECT ${INSTANCE_COLUMNS} FROM instance i CROSS JOIN app ON app.id = i.app
  WHERE i.id = ? AND app.name = coalesce(?, app.name)`;
// Who was heard in a later minute was heard since: only those of the first are looked at.
const HEARD = `SELECT (SELECT count(*) FROM instance_keys WHERE minute > ?) + (
  SELECT count(*) FROM instance_keys k CROSS JOIN instance i ON i.id = k.instance
  WHERE k.minute = ? AND i.last_seen >= ?) AS n`;
const HEARD_OF_MANY = `SELECT count(*) AS n FROM instance_keys k
  CROSS JOIN instance i ON i.id = k.instance
  WHERE k.minute >= ? AND i.last_seen >= ? AND i.app = ?`;
const HEARD_OF_FEW = `SELECT count(*) AS n FROM instance INDEXED BY instance_by_app
  WHERE app = ? AND last_seen >= ?`;
const TOTAL = "SELECT total(instances) AS n FROM app";
const APP = "SELECT id, instances AS n FROM app WHERE name = ?";

/** Reads what is committed; every call asks the database. */
export function createHolders(sql: Sql, clock: Clock): Pick<Store, "values" | "instances"> {
  return {
    values(key, limit, app = DEFAULT_APP) {
      const [row] = sql.all(KEY, app, key);
      if (!row) return { values: [], fields: [], items: { total: 0, kept: 0 } };
      const id = num(row, "id");
      return {
        values: sql.all(VALUES, id, id, limit).map(heldValue),
        fields: byField(sql.all(FIELDS, id, limit)),
        items: { total: num(row, "items"), kept: num(row, "kept") },
      };
    },
    instances(limit, activeSinceMs, name, one) {
      const lateMs = clock.now() - INTERVAL_JITTER_MS - ACTIVE_MS;
      const everybody = num(sql.all(TOTAL)[0], "n");
      const [app] = name === undefined ? [] : sql.all(APP, name);
      const id = app ? num(app, "id") : null;
      const total = name === undefined ? everybody : num(app, "n");
      const isFew = name !== undefined && total <= FEW_INSTANCES;
      const found =
        one !== undefined
          ? sql.all(ONE, lateMs, one, name ?? null)
          : isFew
            ? sql.all(OF_APP, lateMs, id, limit)
            : sql.all(NEWEST, lateMs, id, id, limit);
      const isAll = total === everybody;
      const heardSince = (sinceMs: number) => {
        const minute = Math.floor(sinceMs / MINUTE_MS);
        const rows = isFew
          ? sql.all(HEARD_OF_FEW, id, sinceMs)
          : isAll
            ? sql.all(HEARD, minute, minute, sinceMs)
            : sql.all(HEARD_OF_MANY, minute, sinceMs, id);
        return num(rows[0], "n");
      };
      const active = heardSince(activeSinceMs);
      return {
        instances: found.map(instanceOf),
        active,
        // No index has those of a day of one app among many: a million take a second.
        ...((isFew || isAll) && {
          overdue: heardSince(activeSinceMs - OVERDUE_WITHIN_MS) - active,
        }),
        total,
      };
    },
  };
}

/** A row of `INSTANCE_COLUMNS`. */
export function instanceOf(row: SqlRow): Instance {
  return { ...row, overdue: row["overdue"] === 1 } as unknown as Instance;
}

function byField(rows: readonly SqlRow[]): HeldField[] {
  const fields = new Map<string, HeldField & { values: HeldValue[] }>();
  for (const row of rows) {
    const field = row["field"] as string;
    const held = fields.get(field) ?? { field, instances: num(row, "holders"), values: [] };
    held.values.push(heldValue(row));
    fields.set(field, held);
  }
  return [...fields.values()];
}

function heldValue(row: SqlRow): HeldValue {
  return {
    value: JSON.parse(row["value"] as string) as Json,
    instances: num(row, "instances"),
    last_at: num(row, "last_at"),
  };
}
