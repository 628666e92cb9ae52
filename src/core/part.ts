// A store that is a part of several: what passes between shards and their root.
import type { Switch, Wish } from "./controls.ts";
import type { Sample } from "./sample.ts";
import type { Kind, Window } from "./tally.ts";

/** Totals of one key that a shard hands up. */
export interface RolledKey {
  readonly app: string;
  readonly key: string;
  readonly kind: Kind;
  readonly totals: (readonly [minute: number, total: number, lastAt: number])[];
  /** `member` is JSON text, absent for those not told apart. */
  readonly members: (readonly [minute: number, total: number, member?: string])[];
}

/** Lines that rode on updates of an app, and who sent those. */
export type Ridden = readonly [lines: string, app: string, source: string];

/** Totals that a shard hands up together, once. */
export interface Rollup {
  /** Grows from one to the next of a shard. */
  readonly seq: number;
  readonly keys: readonly RolledKey[];
  /** Absent where none rode. */
  readonly lines?: readonly Ridden[];
}

/** What a shard hands up beside totals: how busy it was. Nobody's accounts depend on it. */
export type Samples = readonly (readonly [host: string, sample: Sample])[];

/** All that the operator asks, as it is kept. */
export interface Asked {
  readonly version: number;
  readonly switches: readonly Switch[];
  readonly wishes: readonly Wish[];
}

/** All that is kept of one instance, but for its part of totals and sums: on its way to another shard. */
export interface Moved {
  readonly id: string;
  /** What remains of one that was forgotten: then there is nothing else. */
  readonly receipt?: string;
  readonly app: string;
  /** Columns of its row, in their order, without id and app. */
  readonly row: readonly (string | number | null)[];
  readonly keys: readonly (readonly [key: string, minute: number])[];
  /** Columns of `epoch` without the instance. */
  readonly epochs: readonly (readonly (string | number | null)[])[];
  readonly values: readonly (readonly [
    key: string,
    field: string,
    value: string | null,
    at: number,
  ])[];
  readonly items: readonly (readonly [key: string, value: string, at: number])[];
  readonly minute: number;
}

/** What a store does as one of several. */
export interface Part {
  /** The oldest totals that were taken and not settled, or else what there is; nothing where there is none. */
  take(): Rollup | undefined;
  /** Lines that rode on an update go with the next totals. */
  ride(lines: Ridden): void;
  /** Whether there are totals to take, or taken ones that are not settled. */
  waits(): boolean;
  /** The root has all up to this number. */
  settle(seq: number): void;
  /** Gives totals that were taken another number. */
  renumber(seq: number, to: number): void;
  /** Totals of an app, or of one key of it, that the root has not got; it has all up to `seq`. */
  ahead(seq: number, app: string, key?: string): RolledKey[];
  /** How many instances sent each key since a minute. */
  senders(app: string, minute: number): [key: string, instances: number][];
  /** Adds what a shard hands up, once; gives the number up to which it has been added. */
  receive(shard: string, rollup: Rollup): number;
  /** The number up to which a shard's totals have been added. */
  received(shard: string): number;
  /** The minutes and buckets of a window: `to` is not included. */
  span(window: Window): { readonly from: number; readonly to: number };
  /** Takes the root's wishes over, where they are newer. */
  obey(asked: Asked): void;
  asked(): Asked;
  /** Knows an app from now on that so far only a shard has heard of. */
  meet(app: string): void;
  hasApp(app: string): boolean;
  /** What is kept of an instance, which stays for now; nothing where there is none. */
  copy(instance: string): Moved | undefined;
  /** Takes an instance over from another shard; one that is known here stays as it is. */
  adopt(moved: Moved): void;
  /** Deletes an instance that another shard has taken over. */
  release(instance: string): void;
  knows(instance: string): boolean;
}
