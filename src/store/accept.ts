// One update is taken into a batch: counted when it is new, known when it came before, or turned away.
import { EPOCH_RETENTION_MS } from "../core/store-limits.ts";
import type { Accepted } from "../core/tally.ts";
import type { Update } from "../core/update.ts";
import { enter } from "./account.ts";
import type { KnownApp } from "./app.ts";
import { type Batch, type InstanceAdditions, instanceIn, refuse } from "./batch.ts";
import type { Epoch } from "./epoch.ts";
import { filedAt, sealedAt } from "./filing.ts";
import { fold } from "./fold.ts";
import type { KnownInstance } from "./instance.ts";
import type { Known } from "./known.ts";
import { receiptOf } from "./receipt.ts";
import { ackOf, addSeq } from "./runs.ts";

/** Adds an update to a batch, and says what becomes of it once that is committed. May throw before it adds. */
export type Accept = (
  batch: Batch,
  app: string,
  update: Update,
  atMs: number,
  expectNextMs: number,
) => Accepted;

/** Accepts what `known` does not know yet, from `maxInstances` of each app at the most. */
export function createAccept(known: Known, maxInstances: number): Accept {
  return add;

  function add(
    batch: Batch,
    appName: string,
    update: Update,
    atMs: number,
    expectNextMs: number,
  ): Accepted {
    // What reads the database comes first: it may throw, and nothing is added yet.
    const app = known.app(appName);
    if (!app) return { fresh: false, full: "apps" };
    const instance = known.instance(update.instance_id);
    if (update.forget || instance.receipt !== undefined)
      return forgo(batch, app, instance, update, atMs);
    const { epoch: name, seq } = update;
    const numbered = name !== undefined && seq !== undefined;
    const sealedMs = sealedAt(update);
    const heard = numbered ? known.epoch(instance, name) : undefined;
    if (numbered && !heard && mayBeForgotten(instance, sealedMs, atMs)) {
      refuse(batch, app, "expired");
      return { fresh: false, ack: seq };
    }
    if (!hasRoomFor(batch, app, instance)) {
      refuse(batch, app, "instances");
      return { fresh: false, full: "instances" };
    }

    const additions = instanceIn(batch, instance, app, atMs);
    if (additions.app !== app) moveTo(additions, app);
    additions.lastAt = atMs;
    additions.expectNext = expectNextMs;
    const epoch = numbered ? (heard ?? known.addEpoch(instance, name)) : undefined;
    const fresh = !epoch || take(epoch, update, atMs);
    if (fresh) {
      additions.updates += 1;
      fold(batch, additions, update, filedAt(sealedMs, atMs), known.admit);
    } else additions.duplicates += 1;
    if (!epoch) return { fresh };
    additions.epochs.add(name as string);
    if (fresh) additions.epoch = name;
    return { fresh, ack: ackOf(epoch.runs) };
  }

  /** Deletes an instance with the next commit, or turns away one that was deleted. */
  function forgo(
    batch: Batch,
    app: KnownApp,
    instance: KnownInstance,
    update: Update,
    at: number,
  ): Accepted {
    const { id, receipt = receiptOf(id) } = instance;
    if (instance.receipt === undefined) {
      batch.forgotten.push({ receipt, at, known: instance });
      known.forgetInstance(id, receipt);
    } else if (!update.forget) refuse(batch, app, "forgotten");
    return {
      fresh: false,
      ...(update.seq !== undefined && { ack: update.seq }),
      ...(update.forget && { receipt }),
    };
  }

  function hasRoomFor(batch: Batch, app: KnownApp, instance: KnownInstance): boolean {
    // One that comes from another app needs room as well: apps could be filled by moving otherwise.
    if ((batch.instances.get(instance.id)?.app ?? instance.app) === app) return true;
    let added = 0;
    if (app.instances + batch.instances.size >= maxInstances) {
      for (const other of batch.instances.values()) {
        added += Number(other.app === app) - Number(other.known.app === app);
      }
    }
    return app.instances + added < maxInstances;
  }
}

/** An instance is heard for another app: what it sent to the former is not noted of it any more. */
function moveTo(additions: InstanceAdditions, app: KnownApp): void {
  const { known } = additions;
  additions.moves ??= [];
  for (const [key, from] of known.keys) additions.moves.push({ app: additions.app, key, from });
  known.keys.clear();
  known.held.clear();
  known.seen.minute = -1;
  known.seen.bits.fill(0);
  additions.values.clear();
  additions.keysChanged = true;
  additions.app = app;
}

/** Enters an update into its epoch; false when it had come before. Of two with one number the first wins. */
function take(epoch: Epoch, update: Update, atMs: number): boolean {
  const { runs, account } = epoch;
  epoch.lastAt = atMs;
  const fresh = addSeq(runs, update.seq as number);
  if (fresh) enter(account, update, runs);
  else account.duplicates += 1;
  return fresh;
}

/** Whether an update of an unknown epoch may have been counted before that epoch was forgotten. */
function mayBeForgotten({ firstAt }: KnownInstance, sealedMs: number, atMs: number): boolean {
  const sinceMs = atMs - EPOCH_RETENTION_MS;
  return firstAt < sinceMs && sealedMs < sinceMs;
}
