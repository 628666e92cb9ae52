// What the server knows about what was collected: the nouns of its store and of its read API.
import type { Accounting } from "./accounting.ts";
import type { AllControls, Controls, ControlsChange, LoggedChange, Preview } from "./controls.ts";
import type { Json, Scalar } from "./json.ts";
import type { Rows, Wanted } from "./rows.ts";
import type { Update } from "./update.ts";

/** How long totals are kept at each level, seconds; 0 is for ever. */
export interface Keep {
  /** By the minute. Default 14 days. */
  readonly minute: number;
  /** By five minutes. Default 90 days. */
  readonly fiveMinutes: number;
  /** By the hour. Default 800 days. */
  readonly hour: number;
  /** By the day, in UTC. Default 0. */
  readonly day: number;
}

/** How a key is used, as its updates tell: numbers add up, counting sets count members, the rest is looked at. */
export type Kind = "count" | "set" | "list" | "value";

/** One key over a range. */
export interface KeySummary {
  readonly key: string;
  readonly kind: Kind;
  /** Sum of the numbers, of the member counts, of the list items, or how often the value was set. */
  readonly total: number;
  /**
   * Distinct members of a counting set that came since the range began; 0 for other kinds. Of ranges beyond two hours to
   * the hour, beyond a month to the day.
   */
  readonly members: number;
  /** Instances that sent it since the range began, as exact as members are. */
  readonly instances: number;
  /** Unix milliseconds: when the newest update with it was sealed. */
  readonly last_at: number;
  /** Switched off by the operator, as itself or by the part before its first colon: for all, or for some instances. */
  readonly state: "on" | "off" | "partly";
  /** What shards have counted besides and not handed up yet; absent where it is nothing. */
  readonly pending?: number;
}

/** One bucket of a series: Unix seconds of its start, and what fell into it. */
export interface Point {
  readonly ts: number;
  readonly total: number;
}

/** A key or a member over time, oldest first. */
export interface Series {
  /** Seconds of a point: as asked for, or as much as is still told apart as far back as the range goes. */
  readonly step: number;
  /** One for each bucket, empty ones included. */
  readonly points: readonly Point[];
  /** What shards have counted besides and not handed up yet; absent where it is nothing. */
  readonly pending?: number;
}

/** One member of a counting set and how often it was counted. */
export interface Member {
  readonly value: Scalar;
  readonly total: number;
  /** What it came to in each part of the range, oldest first, where that was asked for; they add up to its total. */
  readonly points?: readonly number[];
}

/** All that was ever counted under a key, also what is not kept any more. */
export interface KeyTotal {
  readonly app: string;
  readonly key: string;
  readonly total: number;
  /** Of a counting set that has few. */
  readonly members: readonly Member[];
}

/** One distinct last value and how many instances hold it. */
export interface HeldValue {
  readonly value: Json;
  readonly instances: number;
  readonly last_at: number;
}

/** What instances hold under one field of a value that is an object. */
export interface HeldField {
  readonly field: string;
  /** Instances that hold it. */
  readonly instances: number;
  /** Most widely held first. */
  readonly values: readonly HeldValue[];
}

/** What instances hold under a key. */
export interface HeldValues {
  /** Values as a whole, and the newest items of lists. Most widely held first. */
  readonly values: readonly HeldValue[];
  /** Values that are objects, by their fields in the order of their names. */
  readonly fields: readonly HeldField[];
  /** List items that were counted, and how many of them are kept: the newest. */
  readonly items: { readonly total: number; readonly kept: number };
}

/** One app and how much the server keeps of it. */
export interface AppSummary {
  readonly app: string;
  readonly keys: number;
  readonly members: number;
  readonly instances: number;
  /** What there was no room for or no wish of, by reason: members of `data`, fields, whole updates. */
  readonly refused: Readonly<Record<string, number>>;
}

/** One install, as the server sees it. Times are Unix milliseconds. */
export interface Instance {
  readonly id: string;
  readonly app: string;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly expect_next: number;
  readonly updates: number;
  /** Updates that came again and were not counted again. */
  readonly duplicates: number;
  /** Version of the controls it obeyed when it was heard last; null when it told none. */
  readonly controls: number | null;
  /** Whether it is later than it was told to be, by more than clients may be. */
  readonly overdue: boolean;
}

