// What a shard hands up: totals leave its tables in numbered pieces, which stay until the root has them.
import type { Part, Ridden, RolledKey, Rollup } from "../core/part.ts";
import type { Sql, SqlRow } from "../core/ports.ts";
import { ROLLUP_CHARS, ROLLUP_ROWS } from "../core/store-limits.ts";
import type { Kind } from "../core/tally.ts";
import { migrate } from "../storage/migrate.ts";

// Numbers are not given again, or the root would take a new piece for one that it has.
const TABLES = [
  "CREATE TABLE rollup (seq INTEGER PRIMARY KEY AUTOINCREMENT, keys TEXT NOT NULL) STRICT",
  "CREATE TABLE shard (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
];
const RIDDEN = [
  "ALTER TABLE rollup ADD COLUMN lines TEXT",
  `CREATE TABLE ridden (
    id INTEGER PRIMARY KEY, lines TEXT NOT NULL, app TEXT NOT NULL, source TEXT NOT NULL
  ) STRICT`,
];
const OLDEST = "SELECT seq, keys, lines FROM rollup ORDER BY seq LIMIT 1";
const WAITS = `SELECT 1 WHERE EXISTS (SELECT 1 FROM rollup) OR EXISTS (SELECT 1 FROM key_minute)
  OR EXISTS (SELECT 1 FROM member_minute) OR EXISTS (SELECT 1 FROM ridden)`;
const NAMES = "app.name AS app, k.key, k.kind";
const OF_KEYS = "LEFT JOIN key k ON k.id = m.key LEFT JOIN app ON app.id = k.app";
const TOTALS = `SELECT m.minute, m.total, m.last_at, ${NAMES}
  FROM (SELECT * FROM key_minute ORDER BY minute, key LIMIT ?) m ${OF_KEYS}`;
const MEMBERS = `SELECT m.minute, m.total, member.value AS member, ${NAMES}
  FROM (SELECT * FROM member_minute ORDER BY minute, key, member LIMIT ?) m ${OF_KEYS}
  LEFT JOIN member ON member.id = m.member`;
const DELETE_TOTALS = `DELETE FROM key_minute WHERE (minute, key) IN
  (SELECT minute, key FROM key_minute ORDER BY minute, key LIMIT ?)`;
const DELETE_MEMBERS = `DELETE FROM member_minute WHERE (minute, key, member) IN
  (SELECT minute, key, member FROM member_minute ORDER BY minute, key, member LIMIT ?)`;

/**
 * Takes totals out of the tables of minutes, where nothing rolls them up further. `rows` and `chars` are `ROLLUP_ROWS`
 * and `ROLLUP_CHARS` but in tests.
 */
