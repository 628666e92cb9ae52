// One moment of one host, and the windows through which moments are looked at.

/** Unix seconds, then whatever is graphed. Source: agbero's telemetry sample. */
export interface Sample {
  readonly ts: number;
  readonly [field: string]: number;
}

/** How busy a collector was, all sites together: the minutes of a bucket, or of what is over of it. */
export interface Load {
  /** Unix seconds of the bucket's start. */
  readonly ts: number;
  readonly requests_sec: number;
  /** Of bodies, as they travelled. */
  readonly bytes_sec: number;
  /** Of the worst minute and site. */
  readonly p99_ms: number;
  /** Percentage of requests that were answered with 4xx or 5xx. */
  readonly error_rate: number;
}

/** The host whose samples are of all sites together. Ours: none of a page has a slash. */
export const LOAD_HOST = "load/all";

/** A window that ends now. */
export interface Range {
  readonly label: string;
  readonly seconds: number;
  /** Seconds that one returned sample stands for; at least 1. */
  readonly resolution: number;
}

/** What `GET /history` can make of the samples of one bucket. Ours, but for `first`, which is agbero's. */
export const AGGREGATIONS = ["first", "mean", "min", "max", "last", "sum"] as const;

/** Which sample stands for a bucket: its `first` or `last` as it is, or one whose every field is made of the bucket's. */
export type Aggregation = (typeof AGGREGATIONS)[number];

/** The windows that `GET /history` knows. Source: agbero's telemetry API. */
export const RANGES: Readonly<Record<"30m" | "1h" | "6h" | "24h", Range>> = {
  "30m": { label: "30 minutes", seconds: 1_800, resolution: 60 },
  "1h": { label: "1 hour", seconds: 3_600, resolution: 60 },
  "6h": { label: "6 hours", seconds: 21_600, resolution: 300 },
  "24h": { label: "24 hours", seconds: 86_400, resolution: 900 },
};
