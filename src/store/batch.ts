// What waits for the next commit: additions only, so that dropping them undoes everything.
import type { Scalar } from "../core/json.ts";
import type { Kind } from "../core/tally.ts";
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
  /** The newest items of a list, as JSON text. */
  items: { readonly instance: string; readonly value: string; readonly at: number }[] | undefined;
}

/** What the batch adds to one instance. */
export interface InstanceAdditions {
  readonly known: KnownInstance;
  readonly firstAt: number;
  lastAt: number;
  expectNext: number;
  updates: number;
  duplicates: number;
  keysChanged: boolean;
  /** Epochs that were heard, and the last of them that was no duplicate. */
  readonly epochs: Set<string>;
  epoch: string | undefined;
  /** Values to write. */
  readonly values: Map<string, HeldText>;
}

/** All that is written in one transaction. */
export interface Batch {
  /** Minute (since 1970), then key. */
  readonly minutes: Map<number, Map<string, Additions>>;
  readonly instances: Map<string, InstanceAdditions>;
  /** Keys that no known key matches and that will be new. */
  readonly newKeys: Set<string>;
  /** Instances to forget, with what this batch had of them, and their receipts. */
  readonly forgotten: Map<string, { readonly receipt: string; readonly at: number }>;
  /** Members of `data`, and whole updates, that were not kept, by reason. */
  readonly refused: Map<string, number>;
}

/** A batch without anything. */
export function emptyBatch(): Batch {
  return {
    minutes: new Map(),
    instances: new Map(),
    newKeys: new Set(),
    forgotten: new Map(),
    refused: new Map(),
  };
}

/** Counts something that is not kept. */
export function refuse(batch: Batch, reason: string): void {
  batch.refused.set(reason, (batch.refused.get(reason) ?? 0) + 1);
}

/** The batch's additions to an instance, made when there are none. */
export function instanceIn(batch: Batch, known: KnownInstance, atMs: number): InstanceAdditions {
  const found = batch.instances.get(known.id);
  if (found) return found;
  const made: InstanceAdditions = {
    known,
    firstAt: atMs,
    lastAt: atMs,
    expectNext: 0,
    updates: 0,
    duplicates: 0,
    keysChanged: false,
    epochs: new Set(),
    epoch: known.epoch,
    values: new Map(),
  };
  batch.instances.set(known.id, made);
  return made;
}
