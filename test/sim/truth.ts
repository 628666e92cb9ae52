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
  /** The life whose numbers it gives. */
  epoch?: string;
  /** Dropped by it, by reason, as it told last. */
  dropped: Readonly<Record<string, number>>;
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
    dropped: {},
    look: () => ({}) as Snapshot,
  };
}

/** All numbers of a record. */
export function sum(record: Readonly<Record<string, number>> = {}): number {
  return Object.values(record).reduce((total, each) => total + each, 0);
}

/** Calls of an update as it was sealed: those taken out later are named in it. */
export function callsOf(update: Update): number {
  return (update.calls ?? 0) + sum(update.lost);
}

/** Calls that a tab may have taken with it: neither in the storage, nor at the server, nor refused. */
export function mayBeLost(truth: Truth, accepted: ReadonlyMap<string, Update>): number {
  const ids = new Map(truth.durable);
  for (const update of accepted.values()) {
    const id = idOf(update);
    if (update.epoch === truth.epoch) ids.set(id, Math.max(ids.get(id) ?? 0, callsOf(update)));
  }
  const kept = [...ids.values()].reduce((total, calls) => total + calls, 0);
  return Math.max(0, truth.calls - truth.refused - kept);
}