/** Some instances, and how many there are. */
export interface Instances {
  /** Newest first. */
  readonly instances: readonly Instance[];
  /** How many of all keep to their schedule: they were silent for no longer than it lets anybody be. */
  readonly active: number;
  /**
   * How many stopped to within the last day: with those that are active, all who were that within it. Absent of an app with
   * more than 20,000 instances beside other apps, where it would take long to count.
   */
  readonly overdue?: number;
  readonly total: number;
}

/** What became of one update. */
export interface Accepted {
  /** False when this (instance, epoch, seq) had been stored before, or is not wanted any more. */
  readonly fresh: boolean;
  /** Highest seq up to which the epoch is stored without a gap; absent for updates without numbers. */
  readonly ack?: number;
  /** The instance asked to be forgotten, and is: the same each time it asks. */
  readonly receipt?: string;
  /** What there are too many of: then it was not taken. */
  readonly full?: "apps" | "instances";
}

/** What a stretch of the past is asked by: seconds back from its end, and seconds a point stands for. */
export interface Window {
  readonly seconds: number;
  readonly step: number;
  /** Its end, Unix seconds. Default: now. */
  readonly to?: number;
}

/** The members of one key, and the sum of the rest. */
export interface Members {
  /** Most counted first. */
  readonly members: readonly Member[];
  /** Of those that are not listed, or not told apart. */
  readonly other: number;
  /** Where points were asked for: when the first begins, Unix seconds, and how long each is; the last may be shorter. */
  readonly from?: number;
  readonly step?: number;
  /** What shards have counted besides and not handed up yet; absent where it is nothing. */
  readonly pending?: number;
}

/** The collector's memory. Reads see every acknowledged update. Where an app is not named it is `default`. */
export interface Store {
  /** Takes one update in; resolves when it is durable, rejects when it is not. Updates of one moment share a commit. */
  accept(
    update: Update,
    receivedAtMs: number,
    expectNextMs: number,
    app?: string,
  ): Promise<Accepted>;
  /** Counts an update that was turned away before it came here, of an app that is known; written with the next commit. */
  refuse(reason: string, app?: string): void;
  /** In the order of their names. */
  apps(): AppSummary[];
  keys(window: Window, app?: string): KeySummary[];
  series(key: string, member: Scalar | undefined, window: Window, app?: string): Series;
  /**
   * At most `limit` of them are told apart, each with at most `points` points, whole steps of the window. Throws
   * `bad-option` where these would be added up from too much.
   */
  members(key: string, window: Window, limit: number, app?: string, points?: number): Members;
  /** In the order in which keys came. Grows, but for numbers below 0: where several answer as one, by what was handed up. */
  totals(): KeyTotal[];
  /** At most `limit` values as a whole, and of each field. */
  values(key: string, limit: number, app?: string): HeldValues;
  /**
   * Newest first, at most `limit`, of one app or of all; or the one that is named, where there is such a one. All are counted:
   * `active` those seen since `activeSinceMs`, `overdue` those seen within the day before that and not since.
   */
  instances(limit: number, activeSinceMs: number, app?: string, instance?: string): Instances;
  /** Sums over all epochs there ever were, and at most `limit` epochs, newest first: of one instance, or of all. */
  accounting(limit: number, instance?: string): Accounting;
  /** What holds for an instance; without one, for all who are not singled out. The same object until it changes. */
  controls(app?: string, instance?: string): Controls;
  allControls(): AllControls;
  /** Durable on return. Throws `bad-option` for what no client would obey, `conflict`, or `storage`. */
  control(change: ControlsChange): AllControls;
  /** Newest first. */
  changes(limit: number): LoggedChange[];
  /** Takes a change back. Throws `bad-option` when there is none of that version, `conflict` when it does not stand any more. */
  undo(version: number, author?: string, reason?: string): AllControls;
  preview(change: ControlsChange): Preview;
  /**
   * Everything, for keeping: pages of rows, each some milliseconds of work and as of the moment it is asked for. Throws
   * `bad-option` at once for a window of too many points; a page throws `conflict` when its stretch was rolled up since.
   */
  rows<W extends keyof Rows>(what: W, wanted: Wanted): Generator<readonly Rows[W][], void, void>;
  /** Rolls totals up and removes what is too old, for some milliseconds; true when there is more to do at once. */
  compact(): boolean;
  /** Has `run` called after all that is committed, and after each change of the controls. */
  onChange(run: () => void): void;
  /** Resolves when all that was accepted is on disk. */
  close(): Promise<void>;
}
