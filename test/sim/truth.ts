// What really happened in one tab, noted by those who made it happen.
import type { Snapshot } from "../../src/collector/options.ts";
import type { Json } from "../../src/core/json.ts";
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
  /** Those that another tab, who had taken them over, took out of the storage. */
  readonly cleared: Map<string, { readonly by: Truth; readonly calls: number }>;
  /** The lives whose numbers it gives. */
  readonly epochs: Set<string>;
  /** Its updates that were in the storage when another tab had been quicker to take their life over: that one has or had them. */
  readonly taken: Set<string>;
  /** Dropped by it, before and after they were numbered, as it told last. */
  dropped: number;
  /** Of those, what was taken out of updates, of other tabs too. */
  lost: number;
  /** And what was dropped before it was numbered: in its present life, and in former ones. */
  droppedNow: number;
  droppedBefore: number;
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
    cleared: new Map(),
    epochs: new Set(),
    taken: new Set(),
    dropped: 0,
    lost: 0,
    droppedNow: 0,
    droppedBefore: 0,
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
  const now = sum(dropped);
  // It only ever grows: with less of it, a new life has begun.
  if (now < truth.droppedNow) truth.droppedBefore += truth.droppedNow;
  truth.droppedNow = now;
  truth.lost = sum(lost);
  truth.dropped = truth.droppedBefore + now + truth.lost;
}

/** The sealed updates among records. */
export function updatesIn(records: Readonly<Record<string, string | undefined>>): Update[] {
  return Object.entries(records).flatMap(([path, text]) => {
    if (!path.startsWith("sealed/") || text === undefined) return [];
    const update = JSON.parse(text) as Json as unknown as Update | null;
    return update?.epoch ? [update] : [];
  });
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

/** Calls of a tab that others dropped: that are nowhere else, and that those say they have lost. */
export function droppedByOthers(truth: Truth, accepted: ReadonlyMap<string, Update>): number {
  const calls = new Map<Truth, number>();
  for (const [id, each] of truth.cleared) {
    if (!truth.durable.has(id) && !accepted.has(id))
      calls.set(each.by, (calls.get(each.by) ?? 0) + each.calls);
  }
  return [...calls].reduce((total, [by, sum]) => total + Math.min(sum, by.lost), 0);
}

/** Calls that a dead tab may have taken with it: neither kept, nor refused. */
export function mayBeLost(truth: Truth, accepted: ReadonlyMap<string, Update>): number {
  return Math.max(0, truth.calls - truth.refused - keptCalls(truth, accepted));
}
