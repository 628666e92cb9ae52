// Totals for an export: what each key, or each member, came to in each bucket of a window, oldest first.
import { TallybeaconError } from "../core/errors.ts";
import type { Sql } from "../core/ports.ts";
import type { MemberRow, TotalRow, Wanted } from "../core/rows.ts";
import { EXPORT_CELLS, MINUTE_SECONDS } from "../core/store-limits.ts";
import { keyPages, type NamedKey } from "./key-pages.ts";
import { LEVELS, type Level, type Marks, withSpan } from "./levels.ts";
import { namesOf } from "./members.ts";
import { cellsOf, type Piece, piecesOf, widthAt } from "./pieces.ts";
import { OTHER_MEMBER } from "./schema.ts";
import type { Span } from "./span.ts";

/** One bucket of the window, in minutes since 1970: `from` included, `to` not. */
interface Bucket {
  readonly ts: number;
  readonly from: number;
  readonly to: number;
}

/** Members of some keys: those with numbers above `after`, up to `upTo`. */
interface Part {
  readonly keys: readonly NamedKey[];
  readonly after: number;
  readonly upTo: number;
}

// Seeks by bucket and key, in that order, whatever else lies there.
const sums = (statement: (level: Level) => string): readonly string[] =>
  LEVELS.map((level) => `${withSpan(level)} ${statement(level)}`);
const OF_KEYS = sums(
  ({ keyTable }) => `SELECT m.key, m.total FROM span CROSS JOIN json_each(?) k
    CROSS JOIN ${keyTable} m ON m.minute = span.minute AND m.key = k.value`,
);
const OF_MEMBERS = sums(
  ({ memberTable }) => `SELECT m.key, m.member, m.total FROM span CROSS JOIN json_each(?) k
    CROSS JOIN ${memberTable} m ON m.minute = span.minute AND m.key = k.value
    AND m.member > ? AND m.member <= ?`,
);
const ANY = LEVELS.map(
  ({ keyTable }) => `SELECT 1 FROM ${keyTable} WHERE minute >= ? AND minute < ? LIMIT 1`,
);
// The sign keeps SQLite from looking through the members of all keys in the order of their numbers.
const PART = `SELECT max(id) AS last, count(*) AS n FROM (SELECT id FROM member
  WHERE key = ? AND +id > ? ORDER BY +id LIMIT ?)`;

/** A row for each key and bucket that has something; a page is of one bucket. */
export function* totalRows(
  sql: Sql,
  marks: Marks,
  span: Span,
  wanted: Wanted,
): Generator<readonly TotalRow[], void, void> {
  for (const [bucket, room] of bucketsOf(sql, marks, span)) {
    for (const keys of keyPages(sql, wanted, room)) {
      const totals = new Map<number, number>();
      for (const { key, total } of cells(sql, OF_KEYS, piecesIn(bucket, span, marks), keys)) {
        totals.set(key as number, (totals.get(key as number) ?? 0) + (total as number));
      }
      yield keys.flatMap((key) => {
        const total = totals.get(key.id);
        return total === undefined ? [] : [{ ...headOf(key, bucket, span), total }];
      });
    }
  }
}

/** The same by member; in a page are members of one bucket. */
export function* memberRows(
  sql: Sql,
  marks: Marks,
  span: Span,
  wanted: Wanted,
): Generator<readonly MemberRow[], void, void> {
  for (const [bucket, room] of bucketsOf(sql, marks, span)) {
    for (const page of keyPages(sql, wanted, room)) {
      for (const part of partsOf(sql, page, room)) {
        const pieces = piecesIn(bucket, span, marks);
        yield rowsOf(sql, part, pieces, (key) => headOf(key, bucket, span));
      }
    }
  }
}

