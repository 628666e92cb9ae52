// What the store remembers of its database, so that an update costs no query. Never more than a copy:
// whatever goes wrong, it is forgotten and read again.
import type { Scalar } from "../core/json.ts";
import { MAX_CACHED, MAX_KEY_CHARS, MAX_KEYS, MINUTE_MS } from "../core/limits.ts";
import type { Sql } from "../core/ports.ts";
import { isStorable } from "../core/storable.ts";
import type { Kind } from "../core/tally.ts";
import type { Batch } from "./batch.ts";
import { type Epoch, newEpoch, readEpoch } from "./epoch.ts";
import { type KnownInstance, newInstance, trimEpochs, weigh } from "./instance.ts";
import { receiptOf } from "./receipt.ts";

/** A key as the database has it. */
export interface KnownKey {
  readonly id: number;
  kind: Kind;
  /** The newest minute in which it came, and for which its row was written. */
  minute: number;
  /** How many members it has, and the numbers of those met lately. */
  memberCount: number;
  readonly members: Map<Scalar, number>;
  /** Items added since older ones were last removed. */
  untrimmed: number;
}

/** The copy. */
export interface Known {
  key(name: string): KnownKey | undefined;
  addKey(name: string, key: KnownKey): void;
  addMember(key: KnownKey, value: Scalar, id: number): void;
  instance(id: string): KnownInstance;
  /** An epoch that was heard before. */
  epoch(instance: KnownInstance, name: string): Epoch | undefined;
  addEpoch(instance: KnownInstance, name: string): Epoch;
  dropEpoch(instance: string, name: string): void;
  /** Knows nothing of an instance any more but its receipt. */
  forgetInstance(id: string, receipt: string): void;
  /** The number of a key that may be added to a batch, 0 when it is new; or why it may not. */
  admit(key: string, batch: Batch): number | string;
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
  let keys: Map<string, KnownKey> | undefined;
  const names = new Map<number, string>();
  const instances = new Map<string, KnownInstance>();
  let weight = 0;

  return {
    key: (name) => allKeys().get(name),
    addKey(name, key) {
      allKeys().set(name, key);
      names.set(key.id, name);
    },
    addMember(key, value, id) {
      key.members.set(value, id);
      weight += 1;
    },
    instance(id) {
      const found = instances.get(id);
      if (found) return found;
      allKeys();
      const known = readInstance(sql, id, names);
      instances.set(id, known);
      weight += known.weight;
      return known;
    },
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
    admit(key, batch) {
      const held = allKeys();
      const found = held.get(key);
      if (found) return found.id;
      if (batch.newKeys.has(key)) return 0;
      if (key.length > MAX_KEY_CHARS) return "key-length";
      if (!isStorable(key)) return "key-text";
      if (held.size + batch.newKeys.size >= maxKeys) return "keys";
      batch.newKeys.add(key);
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

  function allKeys(): Map<string, KnownKey> {
    if (keys) return keys;
    keys = readKeys(sql);
    for (const [name, { id }] of keys) names.set(id, name);
    return keys;
  }

  function forget() {
    keys = undefined;
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

function readKeys(sql: Sql): Map<string, KnownKey> {
  const rows = sql.all(
    "SELECT id, key, kind, last_at, (SELECT count(*) FROM member WHERE member.key = key.id) AS members FROM key",
  );
  return new Map(
    rows.map((row) => [
      row["key"] as string,
      {
        id: row["id"] as number,
        kind: row["kind"] as Kind,
        minute: Math.floor((row["last_at"] as number) / MINUTE_MS),
        memberCount: row["members"] as number,
        members: new Map(),
        untrimmed: 0,
      },
    ]),
  );
}

function readInstance(sql: Sql, id: string, names: ReadonlyMap<number, string>): KnownInstance {
  const [row] = sql.all(
    `SELECT epoch, runs, account, last_seen AS last_at, first_seen, minute, keys
     FROM instance i JOIN instance_keys k ON k.instance = i.id WHERE i.id = ?`,
    id,
  );
  if (!row) return newInstance(id, readReceipt(sql, id));
  const known: KnownInstance = {
    ...newInstance(id),
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

/** Reads the column `keys` of an instance. */
export function keysByMinute(text: string): [minute: number, keys: number[]][] {
  const entries = Object.entries(JSON.parse(text) as Record<string, number[]>);
  return entries.map(([minute, keys]) => [Number(minute), keys]);
}
