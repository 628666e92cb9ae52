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
export type Column = readonly (number | undefined)[];

/** All lines of a chart. */
export interface Table {
  /** Unix seconds of the starts of buckets. */
  readonly times: readonly number[];
  /** One for each line, in the order of lines. */
  readonly columns: readonly Column[];
}

/** Lays lines side by side. The points themselves are not kept. */
export function tabulate(lines: readonly Line[]): Table {
  const times = (lines[0]?.points ?? []).map(({ ts }) => ts);
  const isShared = lines.every(
    ({ points }) =>
      points.length === times.length && points.every(({ ts }, index) => ts === times[index]),
  );
  if (isShared)
    return { times, columns: lines.map(({ points }) => points.map(({ total }) => total)) };
  const all = new Set(lines.flatMap(({ points }) => points.map(({ ts }) => ts)));
  const joined = [...all].sort((one, other) => one - other);
  const columns = lines.map(({ points }) => {
    const totals = new Map(points.map(({ ts, total }) => [ts, total]));
    return joined.map((ts) => totals.get(ts));
  });
  return { times: joined, columns };
}

/** Whether each value there is passes; none is 0. */
export function isAll({ columns }: Table, test: (value: number) => boolean): boolean {
  return columns.every((column) => column.every((value = 0) => test(value)));
}
