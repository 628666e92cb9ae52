// Parameters in a description: what each is for, and one that will do.
import { MIN_INGEST_KEY_CHARS } from "../../core/access-limits.ts";
import {
  MAX_EPOCH_CHARS,
  MAX_INSTANCE_ID_CHARS,
  MAX_MEMBER_POINTS,
  MAX_ROWS,
} from "../../core/limits.ts";
import { MAX_RANGE_DAYS } from "../../core/report-limits.ts";
import { DEFAULT_APP, MAX_APP_CHARS, MAX_POINTS, MAX_STEPS } from "../../core/store-limits.ts";
import { APP_NAME } from "../app.ts";
import type { Fields } from "../schema/fields.ts";

/** One parameter of an operation, as OpenAPI has it. */
export type Parameter = Readonly<Record<string, unknown>> & { readonly name: string };

/** What the parameters of reads are for, each with an example. */
export const FIELD_NOTES: {
  readonly [N in keyof Fields]: readonly [says: string, example: unknown];
} = {
  app: [`Which app. Default: \`${DEFAULT_APP}\`; of instances and exports all.`, "shop"],
  key: ["Which key, to the letter. An empty one is one, too.", "page.view"],
  member: ['One member of a counting set, as JSON text: `200` and `"200"` are two.', 200],
  range: [
    "How far back: a number of seconds, minutes, hours, days or weeks, at least a minute.",
    "24h",
  ],
  to: ["Where the range ends, Unix seconds. Default: now.", 1_795_250_403],
  step: [
    `What a point stands for: seconds, or \`5m\`, \`6h\`, \`1d\` …, for at most ${MAX_POINTS} points of a series, ${MAX_STEPS} elsewhere. Default: about a hundred points. It is widened to what is still told apart as far back as the range goes; the answer says so.`,
    "5m",
  ],
  points: [
    `How many points each member has, at most ${MAX_MEMBER_POINTS}; fewer where the range has fewer steps. Default: none.`,
    24,
  ],
  limit: [`How many rows, at most ${MAX_ROWS}.`, 100],
  form: [
    "How it is told: as points, each with its time, or as totals and the time of the first.",
    "totals",
  ],
  instance: ["Which instance.", "0b6cfa22-0d4c-41e8-b11b-7a0058e13201"],
  what: ["What is exported.", "members"],
  format: ["How it is written: one JSON object a line, or CSV as RFC 4180 has it.", "csv"],
  host: ["Which host, as `GET /hosts` lists it.", "shop.example.com"],
  span: ["How far back.", "6h"],
  agg: [
    "Which sample stands for those of a point: its first or last as it is, or one that is made of all of them.",
    "mean",
  ],
  application: ["Which application, in upper or lower case.", "backup-tool"],
  days: [
    `How far back, in days or weeks, at most ${MAX_RANGE_DAYS} days. They are those of UTC, and the last is that of the end.`,
    "12w",
  ],
};

/** Parameters of updates, which are looked at before anything is read. */
export const INGEST: readonly Parameter[] = [
  {
    name: "app",
    in: "query",
    description: "Whose update it is, whose push that is added up, or whose metrics.",
    schema: {
      type: "string",
      pattern: APP_NAME.source,
      maxLength: MAX_APP_CHARS,
      default: DEFAULT_APP,
    },
    example: "shop",
  },
  {
    name: "key",
    in: "query",
    description: "The key of the app, where apps have keys.",
    schema: { type: "string", minLength: MIN_INGEST_KEY_CHARS },
    example: "shop-key-2026",
  },
];

/** Numbers of a push that is added up. */
export const NUMBERS: readonly Parameter[] = [
  {
    name: "epoch",
    in: "query",
    description:
      "One life of whoever counts, whose counters began at 0. With it, and with `seq`, the push is added to what others pushed for its job.",
    schema: { type: "string", minLength: 1, maxLength: MAX_EPOCH_CHARS },
    example: "e1",
  },
  {
    name: "seq",
    in: "query",
    description: "Grows from push to push of an epoch: what comes again or late changes nothing.",
    schema: { type: "integer", minimum: 1 },
    example: 1,
  },
];

/** The rest of the path of a push. */
export const GROUPING_IN_PATH: Parameter = {
  name: "grouping",
  in: "path",
  required: true,
  description:
    "`job/shop/region/eu`: labels and their values in turn, the job first; the slashes between them are sent as they are. After `name@base64` a value is base64url. Source: Prometheus' Pushgateway.",
  schema: { type: "string", pattern: "^job" },
  example: "job/shop/region/eu",
};

/** The part of a path that `*` stands for. */
export const INSTANCE_IN_PATH: Parameter = {
  name: "instance_id",
  in: "path",
  required: true,
  description:
    "The `instance_id` of the update once more, as clients of Caddy v1's telemetry send it.",
  schema: { type: "string", minLength: 1, maxLength: MAX_INSTANCE_ID_CHARS },
  example: "0b6cfa22-0d4c-41e8-b11b-7a0058e13201",
};
