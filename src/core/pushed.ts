// What was pushed, as the read API tells it. Names are those of the wire.
import type { FamilyType } from "./family.ts";

/** A number, also where JSON has none for it. */
export type PushedNumber = number | "NaN" | "+Inf" | "-Inf";

/** One series. */
export interface PushedSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Of a counter, a gauge, or what has no type. */
  readonly value?: PushedNumber;
  /** Of a summary or a histogram, and so is `sum`. */
  readonly count?: PushedNumber;
  readonly sum?: PushedNumber;
  readonly quantiles?: readonly { readonly quantile: PushedNumber; readonly value: PushedNumber }[];
  /** Those below each bound; of +Inf `count` tells. */
  readonly buckets?: readonly { readonly le: PushedNumber; readonly count: PushedNumber }[];
}

/** The series of one name. */
export interface PushedFamily {
  readonly name: string;
  readonly type: FamilyType;
  readonly help?: string;
  /** How many there are; told are the first of them. */
  readonly total: number;
  readonly series: readonly PushedSeries[];
}

/** What was pushed together: a group, or what was added up for a job. */
export interface Pushed {
  /** What `GET /history?host=` has it under: of each family the first series, one sample a minute with pushes. */
  readonly host: string;
  readonly grouping: Readonly<Record<string, string>>;
  /** Unix milliseconds of the last push. */
  readonly at: number;
  /** Where it was added up: how many epochs did, and since when. */
  readonly summed?: { readonly epochs: number; readonly since: number };
  readonly families: readonly PushedFamily[];
}

/** The answer to `GET /pushed`. */
export interface PushedReply {
  readonly now: number;
  /** Sums by job, then groups. */
  readonly pushed: readonly Pushed[];
  /** Whether some is left out, as there is more than is told at a time. */
  readonly more: boolean;
}
