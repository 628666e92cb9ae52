// What may stand behind the question mark of a read: one schema for each parameter, from its text to its value.
import type { Scalar } from "../../core/json.ts";
import { DEFAULT_ROWS, MAX_ROWS, MAX_TO_SECONDS } from "../../core/limits.ts";
import type { Rows } from "../../core/rows.ts";
import { AGGREGATIONS, type Aggregation, RANGES } from "../../core/sample.ts";
import { quote, read } from "./read.ts";
import * as z from "./zod.ts";

/** The values of parameters; what may be left out and has no default is undefined then. */
export interface Fields {
  readonly app: string | undefined;
  readonly key: string;
  readonly member: Scalar | undefined;
  readonly range: string;
  readonly to: number | undefined;
  readonly step: string | undefined;
  readonly limit: number;
  readonly instance: string | undefined;
  readonly what: keyof Rows;
  readonly format: "ndjson" | "csv";
  readonly host: string;
  /** Of a history. */
  readonly span: keyof typeof RANGES;
  readonly agg: Aggregation | undefined;
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

/** What was wrong, with the text that was. */
const not = (message: string) => ({
  error: ({ input }: { readonly input?: unknown }) => `${message}, not "${quote(String(input))}"`,
});
/** Digits as their number; any other text stays one, and is refused for it. */
const digits = (pattern: RegExp) =>
  z.transform((text: unknown) => (pattern.test(String(text)) ? Number(text) : text));

const RANGE = not("must be like 30m, 24h or 60d, at least a minute");
const STEP = not("must be seconds, or like 5m, 6h or 1d");
const TO = not("must be whole Unix seconds");
const LIMIT = `must be a whole number from 1 to ${MAX_ROWS}`;
const MEMBER = "must be a string, a number, true, false or null, as JSON";
const WHATS = ["totals", "members", "values", "instances", "changes"] as const;
const FORMATS = ["ndjson", "csv"] as const;
const SPANS = Object.keys(RANGES) as (keyof typeof RANGES)[];

const oneOf = <T extends string>(words: readonly T[]) =>
  z.enum(words as readonly [T, ...T[]], not(`must be one of ${words.join(", ")}`));

/** The schemas, by the names that `Fields` has for them. */
export const FIELDS: { readonly [N in keyof Fields]: z.ZodMiniType<Fields[N]> } = {
  app: z.optional(z.string()),
  key: z.string("must be given"),
  member: z.optional(
    z.pipe(z.transform(parse), z.union([z.string(), z.number(), z.boolean(), z.null()], MEMBER)),
  ),
  range: z._default(
    z.string().check(
      z.regex(/^\d{1,9}[smhdw]$/, RANGE),
      z.refine((text) => (secondsOf(text) ?? 60) >= 60, RANGE),
    ),
    "1h",
  ),
  to: z.optional(
    z.pipe(digits(/^\d{1,12}$/), z.int(TO).check(z.minimum(0, TO), z.maximum(MAX_TO_SECONDS, TO))),
  ),
  step: z.optional(z.string().check(z.regex(/^(?=.*[1-9])\d{1,9}[smhdw]?$/, STEP))),
  limit: z._default(
    z.pipe(
      digits(/^\d{1,6}$/),
      z.int(LIMIT).check(z.minimum(1, LIMIT), z.maximum(MAX_ROWS, LIMIT)),
    ),
    DEFAULT_ROWS,
  ),
  instance: z.optional(z.string()),
  what: z._default(oneOf(WHATS), "totals"),
  format: z._default(oneOf(FORMATS), "ndjson"),
  // As agbero says it: these two have no name before them.
  host: z
    .string("host parameter required")
    .check(z.trim(), z.minLength(1, "host parameter required"))
    .register(z.told, { as: { pattern: "\\S" } }),
  span: z._default(z.enum(SPANS, `invalid range; use ${listed(SPANS)}`), "1h"),
  agg: z.optional(z.enum(AGGREGATIONS, `invalid agg; use ${listed(AGGREGATIONS)}`)),
};

/** The names that stand in an address, where they are others. */
const NAMES: { readonly [N in keyof Fields]?: string } = { span: "range" };
/** Where an empty text is one; elsewhere it is as if the parameter were not there. */
const MAY_BE_EMPTY: ReadonlySet<keyof Fields> = new Set([
  "key",
  "member",
  "limit",
  "instance",
] as const);

/** What a parameter is called in an address. */
export function parameterName(field: keyof Fields): string {
  return NAMES[field] ?? field;
}

/** The value of one parameter. Throws `parse`: `limit: must be …`. */
export function fieldOf<N extends keyof Fields>(query: URLSearchParams, field: N): Fields[N] {
  return read<Fields[N]>(FIELDS[field], textOf(query, field), parameterName(field));
}

/** What is wrong with a parameter, without its name; nothing where it will do. */
export function faultOf(query: URLSearchParams, field: keyof Fields): string | undefined {
  return FIELDS[field].safeParse(textOf(query, field)).error?.issues[0]?.message;
}

/** The text of a parameter, the first where there are several. */
export function textOf(query: URLSearchParams, field: keyof Fields): string | undefined {
  const text = query.get(parameterName(field)) ?? undefined;
  return text === "" && !MAY_BE_EMPTY.has(field) ? undefined : text;
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    // Which no member is.
    return {};
  }
}

/** `a, b, or c`. */
function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")}, or ${words.at(-1)}`;
}
