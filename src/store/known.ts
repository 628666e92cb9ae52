// What the store remembers of its database, so that an update costs no query. Never more than a copy:
// whatever goes wrong, it is forgotten and read again.
import type { Scalar } from "../core/json.ts";
import { MAX_KEY_CHARS } from "../core/limits.ts";
import type { Sql } from "../core/ports.ts";
import { isStorable } from "../core/storable.ts";
import { MAX_APPS, MAX_CACHED, MAX_KEYS } from "../core/store-limits.ts";
import type { Kind } from "../core/tally.ts";
import { addApp, addKey, type KnownApp, type KnownKey, type KnownMember, readApps } from "./app.ts";
import type { Batch } from "./batch.ts";
import { type Epoch, newEpoch, readEpoch } from "./epoch.ts";
import { type KnownInstance, newInstance, trimEpochs, weigh } from "./instance.ts";
import { keysByMinute } from "./instance-keys.ts";
import { receiptOf } from "./receipt.ts";

/** The copy. */
export interface Known {
  /** An app, which is made when it is new; nothing when there are too many. */
  app(name: string): KnownApp | undefined;
  /** An app that is there already. */
  findApp(name: string): KnownApp | undefined;
  /** Makes a key that is new, and came at `atMs`. */
  addKey(app: KnownApp, name: string, kind: Kind, atMs: number): KnownKey;
  addMember(key: KnownKey, value: Scalar, member: KnownMember): void;
  instance(id: string): KnownInstance;
  /** An instance that is remembered. */
  remembered(id: string): KnownInstance | undefined;
  /** An epoch that was heard before. */
  epoch(instance: KnownInstance, name: string): Epoch | undefined;
  addEpoch(instance: KnownInstance, name: string): Epoch;
  dropEpoch(instance: string, name: string): void;
  /** Knows nothing of an instance any more but its receipt. */
  forgetInstance(id: string, receipt: string): void;
  /** Reads an instance again when it is asked for. */
  dropInstance(id: string): void;
  /** The number of a key that may be added to a batch, 0 when it is new; or why it may not. */
  admit(app: KnownApp, key: string, batch: Batch): number | string;
  /** After a failed commit: what is remembered may be wrong. */
  forget(): void;
  /** After a commit: starts anew when too much is remembered. */
  trim(batch: Batch): void;
}

/** Remembers what `sql` holds, as it is asked for. `maxKeys` is `MAX_KEYS` but in tests. */
export function createKnown(
  sql: Sql,
  maxKeys: number = MAX_KEYS,
  maxCached: number = MAX_CACHED,
): Known {
  let apps: Map<string, KnownApp> | undefined;
  const names = new Map<number, string>();
  const instances = new Map<string, KnownInstance>();
  let weight = 0;

  return {
    app(name) {
      const held = allApps();
      const found = held.get(name);
      if (found || held.size >= MAX_APPS) return found;
      const made = addApp(sql, name);
      held.set(name, made);
      return made;
    },
    findApp: (name) => allApps().get(name),
    addKey(app, name, kind, atMs) {
      const key = addKey(sql, app, name, kind, atMs);
      names.set(key.id, name);
      return key;
    },
    addMember(key, value, member) {
      key.members.set(value, member);
      weight += 1 + String(value).length / 100;
    },
    instance(id) {
      const found = instances.get(id);
      if (found) return found;
      const known = readInstance(sql, id, allApps(), names);
      instances.set(id, known);
      weight += known.weight;
      return known;
    },
    remembered: (id) => instances.get(id),
    epoch(instance, name) {
      const found = instance.epochs.get(name);
      if (found || instance.minute < 0) return found;
      const [row] = sql.all(EPOCH, instance.id, name);
      return row && addEpoch(instance, name, readEpoch(row));
    },
    addEpoch: (instance, name) => addEpoch(instance, name, newEpoch()),
    dropEpoch: (instance, name) => void instances.get(instance)?.epochs.delete(name),
    forgetInstance(id, receipt) {
      weight -= instances.get(id)?.weight ?? 0;
      const forgotten = newInstance(id, receipt);
      instances.set(id, forgotten);
      weight += forgotten.weight;
    },
    dropInstance(id) {
      weight -= instances.get(id)?.weight ?? 0;
      instances.delete(id);
    },
    admit(app, key, batch) {
      const found = app.keys.get(key);
      if (found) return found.id;
      const added = batch.newKeys.get(app);
      if (added?.has(key)) return 0;
      if (key.length > MAX_KEY_CHARS) return "key-length";
      if (!isStorable(key)) return "key-text";
      if (app.keys.size + (added?.size ?? 0) >= maxKeys) return "keys";
      if (added) added.add(key);
      else batch.newKeys.set(app, new Set([key]));
      return 0;
    },
    forget,
    trim(batch) {
      for (const { known } of batch.instances.values()) {
        if (instances.get(known.id) !== known) continue;
        trimEpochs(known);
        weight -= known.weight;
        known.weight = weigh(known);
        weight += known.weight;
      }
      if (weight > maxCached) forget();
    },
  };

  function allApps(): Map<string, KnownApp> {
    if (apps) return apps;
    apps = readApps(sql);
    for (const { keys } of apps.values()) for (const [name, { id }] of keys) names.set(id, name);
    return apps;
  }

  function forget() {
    apps = undefined;
    names.clear();
    instances.clear();
    weight = 0;
  }
}

const EPOCH = `SELECT runs, account, seen_at AS last_at FROM epoch
  WHERE instance = ? AND epoch = ?`;

function addEpoch({ epochs }: KnownInstance, name: string, epoch: Epoch): Epoch {
  epochs.set(name, epoch);
  return epoch;
}

function readInstance(
  sql: Sql,
  id: string,
  apps: ReadonlyMap<string, KnownApp>,
  names: ReadonlyMap<number, string>,
): KnownInstance {
  const [row] = sql.all(
    `SELECT epoch, runs, account, last_seen AS last_at, first_seen, app, minute, keys
     FROM instance i JOIN instance_keys k ON k.instance = i.id WHERE i.id = ?`,
    id,
  );
  if (!row) return newInstance(id, readReceipt(sql, id));
  const known: KnownInstance = {
    ...newInstance(id),
    app: [...apps.values()].find((app) => app.id === row["app"]),
    firstAt: row["first_seen"] as number,
    epoch: (row["epoch"] as string | null) ?? undefined,
    minute: row["minute"] as number,
  };
  for (const [minute, keys] of keysByMinute(row["keys"] as string)) {
    for (const key of keys) {
      const name = names.get(key);
      if (name !== undefined) known.keys.set(name, minute);
    }
  }
  if (known.epoch !== undefined) known.epochs.set(known.epoch, readEpoch(row));
  known.weight = weigh(known);
  return known;
}

function readReceipt(sql: Sql, instance: string): string | undefined {
  const [row] = sql.all("SELECT id FROM receipt WHERE id = ?", receiptOf(instance));
  return row?.["id"] as string | undefined;
}
