// What may stand behind the question mark of a read: one rule for each parameter, from its text to its value.
import type { Scalar } from "../../core/json.ts";
import { DEFAULT_ROWS, MAX_MEMBER_POINTS, MAX_ROWS } from "../../core/limits.ts";
import { DAY_MS, MAX_RANGE_DAYS } from "../../core/report-limits.ts";
import type { Rows } from "../../core/rows.ts";
import { AGGREGATIONS, type Aggregation, RANGES } from "../../core/sample.ts";
import { quote, wrong } from "./read.ts";

/** The values of parameters; what may be left out and has no default is undefined then. */
export interface Fields {
  readonly app: string | undefined;
  readonly key: string;
  readonly member: Scalar | undefined;
  readonly range: string;
  readonly to: number | undefined;
  readonly step: string | undefined;
  readonly limit: number;
  readonly points: number | undefined;
  /** Of a series. */
  readonly form: (typeof FORMS)[number];
  readonly instance: string | undefined;
  readonly what: keyof Rows;
  readonly format: "ndjson" | "csv";
  readonly host: string;
  /** Of a history. */
  readonly span: keyof typeof RANGES;
  readonly agg: Aggregation | undefined;
  /** Of reports. */
  readonly application: string;
  readonly days: string;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

/** The seconds of `90s`, `5m`, `24h`, `60d` or `2w`, also of a bare number; nothing for any other text. */
export function secondsOf(text: string): number | undefined {
  const [, count, unit = "s"] = /^(\d{1,9})([smhdw])?$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_SECONDS[unit] as number);
}

/** The days of `30d` or `8w`, from 1 to 400; nothing for any other text. */
export function wholeDays(text: string): number | undefined {
  const days = /[dw]$/.test(text) ? ((secondsOf(text) ?? 0) * 1_000) / DAY_MS : 0;
  return days >= 1 && days <= MAX_RANGE_DAYS ? days : undefined;
}

/** What can be exported. */
export const WHATS = ["totals", "members", "values", "instances", "changes"] as const;
/** How a series can be told. */
export const FORMS = ["points", "totals"] as const;
/** How an export can be written. */
export const FORMATS = ["ndjson", "csv"] as const;
/** The names of `RANGES`. */
export const SPANS = Object.keys(RANGES) as (keyof typeof RANGES)[];

/** A text's value, or nothing for a text that will not do; what is said of that one; and what holds without any. */
type Field<T> = readonly [
  of: (text: string) => T | undefined,
  says: (text: string) => string,
  ...absent: [] | [T],
];

const asIs = (text: string) => text;
const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string) =>
    words.find((word) => word === text);
const only = (message: string) => () => message;
/** What was wrong, with the text that was. */
const not = (message: string) => (text: string) => `${message}, not "${quote(text)}"`;
/** A whole number. */
const upTo = (most: number): [of: (text: string) => number | undefined, says: () => string] => [
  (text) => {
    const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    return count >= 1 && count <= most ? count : undefined;
  },
  only(`must be a whole number from 1 to ${most}`),
];
const notOneOf = (words: readonly string[]) => not(`must be one of ${words.join(", ")}`);

/** The rules, by the names that `Fields` has for them; those without a value for their absence must be given. */
const FIELDS: { readonly [N in keyof Fields]: Field<Fields[N]> } = {
  app: [asIs, asIs, undefined],
  key: [asIs, only("must be given")],
  member: [memberOf, only("must be a string, a number, true, false or null, as JSON"), undefined],
  range: [
    (text) => (/\D$/.test(text) && (secondsOf(text) ?? 0) >= 60 ? text : undefined),
    not("must be like 30m, 24h or 60d, at least a minute"),
    "1h",
  ],
  to: [
    (text) => (/^\d{1,12}$/.test(text) ? Number(text) : undefined),
    not("must be whole Unix seconds"),
    undefined,
  ],
  step: [
    (text) => (secondsOf(text) ? text : undefined),
    not("must be seconds, or like 5m, 6h or 1d"),
    undefined,
  ],
  limit: [...upTo(MAX_ROWS), DEFAULT_ROWS],
  points: [...upTo(MAX_MEMBER_POINTS), undefined],
  form: [oneOf(FORMS), notOneOf(FORMS), "points"],
  instance: [asIs, asIs, undefined],
  what: [oneOf(WHATS), notOneOf(WHATS), "totals"],
  format: [oneOf(FORMATS), notOneOf(FORMATS), "ndjson"],
  // As agbero says it: these have no name before them.
  host: [(text) => text.trim() || undefined, only("host parameter required")],
  span: [oneOf(SPANS), only(`invalid range; use ${listed(SPANS)}`), "1h"],
  agg: [oneOf(AGGREGATIONS), only(`invalid agg; use ${listed(AGGREGATIONS)}`), undefined],
  application: [asIs, only("must be given")],
  days: [
    (text) => (wholeDays(text) ? text : undefined),
    not(`must be like 7d or 12w, at most ${MAX_RANGE_DAYS}d`),
    "30d",
  ],
};

/** The names that stand in an address, where they are others. */
const NAMES: { readonly [N in keyof Fields]?: string } = {
  span: "range",
  days: "range",
};
/** Where an empty text is one; elsewhere it is as if the parameter were not there. */
const MAY_BE_EMPTY: ReadonlySet<keyof Fields> = new Set([
  "key",
  "member",
  "limit",
  "points",
  "instance",
] as const);

/** What a parameter is called in an address. */
export function parameterName(field: keyof Fields): string {
  return NAMES[field] ?? field;
}

/** The value of one parameter. Throws `parse`: `limit: must be …`. */
export function fieldOf<N extends keyof Fields>(query: URLSearchParams, field: N): Fields[N] {
  const [value, fault] = look(query, field);
  if (fault !== undefined) throw wrong(`${parameterName(field)}: ${fault}`);
  return value as Fields[N];
}

/** What is wrong with a parameter, without its name; nothing where it will do. */
export function faultOf(query: URLSearchParams, field: keyof Fields): string | undefined {
  return look(query, field)[1];
}

/** The text of a parameter, the first where there are several. */
export function textOf(query: URLSearchParams, field: keyof Fields): string | undefined {
  const text = query.get(parameterName(field)) ?? undefined;
  return text === "" && !MAY_BE_EMPTY.has(field) ? undefined : text;
}

function look<N extends keyof Fields>(
  query: URLSearchParams,
  field: N,
): readonly [value: Fields[N] | undefined, fault?: string] {
  const [of, says, ...absent] = FIELDS[field];
  const text = textOf(query, field);
  if (text === undefined && absent.length > 0) return [absent[0]];
  const value = text === undefined ? undefined : of(text);
  return value === undefined ? [value, says(text ?? "")] : [value];
}

function memberOf(text: string): Scalar | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isScalar = typeof value === "number" ? Number.isFinite(value) : Object(value) !== value;
    return isScalar ? (value as Scalar) : undefined;
  } catch {
    return undefined;
  }
}

/** `a, b, or c`. */
function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`;
}
