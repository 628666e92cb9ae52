// Which rows stand for a stretch of time: the coarsest there are, and finer ones at its edges.
import { LEVELS, type Level, type Mark } from "./levels.ts";

/** A stretch at one level, in minutes since 1970: `from` included, `to` not. Bounds of that level's buckets. */
export interface Piece {
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/** Minutes of the finest bucket that is still kept at `minute`; of the coarsest where nothing is. */
export function widthAt(minute: number, marks: readonly Mark[]): number {
  const level = marks.findIndex(({ kept }) => minute >= kept);
  return (LEVELS[level] ?? LEVELS.at(-1))?.width as number;
}

/**
 * The pieces of [`from`, `to`), in order, without a gap or an overlap but for what is not kept any more. Each lies
 * within one step of `step` minutes counted from 1970, or anywhere when there is no step. Bounds that fall into what is
 * kept by the hour only are for the caller to move: see `widthAt`.
 */
export function piecesOf(
  from: number,
  to: number,
  marks: readonly Mark[],
  step: number = 0,
): Piece[] {
  return cut(LEVELS.length - 1, from, to, marks, step);
}

/** How many buckets of their levels they are. */
export function cellsOf(pieces: readonly Piece[]): number {
  const widthOf = ({ level }: Piece) => (LEVELS[level] as Level).width;
  return pieces.reduce((sum, piece) => sum + (piece.to - piece.from) / widthOf(piece), 0);
}

function cut(
  level: number,
  from: number,
  to: number,
  marks: readonly Mark[],
  step: number,
): Piece[] {
  if (level < 0 || from >= to) return [];
  const width = LEVELS[level]?.width as number;
  const { rolled, kept } = marks[level] as Mark;
  const isFit = step % width === 0;
  const first = Math.ceil(Math.max(from, kept) / width) * width;
  const last = Math.floor(Math.min(to, rolled) / width) * width;
  if (!isFit || first >= last) return cut(level - 1, from, to, marks, step);
  return [
    ...cut(level - 1, from, first, marks, step),
    { level, from: first, to: last },
    ...cut(level - 1, last, to, marks, step),
  ];
}