/** Those that have something, each with how many keys or members of it make a page. */
function* bucketsOf(
  sql: Sql,
  marks: Marks,
  span: Span,
): Generator<[bucket: Bucket, room: number], void, void> {
  for (const ts of span.starts) {
    const from = ts / MINUTE_SECONDS;
    const bucket = { ts, from, to: Math.min(from + span.step / MINUTE_SECONDS, span.to) };
    const pieces = piecesIn(bucket, span, marks);
    const has = (piece: Piece) =>
      sql.all(ANY[piece.level] as string, piece.from, piece.to).length > 0;
    if (pieces.some(has)) yield [bucket, roomOf(pieces)];
  }
}

/** As they are now: while others were let go first, totals may have been rolled up. */
function piecesIn({ ts, from, to }: Bucket, { step }: Span, marks: Marks): readonly Piece[] {
  const held = marks.read();
  if ((step / MINUTE_SECONDS) % widthAt(from, held) === 0) return piecesOf(from, to, held);
  const what = `totals of ${ts} are not kept in steps of ${step} seconds any more`;
  throw new TallybeaconError("conflict", `${what}: they were rolled up while they were read`);
}

/** The fewer, the more cells each of them has in the bucket. */
function roomOf(pieces: readonly Piece[]): number {
  return Math.max(1, Math.floor(EXPORT_CELLS / Math.max(1, cellsOf(pieces))));
}

function* cells(
  sql: Sql,
  statements: readonly string[],
  pieces: readonly Piece[],
  keys: readonly NamedKey[],
  ...more: number[]
): Generator<ReturnType<Sql["all"]>[number], void, void> {
  const ids = JSON.stringify(keys.map(({ id }) => id));
  for (const { level, from, to } of pieces) {
    yield* sql.all(statements[level] as string, from, to, ids, ...more);
  }
}

function headOf({ app, key, kind }: NamedKey, { ts }: Bucket, { step }: Span) {
  return { app, key, kind, ts, step };
}

/** Keys together up to `room` members; one that has more by itself, in parts. */
function* partsOf(sql: Sql, page: readonly NamedKey[], room: number): Generator<Part, void, void> {
  const all = { after: OTHER_MEMBER - 1, upTo: Number.MAX_SAFE_INTEGER };
  let keys: NamedKey[] = [];
  let size = 0;
  for (const key of page) {
    if (size + key.members >= room && keys.length > 0) {
      yield { keys, ...all };
      keys = [];
      size = 0;
    }
    if (key.members >= room) yield* partsOfOne(sql, key, room);
    else {
      keys.push(key);
      // And those that are not told apart.
      size += key.members + 1;
    }
  }
  if (keys.length > 0) yield { keys, ...all };
}

function* partsOfOne(sql: Sql, key: NamedKey, room: number): Generator<Part, void, void> {
  for (let after = OTHER_MEMBER - 1; ; ) {
    const [found] = sql.all(PART, key.id, after, room);
    const isLast = (found?.["n"] as number) < room;
    const upTo = isLast ? Number.MAX_SAFE_INTEGER : (found?.["last"] as number);
    yield { keys: [key], after, upTo };
    if (isLast) return;
    after = upTo;
  }
}

function rowsOf(
  sql: Sql,
  { keys, after, upTo }: Part,
  pieces: readonly Piece[],
  headOfKey: (key: NamedKey) => Omit<TotalRow, "total">,
): MemberRow[] {
  const totals = new Map(keys.map(({ id }) => [id, new Map<number, number>()]));
  for (const { key, member, total } of cells(sql, OF_MEMBERS, pieces, keys, after, upTo)) {
    const held = totals.get(key as number);
    held?.set(member as number, (held.get(member as number) ?? 0) + (total as number));
  }
  const ids = [...totals.values()].flatMap((held) => [...held.keys()]);
  const names = namesOf(sql, ids);
  return keys.flatMap((key) =>
    [...(totals.get(key.id) ?? [])].map(([id, total]) => ({
      ...headOfKey(key),
      member: names.get(id) ?? null,
      other: !names.has(id),
      total,
    })),
  );
}
