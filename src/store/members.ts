// The members of one key: most counted first, and each of them over time where that is asked for.
import { TallybeaconError } from "../core/errors.ts";
import type { Scalar } from "../core/json.ts";
import type { Sql } from "../core/ports.ts";
import { MAX_CELLS, MINUTE_SECONDS } from "../core/store-limits.ts";
import type { Members } from "../core/tally.ts";
import { LEVELS, type Level, type Mark, oldestOf, withSpan } from "./levels.ts";
import { cellsOf, piecesOf } from "./pieces.ts";
import { num } from "./row.ts";
import { OTHER_MEMBER } from "./schema.ts";
import type { Span } from "./span.ts";
import { addPieces, MEMBER_TOTALS } from "./totals.ts";

// A seek for each member that is listed, however many others came.
const POINTS = LEVELS.map(
  (level) => `${withSpan(level)} SELECT CAST((m.minute - ?) / ? AS INTEGER) AS point, m.member,
    sum(m.total) AS total FROM span CROSS JOIN ${level.memberTable} m ON m.minute = span.minute
    AND m.key = ? AND m.member IN (SELECT value FROM json_each(?)) GROUP BY point, m.member`,
);
const NAMES = `SELECT member.id, member.value FROM json_each(?) j
  CROSS JOIN member ON member.id = j.value`;

/** What is asked of one key. */
export interface MembersWanted {
  /** The number of the key. */
  readonly key: number;
  readonly span: Span;
  /** So many are told apart. */
  readonly limit: number;
  /** So many points of each at the most; without, none. */
  readonly points: number | undefined;
}

/** Those that came in a span. Throws `bad-option` where points would take more than `MAX_CELLS`. */
export function membersOf(sql: Sql, marks: readonly Mark[], wanted: MembersWanted): Members {
  const { key, span, limit, points } = wanted;
  const pieces = piecesOf(span.from, span.to, marks);
  const totals = addPieces(sql, MEMBER_TOTALS, pieces, [JSON.stringify([key])]);
  const listed = [...totals]
    .filter(([id]) => id !== OTHER_MEMBER)
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, limit);
  const ids = listed.map(([id]) => id);
  const names = namesOf(sql, ids);
  const { of, ...stretches } = points ? pointsOf(sql, marks, wanted, ids, points) : {};
  const members = listed.map(([id, total]) => ({
    value: names.get(id) as Scalar,
    total,
    ...(of && { points: of.get(id) as number[] }),
  }));
  for (const id of ids) totals.delete(id);
  const other = [...totals.values()].reduce((sum, total) => sum + total, 0);
  return { members, other, ...stretches };
}

/** What members of these numbers are; those not told apart are nothing. */
export function namesOf(sql: Sql, ids: readonly number[]): Map<number, Scalar> {
  const rows = sql.all(NAMES, JSON.stringify(ids));
  return new Map(rows.map((row) => [num(row, "id"), JSON.parse(row["value"] as string)]));
}

/** The span in stretches of so many of its steps that there are at most `points`; only the last may have fewer. */
function pointsOf(
  sql: Sql,
  marks: readonly Mark[],
  { key, span }: MembersWanted,
  ids: readonly number[],
  points: number,
): Pick<Members, "from" | "step"> & { readonly of?: ReadonlyMap<number, number[]> } {
  const steps = Math.ceil(span.starts.length / points);
  const count = Math.ceil(span.starts.length / steps);
  const step = steps * span.step;
  const of = new Map(ids.map((id) => [id, Array.from({ length: count }, () => 0)]));
  const pieces = piecesOf(span.from, span.to, marks, span.step / MINUTE_SECONDS).map((piece) => {
    const oldest = oldestOf(sql, LEVELS[piece.level] as Level, piece.from);
    return { ...piece, from: Math.min(piece.to, oldest) };
  });
  const cells = ids.length * cellsOf(pieces);
  if (cells > MAX_CELLS) {
    const message = `${cells} totals are too many to add up: ask for fewer members, or less time`;
    throw new TallybeaconError("bad-option", message);
  }
  const width = step / MINUTE_SECONDS;
  for (const { level, from, to } of pieces) {
    const asked = [from, to, span.from, width, key, JSON.stringify(ids)];
    for (const row of sql.all(POINTS[level] as string, ...asked)) {
      const found = of.get(num(row, "member")) as number[];
      found[num(row, "point")] = (found[num(row, "point")] as number) + num(row, "total");
    }
  }
  return { from: span.from * MINUTE_SECONDS, step, of };
}
