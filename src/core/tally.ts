// What the server knows about what was collected: the nouns of its store and of its read API.
import type { Json, Scalar } from "./json.ts";
import type { Update } from "./update.ts";

/** How a key is used, as its updates tell: numbers add up, counting sets count members, the rest is looked at. */
export type Kind = "count" | "set" | "list" | "value";

/** One key over a range. */
export interface KeySummary {
  readonly key: string;
  readonly kind: Kind;
  /** Sum of the numbers, of the member counts, of the list items, or how often the value was set. */
  readonly total: number;
  /** Distinct members of a counting set; 0 for other kinds. */
  readonly members: number;
  /** Instances that sent it in the range. */
  readonly instances: number;
  /** Unix milliseconds: when the newest update with it was sealed. */
  readonly last_at: number;
  /** Switched off by the operator, as itself or by the part before its first colon. */
  readonly disabled: boolean;
}

/** One bucket of a series: Unix seconds of its start, and what fell into it. */
export interface Point {
  readonly ts: number;
  readonly total: number;
}

/** One member of a counting set and how often it was counted. */
export interface Member {
  readonly value: Scalar;
  readonly total: number;
}

/** One distinct last value and how many instances hold it. */
export interface HeldValue {
  readonly value: Json;
  readonly instances: number;
  readonly last_at: number;
}

/** One install, as the server sees it. Times are Unix milliseconds. */
export interface Instance {
  readonly id: string;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly expect_next: number;
  readonly updates: number;
  /** Updates that came again and were not counted again. */
  readonly duplicates: number;
}

/** What the operator asks of every client. */
export interface Controls {
  /** Time between updates, ms. */
  readonly interval_ms: number;
  readonly stop: boolean;
  readonly disabled_keys: readonly string[];
  /** Keys that were off and are on again; told to clients that may still refuse them. */
  readonly enabled_keys: readonly string[];
  /** Grows with each change, a later one than any of a database before this one: 0, then about the time of the change. */
  readonly version: number;
}

/** A change of controls; what is absent stays as it is. */
export interface ControlsChange {
  readonly interval_ms?: number;
  readonly stop?: boolean;
  readonly disable?: readonly string[];
  readonly enable?: readonly string[];
}

/** What became of one update. */
export interface Accepted {
  /** False when this (instance, epoch, seq) had been stored before, or is not wanted any more. */
  readonly fresh: boolean;
  /** Highest seq up to which the epoch is stored without a gap; absent for updates without numbers. */
  readonly ack?: number;
  /** The instance asked to be forgotten, and is: the same each time it asks. */
  readonly receipt?: string;
}

/** The accounts of one epoch: `recorded` = `accepted` + what was dropped or lost + `pending`. In calls. */
export interface EpochAccount {
  readonly instance: string;
  readonly epoch: string;
  /** Unix milliseconds of its newest arrival. */
  readonly last_at: number;
  /** As far as the client told. */
  readonly recorded: number;
  readonly accepted: number;
  /** Dropped before they were numbered (the highest told) and lost from numbered updates (summed), by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** In updates that were numbered and have not come. */
  readonly pending: number;
  /** What the rest does not explain; 0 unless something is wrong. */
  readonly unexplained: number;
  /** Highest seq without a gap before it, highest seen, and how many between have not come. */
  readonly ack: number;
  readonly seq: number;
  readonly missing: number;
  /** Updates that came again and were not counted again. */
  readonly duplicates: number;
  /** Trouble the client told, by error code. */
  readonly faults: Readonly<Record<string, number>>;
  /** Version of the controls it obeys; absent when it never heard any. */
  readonly controls?: number;
  /** How far its clock is from ours, ms, as it told. */
  readonly offset_ms?: number;
}

/** The accounts of everybody, and of the epochs heard last. */
export interface Accounting {
  readonly recorded: number;
  readonly accepted: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly pending: number;
  readonly unexplained: number;
  readonly missing: number;
  readonly duplicates: number;
  readonly epochs: readonly EpochAccount[];
}

/** What one moment of the past is asked by: seconds back from now, and seconds a point stands for. */
export interface Window {
  readonly seconds: number;
  readonly step: number;
}

/** The collector's memory. Reads see every acknowledged update. */
export interface Store {
  /** Takes one update in; resolves when it is durable, rejects when it is not. Updates of one moment share a commit. */
  accept(update: Update, receivedAtMs: number, expectNextMs: number): Promise<Accepted>;
  keys(window: Window): KeySummary[];
  /** Oldest first, one point for every bucket of the window, empty ones included. */
  series(key: string, member: Scalar | undefined, window: Window): Point[];
  /** Most counted first, at most `limit`, and the sum of the rest. */
  members(key: string, window: Window, limit: number): { members: Member[]; other: number };
  /** Distinct last values, most widely held first, at most `limit`. */
  values(key: string, limit: number): HeldValue[];
  /** Newest first, at most `limit`; `active` counts those seen since `activeSinceMs`. */
  instances(
    limit: number,
    activeSinceMs: number,
  ): { instances: Instance[]; active: number; total: number };
  /** Sums over all epochs there ever were, and at most `limit` epochs, newest first: of one instance, or of all. */
  accounting(limit: number, instance?: string): Accounting;
  controls(): Controls;
  control(change: ControlsChange): Controls;
  /** Resolves when all that was accepted is on disk. */
  close(): Promise<void>;
}
