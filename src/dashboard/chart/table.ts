// Lines as columns over the same times, the shape in which they are drawn.

/** A line of a chart. */
export interface Line {
  readonly id: string;
  readonly name: string;
  /** Oldest first; a point stands for all of its step. */
  readonly points: readonly { readonly ts: number; readonly total: number }[];
  /** Drawn dashed and behind: the stretch before, its times already shifted. */
  readonly isPast?: boolean;
}

/** Values of one line; undefined where it has none at a time that another one has. */
export type Column = Float64Array | readonly (number | undefined)[];

/** All lines of a chart. */
export interface Table {
  /** Unix seconds of the starts of buckets. */
  readonly times: Float64Array;
  /** One for each line, in the order of lines. */
  readonly columns: readonly Column[];
  /** No value has a fraction. */
  readonly isWhole: boolean;
  /** No value differs from 0. */
  readonly isEmpty: boolean;
}

/** Lays lines side by side. The points themselves are not kept. */
export function tabulate(lines: readonly Line[]): Table {
  const [first] = lines;
  const isShared = lines.every(
    ({ points }) =>
      points.length === first?.points.length &&
      points.every(({ ts }, index) => ts === first.points[index]?.ts),
  );
  const of = (test: (value: number) => boolean): boolean =>
    lines.every(({ points }) => points.every(({ total }) => test(total)));
  return {
    ...(isShared ? share(lines) : join(lines)),
    isWhole: of(Number.isInteger),
    isEmpty: of((value) => value === 0),
  };
}

type Columns = Pick<Table, "times" | "columns">;

function share(lines: readonly Line[]): Columns {
  return {
    times: Float64Array.from(lines[0]?.points ?? [], ({ ts }) => ts),
    columns: lines.map(({ points }) => Float64Array.from(points, ({ total }) => total)),
  };
}

function join(lines: readonly Line[]): Columns {
  const all = new Set(lines.flatMap(({ points }) => points.map(({ ts }) => ts)));
  const times = Float64Array.from(all).sort();
  const columns = lines.map(({ points }) => {
    const totals = new Map(points.map(({ ts, total }) => [ts, total]));
    return Array.from(times, (ts) => totals.get(ts));
  });
  return { times, columns };
}
