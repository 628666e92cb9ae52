// What the operator asks of clients, kept in the database with every change that was made.
import type { ControlsChange, LoggedChange, Switch } from "../core/controls.ts";
import { TallybeaconError } from "../core/errors.ts";
import {
  DEFAULT_INTERVAL_MS,
  MAX_INTERVAL_MS,
  MAX_SWITCH_CHARS,
  MIN_INTERVAL_MS,
} from "../core/limits.ts";
import type { Asked } from "../core/part.ts";
import type { Clock, Sql, SqlRow } from "../core/ports.ts";
import { DEFAULT_APP, MAX_CHANGES } from "../core/store-limits.ts";
import type { Store } from "../core/tally.ts";
import {
  checkSize,
  difference,
  isSame,
  PUT_SWITCH,
  PUT_VERSION,
  PUT_WISH,
  readAsked,
  readTouched,
  snapshot,
  stands,
  type Touched,
  touchedText,
} from "./asked.ts";
import { controlsFor, type Effective, effectiveOf, type Group, groupOf } from "./effective.ts";

/** The controls and how they change. */
export type KeptControls = Pick<
  Store,
  "controls" | "allControls" | "control" | "changes" | "undo"
> & {
  /** What holds for an app. */
  effective(app: string): Effective;
  /** What is asked, as it is kept. */
  asked(): Asked;
  /** Reads what is kept again. */
  refresh(): void;
};

// A key that was never off needs no telling.
const ENABLE = `UPDATE switch SET off = 0, percent = 100, instances = NULL, at = ?
  WHERE app = ? AND key = ? AND off = 1`;
// Every reply carries them all: of those that are on again the newest are told.
const FORGET_OLD = `DELETE FROM switch WHERE (app, key) IN (SELECT app, key FROM (
  SELECT app, key, sum(length(key) + 3) OVER (ORDER BY at DESC, app, key) AS chars FROM switch
  WHERE off = 0) WHERE chars > ?)`;
const FORGET_CHANGES = `DELETE FROM control_change WHERE version NOT IN
  (SELECT version FROM control_change ORDER BY version DESC LIMIT ?)`;
const CHANGES = `SELECT version, at, author, reason, change, undoes FROM control_change
  ORDER BY version DESC LIMIT ?`;

/** Reads the controls once; `intervalMs` (default an hour) holds until the operator sets another. */
export function createControls(
  sql: Sql,
  clock: Clock,
  intervalMs: number = DEFAULT_INTERVAL_MS,
): KeptControls {
  checkInterval(intervalMs);
  let asked = readAsked(sql);
  let own = appsOf(asked);
  let byApp = new Map<string | undefined, Effective>();
  let groups = new Map<Switch, Group>();

  const kept: KeptControls = {
    effective,
    asked: () => asked,
    refresh,
    controls: (app = DEFAULT_APP, instance) => controlsFor(effective(app), instance),
    allControls: () => ({
      ...effective(undefined).all,
      switches: asked.switches,
      wishes: asked.wishes,
    }),
    control(change) {
      const { author = "", reason = "", version, ...rest } = change;
      if (change.interval_ms !== undefined && change.interval_ms !== null) {
        checkInterval(change.interval_ms);
      }
      if (version !== undefined && version !== asked.version) throw conflict(asked.version);
      const app = appId(change.app);
      const { disable = [], enable = [] } = change;
      transact(app, [...enable, ...disable], { author, reason, change: rest }, () =>
        writeChange(sql, app, change, Math.floor(clock.now())),
      );
      return kept.allControls();
    },
    changes: (limit) => sql.all(CHANGES, limit).map(loggedChange),
    undo(version, author = "", reason = "") {
      const [row] = sql.all("SELECT * FROM control_change WHERE version = ?", version);
      if (!row) throw new TallybeaconError("bad-option", `version: no change made ${version}`);
      const before = readTouched(row["before"] as string);
      const keys = before.switches.map(({ key }) => key);
      if (!stands(sql, readTouched(row["after"] as string))) {
        throw new TallybeaconError(
          "conflict",
          `version: what ${version} changed has been changed again since`,
        );
      }
      transact(before.app, keys, { author, reason, change: {}, undoes: version }, () =>
        restore(sql, before, Math.floor(clock.now())),
      );
      return kept.allControls();
    },
  };
  return kept;

  function effective(name: string | undefined): Effective {
    // Whoever sends may name any app: those that nothing is asked of alone share one.
    const app = own.has(name) ? name : undefined;
    let found = byApp.get(app);
    if (!found) {
      const { switches, wishes, version } = asked;
      found = effectiveOf(app, switches, wishes, version, intervalMs, group);
      byApp.set(app, found);
    }
    return found;
  }

  function group(each: Switch): Group {
    const found = groups.get(each) ?? groupOf(each);
    groups.set(each, found);
    return found;
  }

  function appId(name: string | undefined): number {
    if (name === undefined) return 0;
    const [row] = sql.all("SELECT id FROM app WHERE name = ?", name);
    if (row) return row["id"] as number;
    throw new TallybeaconError("bad-option", `app: nothing has come from "${name}" yet`);
  }

  /** Runs a change; one that changes nothing makes no version. */
  function transact(
    app: number,
    keys: readonly string[],
    log: Omit<LoggedChange, "version" | "at">,
    run: () => void,
  ) {
    try {
      sql.tx(() => {
        const before = snapshot(sql, app, keys);
        run();
        const after = snapshot(sql, app, keys);
        if (isSame(before, after)) return;
        checkSize(sql);
        // By the clock, so that clients of a database that was lost do not take those of the next for old news.
        const version = Math.max(asked.version + 1, Math.floor(clock.now()));
        sql.all(PUT_VERSION, version);
        sql.all(
          "INSERT INTO control_change VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          version,
          Math.floor(clock.now()),
          log.author,
          log.reason,
          JSON.stringify(log.change),
          touchedText(difference(before, after)),
          touchedText(difference(after, before)),
          log.undoes ?? null,
        );
        sql.all(FORGET_OLD, MAX_SWITCH_CHARS);
        sql.all(FORGET_CHANGES, MAX_CHANGES);
      });
    } catch (error) {
      if (error instanceof TallybeaconError) throw error;
      throw new TallybeaconError("storage", "the controls could not be written", error);
    }
    refresh();
  }

  function refresh() {
    asked = readAsked(sql);
    own = appsOf(asked);
    byApp = new Map();
    groups = new Map();
  }
}

