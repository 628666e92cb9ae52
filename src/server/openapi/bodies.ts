// What may come in as a body, for its description: src/server/schema.ts reads it, and is held to these schemas by a test.
import type { ControlsChange, Undo } from "../../core/controls.ts";
import type { Data } from "../../core/json.ts";
import {
  MAX_DISABLED_KEYS,
  MAX_EPOCH_CHARS,
  MAX_INSTANCE_ID_CHARS,
  MAX_INTERVAL_MS,
  MAX_KEY_CHARS,
  MIN_INTERVAL_MS,
} from "../../core/limits.ts";
import type { Notice, Report } from "../../core/report.ts";
import {
  MAX_APPLICATION_CHARS,
  MAX_LEVEL_CHARS,
  MAX_NOTICE_CHARS,
  MAX_NOTICES,
  MAX_VERSION_CHARS,
} from "../../core/report-limits.ts";
import type { ApplicationChange } from "../../core/reports.ts";
import { MAX_APP_CHARS, MAX_NOTE_CHARS, MAX_SWITCH_INSTANCES } from "../../core/store-limits.ts";
import type { Update } from "../../core/update.ts";
import { isPlain } from "../schema/read.ts";
import * as z from "../schema/zod.ts";
import { isFit, isTime } from "../sound.ts";

const text = (maxChars: number): z.ZodMiniString =>
  z.string().check(
    z.minLength(1),
    z.maxLength(maxChars),
    z.refine((value) => isFit(value, maxChars)),
  );
const count = z.exactOptional(z.int().check(z.minimum(0)));
/** What is looked at by code, and only told here. */
const told = <T>(is: (value: unknown) => boolean, as: Readonly<Record<string, unknown>>) =>
  z.custom<T>(is).register(z.told, { as });
const NUMBER_FROM_0 = { type: "number", minimum: 0 };
const counts = z.exactOptional(
  told<Record<string, number>>(isPlain, { type: "object", additionalProperties: NUMBER_FROM_0 }),
);

const update = z
  .object({
    instance_id: text(MAX_INSTANCE_ID_CHARS),
    timestamp: z
      .string()
      .check(z.refine(isTime))
      .register(z.told, { as: { format: "date-time" } }),
    expect_next: z.exactOptional(z.string()),
    data: z.exactOptional(told<Data>(isPlain, { type: "object" })),
    epoch: z.exactOptional(text(MAX_EPOCH_CHARS)),
    seq: z.exactOptional(z.int().check(z.minimum(1))),
    set_keys: z.exactOptional(
      told<string[]>(Array.isArray, { type: "array", items: { type: "string" } }),
    ),
    calls: count,
    dropped: counts,
    recorded: count,
    lost: counts,
    faults: counts,
    controls: count,
    offset_ms: z.exactOptional(z.number()),
    forget: z.exactOptional(z.boolean()),
  } satisfies z.Members<Update>)
  .register(z.told, { as: { dependentRequired: { seq: ["epoch"], epoch: ["seq"] } } });

const KEY = { type: "string", minLength: 1, maxLength: MAX_KEY_CHARS };
const keys = z.exactOptional(
  z.pipe(
    // Before its elements, and they are not looked at when it is too long.
    told<unknown[]>((value) => Array.isArray(value) && value.length <= MAX_DISABLED_KEYS, {
      type: "array",
      items: KEY,
      maxItems: MAX_DISABLED_KEYS,
    }),
    z.array(text(MAX_KEY_CHARS)),
  ),
);
const note = z.exactOptional(z.string().check(z.maxLength(MAX_NOTE_CHARS)));

const change = z.object({
  app: z.exactOptional(text(MAX_APP_CHARS)),
  interval_ms: z.exactOptional(
    z.nullable(z.int().check(z.minimum(MIN_INTERVAL_MS), z.maximum(MAX_INTERVAL_MS))),
  ),
  stop: z.exactOptional(z.boolean()),
  disable: keys,
  enable: keys,
  percent: z.exactOptional(z.number().check(z.minimum(0), z.maximum(100))),
  instances: z.exactOptional(
    z.array(text(MAX_INSTANCE_ID_CHARS)).check(z.maxLength(MAX_SWITCH_INSTANCES)),
  ),
  author: note,
  reason: note,
  version: count,
} satisfies z.Members<ControlsChange>);

const undo = z.object({
  version: z.int(),
  author: note,
  reason: note,
} satisfies z.Members<Undo>);

const report = z.object({
  application: text(MAX_APPLICATION_CHARS),
  install_id: text(MAX_INSTANCE_ID_CHARS),
  version: text(MAX_VERSION_CHARS),
  metadata: z._default(
    z.pipe(
      told<Data | null>((value) => value === null || isPlain(value), { type: ["object", "null"] }),
      z.transform((value) => value ?? {}),
    ),
    {},
  ),
} satisfies z.Members<Report>);

const notice = z.object({
  level: text(MAX_LEVEL_CHARS),
  message: text(MAX_NOTICE_CHARS),
} satisfies z.Members<Notice>);
const application = z.object({
  application: text(MAX_APPLICATION_CHARS),
  latest_version: z.exactOptional(z.string().check(z.maxLength(MAX_VERSION_CHARS))),
  notices: z.exactOptional(z.array(notice).check(z.maxLength(MAX_NOTICES))),
  hard_limit: z.exactOptional(z.boolean()),
  disable: z.exactOptional(z.boolean()),
} satisfies z.Members<ApplicationChange>);

const login = z.object({ token: z.string() });

/** The schemas by what they are of. */
export const BODIES: Readonly<
  Record<
    "Update" | "ControlsChange" | "Undo" | "Login" | "Report" | "ApplicationChange",
    z.ZodMiniType
  >
> = {
  Update: update,
  ControlsChange: change,
  Undo: undo,
  Login: login,
  Report: report,
  ApplicationChange: application,
};
