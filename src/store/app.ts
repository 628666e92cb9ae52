// One app, as the store remembers it: its keys, and how much it has.
import type { Scalar } from "../core/json.ts";
import type { Sql, SqlRow } from "../core/ports.ts";
import { MAX_LIST_ITEMS, MINUTE_MS } from "../core/store-limits.ts";
import type { Kind } from "../core/tally.ts";

/** A member of a key, and the newest minute in which it came. */
export interface KnownMember {
  readonly id: number;
  minute: number;
}

/** A key as the database has it. */
export interface KnownKey {
  readonly id: number;
  kind: Kind;
  /** The newest minute in which it came, and for which its row was written. */
  minute: number;
  /** How many members it has, and those met lately. */
  memberCount: number;
  readonly members: Map<Scalar, KnownMember>;
  /** Items added since older ones were last removed. */
  untrimmed: number;
}

/** An app as the database has it. */
export interface KnownApp {
  readonly id: number;
  readonly name: string;
  readonly keys: Map<string, KnownKey>;
  instances: number;
  /** Of all its keys. */
  members: number;
}

/** All apps and their keys. */
export function readApps(sql: Sql): Map<string, KnownApp> {
  const apps = new Map<number, KnownApp>();
  for (const row of sql.all("SELECT id, name, instances, members FROM app")) {
    const app = { ...row, keys: new Map() } as unknown as KnownApp;
    apps.set(app.id, app);
  }
  for (const row of sql.all("SELECT id, app, key, kind, last_at, members FROM key")) {
    apps.get(row["app"] as number)?.keys.set(row["key"] as string, keyOf(row));
  }
  return new Map([...apps.values()].map((app) => [app.name, app]));
}

function keyOf(row: SqlRow): KnownKey {
  return {
    id: row["id"] as number,
    kind: row["kind"] as Kind,
    minute: Math.floor((row["last_at"] as number) / MINUTE_MS),
    memberCount: row["members"] as number,
    members: new Map(),
    // Nobody knows any more: where too much is remembered keys are read anew often, and lists would only grow.
    untrimmed: MAX_LIST_ITEMS,
  };
}

/** Makes a row for a key that is new in an app. */
export function addKey(
  sql: Sql,
  { id, keys }: KnownApp,
  name: string,
  kind: Kind,
  atMs: number,
): KnownKey {
  const [row] = sql.all(ADD_KEY, id, name, kind, atMs);
  const key = Object.assign(keyOf(row as SqlRow), { untrimmed: 0 });
  keys.set(name, key);
  return key;
}

const ADD_KEY = `INSERT INTO key (app, key, kind, last_at) VALUES (?, ?, ?, ?)
  RETURNING id, kind, last_at, members`;

/** Makes a row for an app that is new. */
export function addApp(sql: Sql, name: string): KnownApp {
  const [row] = sql.all("INSERT INTO app (name) VALUES (?) RETURNING id", name);
  return { id: row?.["id"] as number, name, keys: new Map(), instances: 0, members: 0 };
}