function writeChange(sql: Sql, app: number, change: ControlsChange, atMs: number): void {
  const { interval_ms, stop, enable = [], disable = [], instances = [] } = change;
  const { percent = instances.length > 0 ? 0 : 100 } = change;
  putWish(sql, { app, interval_ms, stop });
  for (const key of enable) sql.all(ENABLE, atMs, app, key);
  const list = instances.length > 0 ? JSON.stringify([...new Set(instances)].sort()) : null;
  const before = snapshot(sql, app, disable);
  // After enabling, so that off wins.
  before.switches.forEach(({ key, off, percent: share, instances: some }) => {
    const isNew = !off || share !== percent || some !== list;
    if (isNew) sql.all(PUT_SWITCH, app, key, 1, percent, list, atMs);
  });
}

/** Puts back what was there. A key that was not switched then is told to be on. */
function restore(sql: Sql, { app, interval_ms, stop, switches }: Touched, atMs: number): void {
  putWish(sql, { app, interval_ms, stop });
  for (const { key, off, percent, instances } of switches) {
    sql.all(PUT_SWITCH, app, key, Number(off), percent, instances, atMs);
  }
}

/** What is not named stays. */
function putWish(
  sql: Sql,
  asked: { app: number; interval_ms: number | null | undefined; stop: boolean | undefined },
): void {
  const { app, interval_ms, stop } = asked;
  if (interval_ms === undefined && stop === undefined) return;
  const held = snapshot(sql, app, []);
  const interval = interval_ms === undefined ? held.interval_ms : interval_ms;
  sql.all(PUT_WISH, app, interval, Number(stop ?? held.stop));
}

/** A row of the changes. */
export function loggedChange(row: SqlRow): LoggedChange {
  return {
    version: row["version"] as number,
    at: row["at"] as number,
    author: row["author"] as string,
    reason: row["reason"] as string,
    change: JSON.parse(row["change"] as string) as LoggedChange["change"],
    ...(row["undoes"] !== null && { undoes: row["undoes"] as number }),
  };
}

/** The apps that something is asked of alone. */
function appsOf({ switches, wishes }: Asked): Set<string | undefined> {
  return new Set([...switches, ...wishes].map(({ app }) => app));
}

function conflict(version: number): TallybeaconError {
  const message = `version: the controls have been changed since; it is ${version} now`;
  return new TallybeaconError("conflict", message);
}

function checkInterval(ms: number): void {
  if (ms >= MIN_INTERVAL_MS && ms <= MAX_INTERVAL_MS) return;
  throw new TallybeaconError(
    "bad-option",
    `interval of ${ms} ms; it must be from ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS}`,
  );
}
