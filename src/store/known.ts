// What the store remembers of its database, so that an update costs no query. Never more than a copy:
// whatever goes wrong, it is forgotten and read again.
import type { Scalar } from "../core/json.ts";
import { MAX_CACHED, MAX_KEY_CHARS, MAX_KEYS } from "../core/limits.ts";
import type { Sql } from "../core/ports.ts";
import { isStorable } from "../core/storable.ts";
import type { Kind } from "../core/tally.ts";
import type { Batch, KnownInstance } from "./batch.ts";
import type { Runs } from "./runs.ts";
import { nothingSeen } from "./seen.ts";

/** A key as the database has it. */
export interface KnownKey {
  readonly id: number;
  kind: Kind;
  /** The minute in which its row was last written. */
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
  runs(instance: KnownInstance, epoch: string): Runs;
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
    runs(instance, epoch) {
      const found = instance.epochs.get(epoch);
      if (found) return found;
      const runs = instance.minute < 0 ? [] : readRuns(sql, instance.id, epoch);
      instance.epochs.set(epoch, runs);
      return runs;
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

type Weighing = "keys" | "held" | "epochs" | "seen";

/** In units of `MAX_CACHED`: about 100 bytes each. */
function weigh({ keys, held, epochs, seen }: Pick<KnownInstance, Weighing>): number {
  return 2 + keys.size + 2 * held.size + epochs.size + seen.bits.byteLength / 100;
}

function readKeys(sql: Sql): Map<string, KnownKey> {
  const rows = sql.all(
    "SELECT id, key, kind, (SELECT count(*) FROM member WHERE member.key = key.id) AS members FROM key",
  );
  return new Map(
    rows.map((row) => [
      row["key"] as string,
      {
        id: row["id"] as number,
        kind: row["kind"] as Kind,
        minute: -1,
        memberCount: row["members"] as number,
        members: new Map(),
        untrimmed: 0,
      },
    ]),
  );
}

function readInstance(sql: Sql, id: string, names: ReadonlyMap<number, string>): KnownInstance {
  const [row] = sql.all(
    `SELECT epoch, runs, minute, keys FROM instance i JOIN instance_keys k ON k.instance = i.id
     WHERE i.id = ?`,
    id,
  );
  const known = {
    id,
    keys: new Map(),
    seen: nothingSeen(),
    held: new Map(),
    epochs: new Map(),
  };
  if (!row) return { ...known, epoch: undefined, minute: -1, weight: weigh(known) };
  for (const [minute, keys] of keysByMinute(row["keys"] as string)) {
    for (const key of keys) known.keys.set(names.get(key), minute);
  }
  const epoch = (row["epoch"] as string | null) ?? undefined;
  if (epoch !== undefined) known.epochs.set(epoch, JSON.parse(row["runs"] as string));
  return { ...known, epoch, minute: row["minute"] as number, weight: weigh(known) };
}

/** Reads the column `keys` of an instance. */
export function keysByMinute(text: string): [minute: number, keys: number[]][] {
  const entries = Object.entries(JSON.parse(text) as Record<string, number[]>);
  return entries.map(([minute, keys]) => [Number(minute), keys]);
}

function readRuns(sql: Sql, instance: string, epoch: string): Runs {
  const statement = "SELECT runs FROM epoch WHERE instance = ? AND epoch = ?";
  const [row] = sql.all(statement, instance, epoch);
  return row ? (JSON.parse(row["runs"] as string) as Runs) : [];
}
