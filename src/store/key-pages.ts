// The keys of one app or of all, a page at a time, by app and name.
import type { Sql } from "../core/ports.ts";
import type { Wanted } from "../core/rows.ts";
import type { Kind } from "../core/tally.ts";

/** A key and whose it is. */
export interface NamedKey {
  readonly id: number;
  readonly app: string;
  readonly key: string;
  readonly kind: Kind;
  /** How many members it tells apart. */
  readonly members: number;
}

const APPS = "SELECT id, name FROM app WHERE ? IS NULL OR name = ? ORDER BY name";
const keysWhere = (condition: string) => `SELECT id, key, kind, members FROM key
  WHERE app = ? AND ${condition} ORDER BY key LIMIT ?`;
// A key may be empty: nothing lies before it.
const FIRST = keysWhere("key >= ?");
const NEXT = keysWhere("key > ?");
const ONE = keysWhere("key = ?");

/** Pages of at most `rows` keys; none is empty. */
export function* keyPages(
  sql: Sql,
  { app, key }: Wanted,
  rows: number,
): Generator<readonly NamedKey[], void, void> {
  for (const { id, name } of sql.all(APPS, app ?? null, app ?? null)) {
    for (let after: string | undefined; ; ) {
      const statement = key !== undefined ? ONE : after === undefined ? FIRST : NEXT;
      const page = sql
        .all(statement, id as number, key ?? after ?? "", rows)
        .map((row) => ({ app: name, ...row }) as unknown as NamedKey);
      if (page.length > 0) yield page;
      if (key !== undefined || page.length < rows) break;
      after = page.at(-1)?.key;
    }
  }
}
