// What an object keeps besides its store: the view, and who is leaving.
import type { Sql } from "../../core/ports.ts";
import { migrate } from "../../storage/migrate.ts";
import type { View } from "./peer.ts";

const TABLES = [
  "CREATE TABLE view (id INTEGER PRIMARY KEY, view TEXT NOT NULL) STRICT",
  // Given to its home by a view of this version.
  `CREATE TABLE leaving (
    instance TEXT PRIMARY KEY, home TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

/** An instance that another home was given, and that is kept until it has arrived there. */
export interface Leaving {
  readonly instance: string;
  readonly home: string;
}

/** The records of one object. */
export interface Records {
  /** Nothing before the root has told. */
  view(): View | undefined;
  /** Takes a view over; false when it is no news. */
  see(view: View): boolean;
  isLeaving(instance: string): boolean;
  /** Whether it was given by the view of this version. */
  wasGivenBy(instance: string, version: number): boolean;
  isAnyLeaving(): boolean;
  /** By the view as it is. */
  leave(instance: string, home: string, atMs: number): void;
  /** It has left, or stays after all. */
  settle(instance: string): void;
  /** Some of those who were given before `sinceMs`. */
  overdue(sinceMs: number, limit: number): Leaving[];
}

/** Reads them once. */
export function createRecords(sql: Sql): Records {
  migrate(sql, "objects", [TABLES]);
  const [row] = sql.all("SELECT view FROM view");
  let view = row && (JSON.parse(row["view"] as string) as View);
  const leaving = new Map(
    sql
      .all("SELECT instance, version FROM leaving")
      .map((each) => [each["instance"] as string, each["version"] as number]),
  );
  return {
    view: () => view,
    see(next) {
      if (view && next.version <= view.version) return false;
      sql.all("INSERT OR REPLACE INTO view VALUES (1, ?)", JSON.stringify(next));
      view = next;
      return true;
    },
    isLeaving: (instance) => leaving.has(instance),
    wasGivenBy: (instance, version) => leaving.get(instance) === version,
    isAnyLeaving: () => leaving.size > 0,
    leave(instance, home, atMs) {
      const version = view?.version ?? 0;
      sql.all("INSERT OR REPLACE INTO leaving VALUES (?, ?, ?, ?)", instance, home, version, atMs);
      leaving.set(instance, version);
    },
    settle(instance) {
      if (!leaving.has(instance)) return;
      sql.all("DELETE FROM leaving WHERE instance = ?", instance);
      leaving.delete(instance);
    },
    overdue: (sinceMs, limit) =>
      leaving.size === 0
        ? []
        : (sql.all(
            "SELECT instance, home FROM leaving WHERE at <= ? ORDER BY at LIMIT ?",
            sinceMs,
            limit,
          ) as unknown as Leaving[]),
  };
}

/** What the root sees with so many shards, after what it saw before. */
export function nextView(before: View | undefined, shards: number): View {
  if (!before) return { version: 1, shards, former: [] };
  if (before.shards === shards) return before;
  const former = new Set([...before.former, before.shards]);
  former.delete(shards);
  return { version: before.version + 1, shards, former: [...former] };
}
