// What the root takes in from its shards: each piece of totals once, as if updates had brought it.
import type { Scalar } from "../core/json.ts";
import type { Part, Ridden } from "../core/part.ts";
import type { Sql } from "../core/ports.ts";
import { DEFAULT_APP, MINUTE_MS } from "../core/store-limits.ts";
import type { KnownApp } from "./app.ts";
import { type Additions, type Batch, cellIn, emptyBatch, refuse } from "./batch.ts";
import type { Known } from "./known.ts";

const RECEIVED = "SELECT seq FROM shard WHERE name = ?";
const PUT = "INSERT OR REPLACE INTO shard VALUES (?, ?)";

/** What totals are received with. */
export interface ReceiveOptions {
  readonly sql: Sql;
  readonly known: Known;
  /** Writes a batch, and `more` in the same transaction. Throws when nothing of it happened. */
  readonly commit: (batch: Batch, more: () => void) => void;
  /** Keeps lines that rode on updates, in that transaction. Default: they go nowhere. */
  readonly onLines?: ((...ridden: Ridden) => void) | undefined;
}

/** Makes the root's side of roll-ups. */
export function createReceive(options: ReceiveOptions): Pick<Part, "receive" | "received"> {
  const { sql, known, commit, onLines } = options;
  const received: Part["received"] = (shard) => Number(sql.all(RECEIVED, shard)[0]?.["seq"] ?? 0);
  return {
    received,
    receive(shard, { seq, keys, lines = [] }) {
      const before = received(shard);
      if (seq <= before) return before;
      const batch = emptyBatch();
      for (const each of keys) {
        const app = known.app(each.app);
        if (!app) {
          // One more than there may be: what it loses is counted where all see it.
          refuse(batch, known.app(DEFAULT_APP) as KnownApp, "apps", each.totals.length);
          continue;
        }
        const { key, kind, totals, members } = each;
        const id = known.admit(app, key, batch);
        if (typeof id === "string") {
          refuse(batch, app, id, totals.length);
          continue;
        }
        const additionsIn = (minute: number, lastAt: number): Additions => {
          const { keys: held } = cellIn(batch, app, minute);
          const found = held.get(key);
          if (found) return found;
          const made = { id, kind, total: 0, lastAt };
          const none = { members: undefined, items: undefined, itemCount: 0 };
          const additions: Additions = { ...made, ...none };
          held.set(key, additions);
          return additions;
        };
        for (const [minute, total, lastAt] of totals) {
          const additions = additionsIn(minute, lastAt);
          additions.total += total;
          additions.lastAt = Math.max(additions.lastAt, lastAt);
        }
        for (const [minute, total, text] of members) {
          const additions = additionsIn(minute, minute * MINUTE_MS);
          additions.members ??= new Map();
          const member = text === undefined ? undefined : (JSON.parse(text) as Scalar);
          additions.members.set(member, (additions.members.get(member) ?? 0) + total);
        }
      }
      commit(batch, () => {
        sql.all(PUT, shard, seq);
        for (const ridden of lines) onLines?.(...ridden);
      });
      return seq;
    },
  };
}
