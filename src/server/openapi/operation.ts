// What a description says of one route.
import type { ControlReplies } from "../schema/control-replies.ts";
import type { Fields } from "../schema/fields.ts";
import type { MetricReplies } from "../schema/metric-replies.ts";
import type { Replies } from "../schema/replies.ts";
import type { ReportReplies } from "../schema/report-replies.ts";
import type { BODIES } from "./bodies.ts";
import type { Parameter } from "./parameters.ts";

/** The status of a refusal, which says why. */
export type Refused = 400 | 401 | 403 | 408 | 409 | 413 | 415 | 429 | 500 | 503;

/** One route. */
export interface Operation {
  /** As the client calls it, where it does. */
  readonly id: string;
  readonly tag:
    | "updates"
    | "reports"
    | "pushes"
    | "metrics"
    | "applications"
    | "reads"
    | "controls"
    | "access"
    | "description";
  readonly says: string;
  readonly who: "anybody" | "reader" | "operator";
  /** Whether anybody may do some of it. */
  readonly isForAll?: boolean;
  readonly fields?: readonly (keyof Fields)[];
  /** Fields that must be given elsewhere, and need not here. */
  readonly optional?: readonly (keyof Fields)[];
  readonly parameters?: readonly Parameter[];
  readonly body?: keyof typeof BODIES;
  /** A body that is no JSON, as `answer`. */
  readonly takes?: Operation["answer"];
  /** One that will do, where there is a text. */
  readonly example?: string;
  /** Default 200. */
  readonly status?: 202 | 204;
  /** By media type: the names of the schemas it may be of, or none for a text. */
  readonly answer: Readonly<
    Record<
      string,
      readonly (keyof Replies | keyof ControlReplies | keyof ReportReplies | keyof MetricReplies)[]
    >
  >;
  readonly refusals: readonly Refused[];
  /** What refusals mean here, where they mean something else than elsewhere. */
  readonly saysOf?: Partial<Readonly<Record<Refused, string>>>;
  /** The schema of refusals, where they say more than an error. */
  readonly refusedAs?: keyof MetricReplies;
  /** Whether 400 and 500 are plain text. */
  readonly isPlain?: boolean;
}
