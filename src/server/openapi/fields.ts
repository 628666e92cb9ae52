// The parameters of reads, for their description: src/server/schema/fields.ts reads them, and is held to these schemas by a test.
import { DEFAULT_ROWS, MAX_MEMBER_POINTS, MAX_ROWS, MAX_TO_SECONDS } from "../../core/limits.ts";
import { AGGREGATIONS } from "../../core/sample.ts";
import {
  type Fields,
  FORMATS,
  FORMS,
  SPANS,
  secondsOf,
  WHATS,
  wholeDays,
} from "../schema/fields.ts";
import * as z from "../schema/zod.ts";

/** Digits as their number; any other text stays one, and is refused for it. */
const digits = (pattern: RegExp) =>
  z.transform((text: unknown) => (pattern.test(String(text)) ? Number(text) : text));

const upTo = (most: number) =>
  z.pipe(digits(/^\d{1,6}$/), z.int().check(z.minimum(1), z.maximum(most)));

/** The schemas, by the names that `Fields` has for them. */
export const FIELDS: { readonly [N in keyof Fields]: z.ZodMiniType<Fields[N]> } = {
  app: z.optional(z.string()),
  key: z.string(),
  member: z.optional(
    z.pipe(z.transform(parse), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  ),
  range: z._default(
    z.string().check(
      z.regex(/^\d{1,9}[smhdw]$/),
      z.refine((text) => (secondsOf(text) ?? 60) >= 60),
    ),
    "1h",
  ),
  to: z.optional(
    z.pipe(digits(/^\d{1,12}$/), z.int().check(z.minimum(0), z.maximum(MAX_TO_SECONDS))),
  ),
  step: z.optional(z.string().check(z.regex(/^(?=.*[1-9])\d{1,9}[smhdw]?$/))),
  limit: z._default(upTo(MAX_ROWS), DEFAULT_ROWS),
  points: z.optional(upTo(MAX_MEMBER_POINTS)),
  form: z._default(z.enum(FORMS), "points"),
  instance: z.optional(z.string()),
  what: z._default(z.enum(WHATS), "totals"),
  format: z._default(z.enum(FORMATS), "ndjson"),
  host: z
    .string()
    .check(z.trim(), z.minLength(1))
    .register(z.told, { as: { pattern: "\\S" } }),
  span: z._default(z.enum(SPANS), "1h"),
  agg: z.optional(z.enum(AGGREGATIONS)),
  application: z.string().check(z.minLength(1)),
  days: z._default(
    z.string().check(
      z.regex(/^\d{1,9}[dw]$/),
      z.refine((text) => wholeDays(text) !== undefined),
    ),
    "30d",
  ),
};

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    // Which no member is.
    return {};
  }
}
