// What stands behind the question mark of the read API.
import { TallybeaconError } from "../core/errors.ts";
import type { Scalar } from "../core/json.ts";
import { DEFAULT_ROWS, MAX_ROWS, POINTS, WINDOWS } from "../core/limits.ts";
import type { Rows, Wanted } from "../core/rows.ts";
import type { Window } from "../core/tally.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

/**
 * The stretch of time that `range` (`90m`, `24h`, `60d` …; default `1h`), `to` (Unix seconds; default now) and `step`
 * (seconds, or `5m` …) ask for. Without a step about a hundred points. Throws `parse`.
 */
export function windowOf(query: URLSearchParams): [range: string, window: Window] {
  const range = query.get("range") || "1h";
  const seconds = secondsOf(range);
  if (seconds === undefined || seconds < 60) {
    throw wrong(`range: must be like 30m, 24h or 60d, at least a minute, not "${quote(range)}"`);
  }
  const known = Object.entries(WINDOWS).find(([name]) => name === range)?.[1].step;
  const to = wholeOf(query, "to");
  return [
    range,
    { seconds, step: stepOf(query) ?? known ?? stepFor(seconds), ...(to !== undefined && { to }) },
  ];
}

function stepOf(query: URLSearchParams): number | undefined {
  const text = query.get("step");
  if (text === null || text === "") return undefined;
  const step = secondsOf(/^\d+$/.test(text) ? `${text}s` : text);
  if (step !== undefined && step > 0) return step;
  throw wrong(`step: must be seconds, or like 5m, 6h or 1d, not "${quote(text)}"`);
}

/** The shortest round step that needs no more than `POINTS`. */
function stepFor(seconds: number): number {
  const round = [60, 300, 900, 3_600, 10_800, 21_600, 43_200];
  const fit = round.find((step) => seconds / step <= POINTS);
  return fit ?? Math.ceil(seconds / POINTS / 86_400) * 86_400;
}

function secondsOf(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_SECONDS[unit] as number);
}

function wholeOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw wrong(`${name}: must be whole Unix seconds, not "${quote(text)}"`);
}

/** The key that is asked for. Throws `parse` when there is none. */
export function keyOf(query: URLSearchParams): string {
  const key = query.get("key");
  if (key === null) throw wrong("key: must be given");
  return key;
}

/** The member that is asked for, as JSON text, or none. Throws `parse`. */
export function memberOf(query: URLSearchParams): Scalar | undefined {
  const text = query.get("member");
  if (text === null) return undefined;
  const value = parse(text);
  if (value === undefined || (typeof value === "object" && value !== null)) {
    throw wrong("member: must be a string, a number, true, false or null, as JSON");
  }
  return value as Scalar;
}

/** An export: what of, and how it is written. */
export interface Export extends Wanted {
  readonly what: keyof Rows;
  readonly format: (typeof FORMATS)[number];
}

const FORMATS = ["ndjson", "csv"] as const;
/** What each kind of export can be narrowed by. */
const NARROWS: { readonly [W in keyof Rows]: readonly string[] } = {
  totals: ["app", "key", "range", "to", "step"],
  members: ["app", "key", "range", "to", "step"],
  values: ["app", "key"],
  instances: ["app"],
  changes: [],
};
const KINDS = Object.keys(NARROWS) as (keyof Rows)[];

/** The export that is asked for. Throws `parse`, also for what would narrow another kind and not this one. */
export function exportOf(query: URLSearchParams): Export {
  const what = oneOf(query, "what", KINDS);
  const format = oneOf(query, "format", FORMATS);
  for (const name of NARROWS.totals) {
    // An empty key is one.
    const isAsked = query.get(name) || (name === "key" && query.has(name));
    if (!isAsked || NARROWS[what].includes(name)) continue;
    throw wrong(`${name}: narrows no ${what}`);
  }
  const [, window] = windowOf(query);
  const app = query.get("app") || undefined;
  const key = query.get("key") ?? undefined;
  return {
    what,
    format,
    window,
    ...(app !== undefined && { app }),
    ...(key !== undefined && { key }),
  };
}

/** One of some words, the first of them by default. */
function oneOf<T extends string>(query: URLSearchParams, name: string, words: readonly T[]): T {
  const text = query.get(name) || words[0];
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw wrong(`${name}: must be one of ${words.join(", ")}, not "${quote(text ?? "")}"`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How many rows are asked for. Throws `parse`. */
export function limitOf(query: URLSearchParams, ifNone: number = DEFAULT_ROWS): number {
  const text = query.get("limit") ?? String(ifNone);
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_ROWS) return limit;
  throw wrong(`limit: must be a whole number from 1 to ${MAX_ROWS}`);
}

function quote(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function wrong(message: string): TallybeaconError {
  return new TallybeaconError("parse", message);
}
