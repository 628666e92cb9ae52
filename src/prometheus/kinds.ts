// What the words of TYPE lines mean, in both text formats.
import type { FamilyType } from "../core/family.ts";

/** What a sample tells of its metric: its value, the sum, the count, a bucket or quantile, or what is not kept. */
export type Role = "value" | "sum" | "count" | "part" | "nothing";

/** What a TYPE line makes of samples. */
export interface Kind {
  readonly type: FamilyType;
  /** By what follows the name of the family in the name of a sample. */
  readonly roles: Readonly<Record<string, Role>>;
  /** What is added to the name of the family, as `_total`. Default: nothing. */
  readonly suffix?: string;
}

/** By their words. */
export interface Kinds {
  readonly [word: string]: Kind;
}

const VALUE = { "": "value" } as const;
const TOTALS = { _sum: "sum", _count: "count" } as const;

/** What has no type. */
export const UNTYPED: Kind = { type: "untyped", roles: VALUE };

/** Those of Prometheus' text format. */
export const TEXT_KINDS: Kinds = {
  counter: { type: "counter", roles: VALUE },
  gauge: { type: "gauge", roles: VALUE },
  untyped: UNTYPED,
  summary: { type: "summary", roles: { "": "part", ...TOTALS } },
  histogram: { type: "histogram", roles: { "": "part", _bucket: "part", ...TOTALS } },
};

/** Those of OpenMetrics. */
export const OPEN_KINDS: Kinds = {
  unknown: UNTYPED,
  gauge: { type: "gauge", roles: VALUE },
  stateset: { type: "gauge", roles: VALUE },
  info: { type: "gauge", roles: { _info: "value" }, suffix: "_info" },
  counter: { type: "counter", roles: { _total: "value", _created: "nothing" }, suffix: "_total" },
  summary: { type: "summary", roles: { "": "part", ...TOTALS, _created: "nothing" } },
  histogram: { type: "histogram", roles: { _bucket: "part", ...TOTALS, _created: "nothing" } },
  gaugehistogram: { type: "histogram", roles: { _bucket: "part", _gsum: "sum", _gcount: "count" } },
};
