// What stands behind the question mark of the read API.
import type { Scalar } from "../core/json.ts";
import { DEFAULT_ROWS, POINTS, WINDOWS } from "../core/limits.ts";
import type { Rows, Wanted } from "../core/rows.ts";
import type { Window } from "../core/tally.ts";
import { type Fields, fieldOf, secondsOf, textOf, wholeDays } from "./schema/fields.ts";
import { wrong } from "./schema/read.ts";

/**
 * The stretch of time that `range` (`90m`, `24h`, `60d` …; default `1h`), `to` (Unix seconds; default now) and `step`
 * (seconds, or `5m` …) ask for. Without a step about a hundred points. Throws `parse`.
 */
export function windowOf(query: URLSearchParams): [range: string, window: Window] {
  const range = fieldOf(query, "range");
  const seconds = secondsOf(range) as number;
  const known = Object.entries(WINDOWS).find(([name]) => name === range)?.[1].step;
  const to = fieldOf(query, "to");
  const asked = fieldOf(query, "step");
  const step = asked === undefined ? (known ?? stepFor(seconds)) : (secondsOf(asked) as number);
  return [range, { seconds, step, ...(to !== undefined && { to }) }];
}

/** The shortest round step that needs no more than `POINTS`. */
function stepFor(seconds: number): number {
  const round = [60, 300, 900, 3_600, 10_800, 21_600, 43_200];
  const fit = round.find((step) => seconds / step <= POINTS);
  return fit ?? Math.ceil(seconds / POINTS / 86_400) * 86_400;
}

/** The app that is asked for, or none. */
export function appOf(query: URLSearchParams): string | undefined {
  return fieldOf(query, "app");
}

/** The instance that is asked for, or none. */
export function instanceOf(query: URLSearchParams): string | undefined {
  return fieldOf(query, "instance");
}

/** The key that is asked for. Throws `parse` when there is none. */
export function keyOf(query: URLSearchParams): string {
  return fieldOf(query, "key");
}

/** The member that is asked for, as JSON text, or none. Throws `parse`. */
export function memberOf(query: URLSearchParams): Scalar | undefined {
  return fieldOf(query, "member");
}

/** The application that is asked for. Throws `parse` when there is none. */
export function applicationOf(query: URLSearchParams): string {
  return fieldOf(query, "application");
}

/** How many days are asked for, and the Unix seconds that they end with. Throws `parse`. */
export function daysOf(
  query: URLSearchParams,
  nowMs: number,
): readonly [count: number, toSeconds: number] {
  return [wholeDays(fieldOf(query, "days")) as number, fieldOf(query, "to") ?? nowMs / 1_000];
}

/** How many rows are asked for. Throws `parse`. */
export function limitOf(query: URLSearchParams, ifNone: number = DEFAULT_ROWS): number {
  return query.has("limit") ? fieldOf(query, "limit") : ifNone;
}

/** How a series is wanted. Throws `parse`. */
export function formOf(query: URLSearchParams): Fields["form"] {
  return fieldOf(query, "form");
}

/** How many points of each member are asked for, or none. Throws `parse`. */
export function pointsOf(query: URLSearchParams): number | undefined {
  return fieldOf(query, "points");
}

/** An export: what of, and how it is written. */
export interface Export extends Wanted {
  readonly what: keyof Rows;
  readonly format: Fields["format"];
}

/** What each kind of export can be narrowed by. */
const NARROWS: { readonly [W in keyof Rows]: readonly (keyof Fields)[] } = {
  totals: ["app", "key", "range", "to", "step"],
  members: ["app", "key", "range", "to", "step"],
  values: ["app", "key"],
  instances: ["app"],
  changes: [],
};

/** The export that is asked for. Throws `parse`, also for what would narrow another kind and not this one. */
export function exportOf(query: URLSearchParams): Export {
  const what = fieldOf(query, "what");
  const format = fieldOf(query, "format");
  const lost = NARROWS.totals.find(
    (name) => textOf(query, name) !== undefined && !NARROWS[what].includes(name),
  );
  if (lost) throw wrong(`${lost}: narrows no ${what}`);
  const [, window] = windowOf(query);
  const app = appOf(query);
  const key = query.has("key") ? keyOf(query) : undefined;
  return {
    what,
    format,
    window,
    ...(app !== undefined && { app }),
    ...(key !== undefined && { key }),
  };
}
