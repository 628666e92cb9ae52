// What an export consists of: the rows that a store hands out, page by page.
import type { LoggedChange } from "./controls.ts";
import type { Json, Scalar } from "./json.ts";
import type { Instance, Kind, Window } from "./tally.ts";

/** What one key came to in one bucket. */
export interface TotalRow {
  readonly app: string;
  readonly key: string;
  readonly kind: Kind;
  /** Unix seconds of the bucket's start. */
  readonly ts: number;
  /** Its seconds. */
  readonly step: number;
  readonly total: number;
}

/** What one member of a counting set came to in one bucket. */
export interface MemberRow extends TotalRow {
  /** Null as well where `other` is true. */
  readonly member: Scalar;
  /** The row stands for the members that are not told apart. */
  readonly other: boolean;
}

/**
 * One distinct last value of a key, or of one field of it. Where a key has too many of them to be held at once, one may
 * have several rows: their `instances` add up.
 */
export interface ValueRow {
  readonly app: string;
  readonly key: string;
  /** Empty: the value as a whole, or a list's newest items. */
  readonly field: string;
  readonly value: Json;
  readonly instances: number;
  readonly last_at: number;
}

/** The rows of each kind of export. */
export interface Rows {
  /** Oldest first. */
  readonly totals: TotalRow;
  /** Oldest first. */
  readonly members: MemberRow;
  readonly values: ValueRow;
  /** In the order of their ids. */
  readonly instances: Instance;
  /** Oldest first. */
  readonly changes: LoggedChange;
}

/** Which rows of a kind are wanted; what does not apply to the kind is not looked at. */
export interface Wanted {
  readonly window: Window;
  /** Default: all. */
  readonly app?: string;
  /** Default: all. */
  readonly key?: string;
}