export function createRollups(
  sql: Sql,
  rows: number = ROLLUP_ROWS,
  chars: number = ROLLUP_CHARS,
): Pick<Part, "ride" | "take" | "waits" | "settle" | "renumber" | "ahead"> {
  migrate(sql, "shards", [TABLES, RIDDEN]);
  return {
    ride: (ridden) => void sql.all("INSERT INTO ridden VALUES (NULL, ?, ?, ?)", ...ridden),
    take: () =>
      sql.tx(() => {
        const [waiting] = sql.all(OLDEST);
        if (waiting) return rollupOf(waiting);
        const found = byKey();
        const lines = moveLines(rows, chars);
        // Members first: the minutes of a key are the last to go.
        const left = move(found, MEMBERS, DELETE_MEMBERS, rows, chars - lines.chars);
        if (left.rows > 0) move(found, TOTALS, DELETE_TOTALS, left.rows, left.chars);
        if (found.all.size === 0 && lines.all.length === 0) return undefined;
        const [made] = sql.all(
          "INSERT INTO rollup (keys, lines) VALUES (?, ?) RETURNING seq, keys, lines",
          JSON.stringify([...found.all.values()]),
          lines.all.length > 0 ? JSON.stringify(lines.all) : null,
        );
        return rollupOf(made as SqlRow);
      }),
    waits: () => sql.all(WAITS).length > 0,
    settle: (seq) => void sql.all("DELETE FROM rollup WHERE seq <= ?", seq),
    // Put in, since a number that is only changed to may be given again.
    renumber: (seq, to) =>
      sql.tx(() => {
        sql.all("INSERT INTO rollup SELECT ?, keys, lines FROM rollup WHERE seq = ?", to, seq);
        sql.all("DELETE FROM rollup WHERE seq = ?", seq);
      }),
    ahead(seq, app, key) {
      const taken = sql
        .all("SELECT keys FROM rollup WHERE seq > ? ORDER BY seq", seq)
        .flatMap((row) => JSON.parse(row["keys"] as string) as RolledKey[])
        .filter((each) => each.app === app && (key === undefined || each.key === key));
      const found = byKey();
      const where = `WHERE app.name = ? AND ${key === undefined ? "? IS NULL" : "k.key = ?"}`;
      const asked = [Number.MAX_SAFE_INTEGER, app, key ?? null];
      for (const row of sql.all(`${TOTALS} ${where}`, ...asked)) found.add(row);
      // Of all keys together nobody asks for members.
      for (const row of key === undefined ? [] : sql.all(`${MEMBERS} ${where}`, ...asked)) {
        found.add(row);
      }
      return [...taken, ...found.all.values()];
    },
  };

  /** Moves lines, those of one app and one sender as one text, until there are enough. */
  function moveLines(rows: number, chars: number): { all: Ridden[]; chars: number } {
    const all = new Map<string, Ridden>();
    let [last, used] = [0, 0];
    for (const row of sql.all("SELECT * FROM ridden ORDER BY id LIMIT ?", rows)) {
      const [lines, app, source] = [row["lines"], row["app"], row["source"]] as unknown as Ridden;
      const name = JSON.stringify([app, source]);
      const before = all.get(name)?.[0];
      all.set(name, [before === undefined ? lines : `${before}\n${lines}`, app, source]);
      last = row["id"] as number;
      used += JSON.stringify(lines).length + name.length;
      if (used >= chars) break;
    }
    if (last > 0) sql.all("DELETE FROM ridden WHERE id <= ?", last);
    return { all: [...all.values()], chars: used };
  }

  /** Moves rows until there are enough; gives how many more there might be. */
  function move(
    found: ReturnType<typeof byKey>,
    select: string,
    remove: string,
    rowsLeft: number,
    charsLeft: number,
  ): { rows: number; chars: number } {
    let moved = 0;
    let room = charsLeft;
    for (const row of sql.all(select, rowsLeft)) {
      moved += 1;
      room -= found.add(row);
      if (room <= 0) break;
    }
    if (moved > 0) sql.all(remove, moved);
    return { rows: room > 0 ? rowsLeft - moved : 0, chars: room };
  }
}

function rollupOf({ seq, keys, lines }: SqlRow): Rollup {
  return {
    seq: seq as number,
    keys: JSON.parse(keys as string) as RolledKey[],
    ...(lines !== null && { lines: JSON.parse(lines as string) as Ridden[] }),
  };
}

/** Rows gathered under their keys. */
function byKey() {
  const all = new Map<string, RolledKey>();
  return {
    all,
    /** Adds a row, and gives about how many characters it is as JSON. */
    add(row: SqlRow): number {
      // Of a key that was removed there is nothing to tell.
      if (row["key"] === null) return 0;
      const [app, key] = [row["app"] as string, row["key"] as string];
      const name = JSON.stringify([app, key]);
      let rolled = all.get(name);
      let chars = CELL_CHARS;
      if (!rolled) {
        rolled = { app, key, kind: row["kind"] as Kind, totals: [], members: [] };
        all.set(name, rolled);
        chars += 2 * name.length;
      }
      const [minute, total] = [row["minute"] as number, row["total"] as number];
      const { member } = row;
      if (member === undefined) rolled.totals.push([minute, total, row["last_at"] as number]);
      else if (member === null) rolled.members.push([minute, total]);
      else rolled.members.push([minute, total, member as string]);
      // A quote within a text is written as two characters, and in the worst case each as six.
      return chars + (typeof member === "string" ? JSON.stringify(member).length : 0);
    },
  };
}

/** Of a minute, a total and a time. */
const CELL_CHARS = 60;
