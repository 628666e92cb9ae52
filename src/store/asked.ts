// What the operator asks, as the database has it.

import { TallybeaconError } from "../core/errors.ts";
import { MAX_DISABLED_KEYS, MAX_SWITCH_CHARS } from "../core/limits.ts";
import type { Asked } from "../core/part.ts";
import type { Sql, SqlRow } from "../core/ports.ts";

/** What one change may touch: the wish of an app (0: of every app), and some of its switches. */
export interface Snapshot {
  readonly app: number;
  readonly interval_ms: number | null;
  readonly stop: boolean;
  readonly switches: readonly {
    readonly key: string;
    /** False, too, where there is no switch. */
    readonly off: boolean;
    readonly percent: number;
    /** As JSON. */
    readonly instances: string | null;
  }[];
}

/** What one change did touch. */
export type Touched = Pick<Snapshot, "app" | "switches"> & Partial<Snapshot>;

const SWITCHES = `SELECT app.name AS app, key, off, percent, switch.instances, at FROM switch
  LEFT JOIN app ON app.id = switch.app ORDER BY switch.app, key`;
const WISHES = `SELECT app.name AS app, interval_ms, stop FROM control
  LEFT JOIN app ON app.id = control.app WHERE interval_ms IS NOT NULL OR stop = 1
  ORDER BY control.app`;
/** A switch is put: app, key, off, percent, instances, at. */
export const PUT_SWITCH = "INSERT OR REPLACE INTO switch VALUES (?, ?, ?, ?, ?, ?)";
/** A wish is put: app, interval_ms, stop. */
export const PUT_WISH = "INSERT OR REPLACE INTO control VALUES (?, ?, ?)";
/** The version is put. */
export const PUT_VERSION = "INSERT OR REPLACE INTO setting VALUES ('version', ?)";
const SWITCH = "SELECT off, percent, instances FROM switch WHERE app = ? AND key = ?";
const WISH = "SELECT interval_ms, stop FROM control WHERE app = ?";

/** Reads all of it. */
export function readAsked(sql: Sql): Asked {
  const [version] = sql.all("SELECT value FROM setting WHERE name = 'version'");
  return {
    version: Number(version?.["value"] ?? 0),
    switches: sql.all(SWITCHES).map((row) => ({
      ...appOf(row),
      key: row["key"] as string,
      off: row["off"] === 1,
      percent: row["percent"] as number,
      instances: JSON.parse((row["instances"] as string | null) ?? "[]") as string[],
      at: row["at"] as number,
    })),
    wishes: sql.all(WISHES).map((row) => ({
      ...appOf(row),
      interval_ms: row["interval_ms"] as number | null,
      stop: row["stop"] === 1,
    })),
  };
}

function appOf(row: SqlRow): { app?: string } {
  return row["app"] === null ? {} : { app: row["app"] as string };
}

/** Reads what a change may touch. */
export function snapshot(sql: Sql, app: number, keys: readonly string[]): Snapshot {
  const [wish] = sql.all(WISH, app);
  return {
    app,
    interval_ms: (wish?.["interval_ms"] as number | null | undefined) ?? null,
    stop: wish?.["stop"] === 1,
    switches: [...new Set(keys)].sort().map((key) => {
      const [row] = sql.all(SWITCH, app, key);
      if (row?.["off"] !== 1) return { key, off: false, percent: 100, instances: null };
      return {
        key,
        off: true,
        percent: row["percent"] as number,
        instances: row["instances"] as string | null,
      };
    }),
  };
}

/** What of a snapshot is otherwise in another of the same keys. */
export function difference(one: Snapshot, other: Snapshot): Touched {
  const { app, interval_ms, stop, switches } = one;
  return {
    app,
    ...(interval_ms !== other.interval_ms && { interval_ms }),
    ...(stop !== other.stop && { stop }),
    switches: switches.filter((each, at) => !isSame(each, other.switches[at])),
  };
}

/**
 * As text, with each list of instances once: many keys may share a long one, and a row of a Durable Object has at most
 * 2 MB. Further switches have the place of the one that has it.
 */
export function touchedText(touched: Touched): string {
  const places = new Map<string, number>();
  const switches = touched.switches.map(({ instances, ...each }, at) => {
    const place = instances === null ? undefined : places.get(instances);
    if (instances !== null && place === undefined) places.set(instances, at);
    return { ...each, instances: place ?? instances };
  });
  return JSON.stringify({ ...touched, switches });
}

/** What `touchedText` wrote, and former releases with every list. */
export function readTouched(text: string): Touched {
  const touched = JSON.parse(text) as Touched;
  const switches = touched.switches.map((each) => {
    const held: string | number | null = each.instances;
    return typeof held === "number"
      ? { ...each, instances: touched.switches[held]?.instances ?? null }
      : each;
  });
  return { ...touched, switches };
}

/** Whether all that a change touched is as it left it. */
export function stands(sql: Sql, touched: Touched): boolean {
  const keys = touched.switches.map(({ key }) => key);
  const now = snapshot(sql, touched.app, keys);
  return isSame({ ...now, ...touched }, now);
}

/** Whether two are alike, member by member. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Puts what another database has in place of all of it; `appId` numbers an app by its name. */
export function writeAsked(
  sql: Sql,
  { version, switches, wishes }: Asked,
  appId: (name: string | undefined) => number | undefined,
): void {
  for (const table of ["switch", "control"]) sql.all(`DELETE FROM ${table}`);
  for (const { app, key, off, percent, instances, at } of switches) {
    const list = instances.length > 0 ? JSON.stringify(instances) : null;
    const id = appId(app);
    if (id !== undefined) sql.all(PUT_SWITCH, id, key, Number(off), percent, list, at);
  }
  for (const { app, interval_ms, stop } of wishes) {
    const id = appId(app);
    if (id !== undefined) sql.all(PUT_WISH, id, interval_ms, Number(stop));
  }
  sql.all(PUT_VERSION, version);
}

/** Throws `bad-option` where too much is off: every reply carries all of it. */
export function checkSize(sql: Sql): void {
  // Without the lists of instances, which may be long.
  const off = sql.all("SELECT app, key FROM switch WHERE off = 1");
  for (const app of new Set([0, ...off.map((each) => each["app"])])) {
    const ours = off.filter((each) => each["app"] === 0 || each["app"] === app);
    const keys = new Set(ours.map((each) => each["key"] as string));
    const chars = [...keys].reduce((sum, key) => sum + key.length + 3, 0);
    if (keys.size > MAX_DISABLED_KEYS) throw tooMany(`${MAX_DISABLED_KEYS} keys`);
    if (chars > MAX_SWITCH_CHARS) throw tooMany(`${MAX_SWITCH_CHARS} characters of keys`);
  }
}

function tooMany(what: string): TallybeaconError {
  return new TallybeaconError("bad-option", `disable: at most ${what} can be off`);
}
