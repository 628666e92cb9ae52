// Prometheus' data model: families of metrics, and the formats they travel in.

/** What the metrics of a family are. Source: `MetricType` of Prometheus' client model. */
export type FamilyType = "counter" | "gauge" | "summary" | "untyped" | "histogram";

/** Name and value of each label in its order, `Object.entries({ path: "/" })`; on the wire a name may come twice. */
export type Labels = readonly (readonly [name: string, value: string])[];

/** A value below which so much of what was observed lies. */
export interface Quantile {
  /** From 0 to 1. */
  readonly quantile: number;
  readonly value: number;
}

/** What a summary has seen. Counts are exact up to 2^53. */
export interface Summary {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly Quantile[];
}

/** How many observations were not above a bound: those of all lower buckets included. */
export interface Bucket {
  readonly upperBound: number;
  readonly count: number;
}

/** What a histogram has seen. Counts are exact up to 2^53. */
export interface Histogram {
  readonly count: number;
  readonly sum: number;
  /** In the order of their bounds. That of +Inf may be left out: `count` says as much. */
  readonly buckets: readonly Bucket[];
}

/** One series of a family, as its type has it: exactly one of `value`, `summary`, `histogram`. */
export interface FamilyMetric {
  /** Default: none. */
  readonly labels?: Labels;
  /** Of a counter, a gauge, or what has no type. */
  readonly value?: number;
  readonly summary?: Summary;
  readonly histogram?: Histogram;
  /** When it was so, Unix milliseconds. Absent is not 0. */
  readonly timestampMs?: number;
}

/** Metrics of one name: `{ name: "http_requests_total", type: "counter", metrics: [{ value: 3 }] }`. */
export interface MetricFamily {
  readonly name: string;
  readonly help?: string;
  /** Absent reads as counter. Source: the default of a protobuf enum. */
  readonly type?: FamilyType;
  readonly metrics: readonly FamilyMetric[];
}

/** Makes families into what is sent. */
export interface Encoder {
  /** The Content-Type it goes under. */
  readonly contentType: string;
  /** Throws `bad-value` for what the format cannot hold, and says which family. */
  encode(families: readonly MetricFamily[]): string | Uint8Array<ArrayBuffer>;
}

/** A format in both directions. */
export interface Format extends Encoder {
  /** Throws `parse`, with the line or the byte where it went wrong. */
  decode(body: Uint8Array): MetricFamily[];
}

/** Gives families that are as wanted; those it was given stay as they are. */
export type Transform = (families: readonly MetricFamily[]) => readonly MetricFamily[];
