// What really happened in one tab, noted by those who made it happen.
import type { Snapshot } from "../../src/collector/options.ts";
import type { Update } from "../../src/core/update.ts";
import { idOf } from "./site.ts";

/** The account of one tab, in calls. */
export interface Truth {
  /** Verbs called while the user agreed. */
  calls: number;
  /** Of those, the ones refused at the call. */
  refused: number;
  /** When each was called. */
  readonly atMs: number[];
  /** Its own updates that are or were in the storage, and the calls in them. */
  readonly durable: Map<string, number>;
  /** The lives whose numbers it gives. */
  readonly epochs: Set<string>;
  /** Dropped by it, before and after they were numbered, as it told last. */
  dropped: number;
  /** Looks inside its collector. */
  look(): Snapshot;
}

/** Nothing has happened. */
export function nothingHappened(): Truth {
  return {
    calls: 0,
    refused: 0,
    atMs: [],
    durable: new Map(),
    epochs: new Set(),
    dropped: 0,
    look: () => ({}) as Snapshot,
  };
}

/** All numbers of a record. */
export function sum(record: Readonly<Record<string, number>> = {}): number {
  return Object.values(record).reduce((total, each) => total + each, 0);
}

/** Looks once more at what a collector says that it dropped. */
export function noteDrops(truth: Truth): void {
  const { dropped, lost } = truth.look();
  truth.dropped = sum(dropped) + sum(lost);
}

/** Calls of an update as it was sealed: those taken out later are named in it. */
export function callsOf(update: Update): number {
  return (update.calls ?? 0) + sum(update.lost);
}

/** Calls of a tab that are or were in its storage, or have come to the server. */
export function keptCalls(truth: Truth, accepted: ReadonlyMap<string, Update>): number {
  const ids = new Map(truth.durable);
  for (const update of accepted.values()) {
    const id = idOf(update);
    if (truth.epochs.has(update.epoch ?? ""))
      ids.set(id, Math.max(ids.get(id) ?? 0, callsOf(update)));
  }
  return [...ids.values()].reduce((total, calls) => total + calls, 0);
}

/** Calls that a dead tab may have taken with it: neither kept, nor refused. */
export function mayBeLost(truth: Truth, accepted: ReadonlyMap<string, Update>): number {
  return Math.max(0, truth.calls - truth.refused - keptCalls(truth, accepted));
}
