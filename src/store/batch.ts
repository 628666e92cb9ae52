// What waits for the next commit: additions only, so that dropping them undoes everything.
import type { Scalar } from "../core/json.ts";
import type { Kind } from "../core/tally.ts";
import type { KnownApp } from "./app.ts";
import type { HeldText, KnownInstance } from "./instance.ts";

/** What one minute adds to one key. */
export interface Additions {
  /** Number of the key; 0 when it is new. */
  readonly id: number;
  kind: Kind;
  total: number;
  lastAt: number;
  /** Counts by member; `undefined` stands for those not told apart. */
  members: Map<Scalar | undefined, number> | undefined;
  /** The newest items of a list, as JSON text, and how many there were. */
  items: { readonly instance: string; readonly value: string; readonly at: number }[] | undefined;
  itemCount: number;
}

/** What one minute adds to one app. */
export interface Cell {
  readonly app: KnownApp;
  readonly minute: number;
  readonly keys: Map<string, Additions>;
}

/** What an instance says about one value. */
export interface ValueAdditions {
  /** Replaces all there was; null when `fields` have what it is made of. */
  whole: { readonly value: string | null; readonly at: number } | undefined;
  /** Made when there is one: most values have none. */
  fields: Map<string, HeldText> | undefined;
}

/** A key came again from an instance: `from` is the minute of the last time, absent when there was none. */
export interface KeyMove {
  readonly app: KnownApp;
  readonly key: string;
  readonly from: number | undefined;
  /** Absent when that is not noted any more. */
  readonly to?: number;
}

/** What the batch adds to one instance. */
export interface InstanceAdditions {
  readonly known: KnownInstance;
  /** The app it is heard for. */
  app: KnownApp;
  readonly firstAt: number;
  lastAt: number;
  expectNext: number;
  updates: number;
  duplicates: number;
  keysChanged: boolean;
  /** Made when there is one: in most minutes most instances send the same keys again. */
  moves: KeyMove[] | undefined;
  /** Epochs that were heard, and the last of them that was no duplicate. */
  readonly epochs: Set<string>;
  epoch: string | undefined;
  /** Values to write, by key. */
  readonly values: Map<string, ValueAdditions>;
}

/** An instance to forget, and what is noted of it. */
export interface Forgotten {
  readonly receipt: string;
  readonly at: number;
  readonly known: KnownInstance;
}

/** All that is written in one transaction. */
export interface Batch {
  /** By app and minute in one number: see `cellIn`. */
  readonly cells: Map<number, Cell>;
  readonly instances: Map<string, InstanceAdditions>;
  /** Keys that no known key matches and that will be new. */
  readonly newKeys: Map<KnownApp, Set<string>>;
  /** Instances to forget, with what this batch had of them. */
  readonly forgotten: Forgotten[];
  /** Members of `data`, and whole updates, that were not kept, by app and reason. */
  readonly refused: Map<KnownApp, Map<string, number>>;
}

/** A batch without anything. */
export function emptyBatch(): Batch {
  return {
    cells: new Map(),
    instances: new Map(),
    newKeys: new Map(),
    forgotten: [],
    refused: new Map(),
  };
}

/** Counts something that is not kept. */
export function refuse(batch: Batch, app: KnownApp, reason: string, count: number = 1): void {
  let counts = batch.refused.get(app);
  if (!counts) {
    counts = new Map();
    batch.refused.set(app, counts);
  }
  counts.set(reason, (counts.get(reason) ?? 0) + count);
}

/** More than there are minutes in 8,000 years: numbers of cells stay whole. */
const APP_STEP = 2 ** 32;

/** The batch's additions to an app in a minute, made when there are none. */
export function cellIn(batch: Batch, app: KnownApp, minute: number): Cell {
  const number = app.id * APP_STEP + minute;
  const found = batch.cells.get(number);
  if (found) return found;
  const made = { app, minute, keys: new Map() };
  batch.cells.set(number, made);
  return made;
}

/** The batch's additions to an instance, made when there are none. */
export function instanceIn(
  batch: Batch,
  known: KnownInstance,
  app: KnownApp,
  atMs: number,
): InstanceAdditions {
  const found = batch.instances.get(known.id);
  if (found) return found;
  const made: InstanceAdditions = {
    known,
    // One that is heard for another app moves there first.
    app: known.app ?? app,
    firstAt: atMs,
    lastAt: atMs,
    expectNext: 0,
    updates: 0,
    duplicates: 0,
    keysChanged: false,
    moves: undefined,
    epochs: new Set(),
    epoch: known.epoch,
    values: new Map(),
  };
  batch.instances.set(known.id, made);
  return made;
}
