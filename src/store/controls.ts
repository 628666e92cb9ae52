// What the operator asks of every client, kept in the database.
import { TallybeaconError } from "../core/errors.ts";
import {
  DEFAULT_INTERVAL_MS,
  MAX_INTERVAL_MS,
  MAX_SWITCH_CHARS,
  MIN_INTERVAL_MS,
} from "../core/limits.ts";
import type { Clock, Sql } from "../core/ports.ts";
import type { Controls, ControlsChange } from "../core/tally.ts";

/** The controls and how they change. */
export interface KeptControls {
  /** The same object until something changes. */
  read(): Controls;
  /** Durable on return. Throws `bad-option` for an interval no client would obey, `storage` for what was not written. */
  change(change: ControlsChange): Controls;
}

/** Reads the controls once; `intervalMs` (default an hour) holds until the operator sets another. */
export function createControls(
  sql: Sql,
  clock: Clock,
  intervalMs: number = DEFAULT_INTERVAL_MS,
): KeptControls {
  checkInterval(intervalMs);
  let controls = readControls(sql, intervalMs);

  return {
    read: () => controls,
    change(change) {
      if (change.interval_ms !== undefined) checkInterval(change.interval_ms);
      try {
        sql.tx(() => {
          writeChange(sql, change, clock.now());
          if (JSON.stringify(readControls(sql, intervalMs)) === JSON.stringify(controls)) return;
          // By the clock, so that clients of a database that was lost do not take those of the next for old news.
          put(sql, "version", Math.max(controls.version + 1, Math.floor(clock.now())));
        });
      } catch (error) {
        throw new TallybeaconError("storage", "the controls could not be written", error);
      }
      controls = readControls(sql, intervalMs);
      return controls;
    },
  };
}

/** True when `key`, or the part of it before its first colon, is switched off. Source: Caddy v1 telemetry. */
export function isOff(off: ReadonlySet<string>, key: string): boolean {
  if (off.size === 0) return false;
  const colon = key.indexOf(":");
  return off.has(key) || (colon >= 0 && off.has(key.slice(0, colon)));
}

function checkInterval(ms: number): void {
  if (ms >= MIN_INTERVAL_MS && ms <= MAX_INTERVAL_MS) return;
  throw new TallybeaconError(
    "bad-option",
    `interval of ${ms} ms; it must be from ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS}`,
  );
}

function readControls(sql: Sql, intervalMs: number): Controls {
  const settings = new Map(
    sql.all("SELECT name, value FROM setting").map((row) => [row["name"], Number(row["value"])]),
  );
  const switches = sql.all("SELECT key, off FROM switch ORDER BY key");
  const keys = (off: number) =>
    switches.filter((row) => row["off"] === off).map((row) => row["key"] as string);
  return {
    interval_ms: settings.get("interval_ms") ?? intervalMs,
    stop: settings.get("stop") === 1,
    disabled_keys: keys(1),
    enabled_keys: keys(0),
    version: settings.get("version") ?? 0,
  };
}

function put(sql: Sql, setting: string, value: number): void {
  sql.all("INSERT OR REPLACE INTO setting VALUES (?, ?)", setting, value);
}

// Every reply carries them all: of those that are on again the newest are told.
const FORGET_OLD = `DELETE FROM switch WHERE key IN (SELECT key FROM (
  SELECT key, sum(length(key) + 3) OVER (ORDER BY at DESC, key) AS chars FROM switch WHERE off = 0)
  WHERE chars > ?)`;

function writeChange(sql: Sql, change: ControlsChange, atMs: number): void {
  const { interval_ms, stop, enable = [], disable = [] } = change;
  if (interval_ms !== undefined) put(sql, "interval_ms", interval_ms);
  if (stop !== undefined) put(sql, "stop", Number(stop));
  // A key that was never off needs no telling.
  for (const key of enable) {
    sql.all("UPDATE switch SET off = 0, at = ? WHERE key = ? AND off = 1", atMs, key);
  }
  // After enabling, so that off wins.
  for (const key of disable) sql.all("INSERT OR REPLACE INTO switch VALUES (?, 1, ?)", key, atMs);
  sql.all(FORGET_OLD, MAX_SWITCH_CHARS);
}
