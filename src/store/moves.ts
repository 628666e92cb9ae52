// Instances that move from shard to shard: all that is kept of one, but for its part of totals and sums.
import type { Moved, Part } from "../core/part.ts";
import type { Clock, Sql, SqlValue } from "../core/ports.ts";
import { MINUTE_MS } from "../core/store-limits.ts";
import type { KnownApp } from "./app.ts";
import { forgetHeld, forgetOwn } from "./forget.ts";
import type { KnownInstance } from "./instance.ts";
import { keysText } from "./instance-keys.ts";
import type { Known } from "./known.ts";
import type { Latests } from "./latest.ts";
import { receiptOf } from "./receipt.ts";

/** What instances are moved with. */
export interface MovesOptions {
  readonly sql: Sql;
  readonly known: Known;
  readonly latests: Latests;
  /** Nothing may wait for a commit while an instance moves. */
  readonly flush: () => void;
  /** After a transaction that failed: what is remembered may be wrong. */
  readonly forget: () => void;
  readonly clock: Clock;
}

const COLUMNS = [
  "first_seen",
  "last_seen",
  "expect_next",
  "updates",
  "duplicates",
  "epoch",
  "runs",
  "account",
];
const ROW = `SELECT ${COLUMNS.join(", ")} FROM instance WHERE id = ?`;
const EPOCHS = "SELECT epoch, runs, seen_at, account FROM epoch WHERE instance = ?";
const KEY_IDS = "SELECT value FROM json_each(?)";
const VALUES = `SELECT k.key, field, value, at FROM value v CROSS JOIN key k ON k.id = v.key
  WHERE v.key IN (${KEY_IDS}) AND v.instance = ?`;
const ITEMS = `SELECT k.key, value, at FROM item i CROSS JOIN key k ON k.id = i.key
  WHERE i.key IN (${KEY_IDS}) AND i.instance = ? ORDER BY i.id`;
const IS_HERE =
  "SELECT 1 FROM instance WHERE id = ? UNION ALL SELECT 1 FROM receipt WHERE id = ? LIMIT 1";
const COUNT = "UPDATE app SET instances = ? WHERE id = ?";

/** Makes both sides of a move. */
export function createMoves(
  options: MovesOptions,
): Pick<Part, "copy" | "adopt" | "release" | "knows"> {
  const { sql, known, latests, flush, forget, clock } = options;
  return {
    knows(id) {
      const remembered = known.remembered(id);
      if (remembered && isHere(remembered)) return true;
      // What is asked for is not remembered: anybody may ask, by a new name each time.
      return sql.all(IS_HERE, id, receiptOf(id)).length > 0;
    },
    copy(id) {
      flush();
      const instance = known.instance(id);
      const { app, receipt, keys, minute } = instance;
      if (!app) {
        if (receipt !== undefined) return { ...NOTHING, id, receipt };
        known.dropInstance(id);
        return undefined;
      }
      const ids = idsOf(instance);
      const rows = <T>(statement: string, ...values: SqlValue[]) =>
        sql.all(statement, ...values).map((row) => Object.values(row)) as T;
      return {
        id,
        app: app.name,
        row: rows<SqlValue[][]>(ROW, id)[0] as SqlValue[],
        keys: [...keys],
        epochs: rows<Moved["epochs"]>(EPOCHS, id),
        values: rows<Moved["values"]>(VALUES, ids, id),
        items: rows<Moved["items"]>(ITEMS, ids, id),
        minute,
      };
    },
    adopt(moved) {
      flush();
      if (isHere(known.instance(moved.id))) return;
      const { id, receipt, row, minute } = moved;
      transact(() => {
        if (receipt !== undefined) {
          sql.all("INSERT OR IGNORE INTO receipt VALUES (?, ?)", receipt, clock.now());
          return;
        }
        const app = known.app(moved.app);
        // There are as many apps as there may be: it stays where it was.
        if (!app) return;
        const idOf = (key: string) => app.keys.get(key)?.id ?? addKey(app, key, minute);
        const ids = new Map(moved.keys.map(([key]) => [key, idOf(key)]));
        const marks = row.map(() => "?").join(", ");
        sql.all(`INSERT INTO instance VALUES (?, ${marks}, ?)`, id, ...row, app.id);
        const text = keysText(new Map(moved.keys), (key) => ids.get(key));
        sql.all("INSERT INTO instance_keys VALUES (?, ?, ?)", id, minute, text);
        for (const [epoch, runs, seenAt, account] of moved.epochs) {
          const columns = [id, epoch, runs, seenAt, account] as SqlValue[];
          sql.all("INSERT INTO epoch VALUES (?, ?, ?, ?, ?)", ...columns);
        }
        for (const [key, field, value, at] of moved.values) {
          sql.all(
            "INSERT INTO value VALUES (?, ?, ?, ?, ?)",
            ids.get(key) as number,
            id,
            field,
            value,
            at,
          );
        }
        for (const [key, value, at] of moved.items) {
          const columns = [ids.get(key) as number, id, value, at];
          sql.all("INSERT INTO item (key, instance, value, at) VALUES (?, ?, ?, ?)", ...columns);
        }
        app.instances += 1;
        sql.all(COUNT, app.instances, app.id);
      });
      known.dropInstance(id);
      count(known.instance(id), 1);
    },
    release(id) {
      flush();
      const instance = known.instance(id);
      const { app } = instance;
      if (!app) return;
      transact(() => {
        forgetOwn(sql, id);
        forgetHeld(sql, id, JSON.parse(idsOf(instance)) as number[]);
        app.instances -= 1;
        sql.all(COUNT, app.instances, app.id);
      });
      count(instance, -1);
      known.dropInstance(id);
    },
  };

  function count(instance: KnownInstance, more: number): void {
    const latest = latests.made;
    if (!latest?.hasInstance(instance.id)) return;
    for (const [name, minute] of instance.keys) {
      const key = instance.app?.keys.get(name);
      if (key) latest.instances.add(key.id, minute, more);
    }
  }

  /** Of a kind that is told by what comes next. */
  function addKey(app: KnownApp, name: string, minute: number): number {
    const key = known.addKey(app, name, "count", minute * MINUTE_MS);
    key.minute = -1;
    return key.id;
  }

  function transact(run: () => void): void {
    try {
      sql.tx(run);
    } catch (error) {
      forget();
      throw error;
    }
  }
}

const NOTHING = { app: "", row: [], keys: [], epochs: [], values: [], items: [], minute: -1 };

function isHere({ app, receipt }: KnownInstance): boolean {
  return app !== undefined || receipt !== undefined;
}

/** Numbers of the keys that are noted of an instance, as JSON. */
function idsOf({ app, keys }: KnownInstance): string {
  return JSON.stringify([...keys.keys()].flatMap((key) => app?.keys.get(key)?.id ?? []));
}
