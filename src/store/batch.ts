// What waits for the next commit: additions only, so that dropping them undoes everything.
import type { Scalar } from "../core/json.ts";
import type { Kind } from "../core/tally.ts";
import type { Runs } from "./runs.ts";
import type { Seen } from "./seen.ts";

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

/** What is known of an instance without asking the database; forgotten when a commit fails. */
export interface KnownInstance {
  readonly id: string;
  /** The epoch heard last, which the row of the instance carries. */
  epoch: string | undefined;
  /** The minute in which its keys were last written; -1 when the database has no row of it. */
  minute: number;
  /** Key to the minute in which it last came. */
  readonly keys: Map<string, number>;
  /** What `keys` has of the running minute, for numbered keys. */
  readonly seen: Seen;
  /** Key to its last value, as JSON text, and the minute in which it was written. */
  readonly held: Map<string, { readonly value: string; readonly minute: number }>;
  readonly epochs: Map<string, Runs>;
  /** What it counted against `MAX_CACHED` when it was last looked at. */
  weight: number;
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
  /** Epochs whose runs changed, and the last of them. */
  readonly epochs: Set<string>;
  epoch: string | undefined;
  /** Values to write, as JSON text. */
  readonly values: Map<string, { readonly value: string; readonly at: number }>;
}

/** All that is written in one transaction. */
export interface Batch {
  /** Minute (since 1970), then key. */
  readonly minutes: Map<number, Map<string, Additions>>;
  readonly instances: Map<string, InstanceAdditions>;
  /** Keys that no known key matches and that will be new. */
  readonly newKeys: Set<string>;
  /** Members of `data` that were not kept, by reason. */
  readonly refused: Map<string, number>;
}

/** A batch without anything. */
export function emptyBatch(): Batch {
  return { minutes: new Map(), instances: new Map(), newKeys: new Set(), refused: new Map() };
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
