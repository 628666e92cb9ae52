// The values of a chart as a table, for who wants to read or copy them.
import { DASHBOARD_POINT_ROWS } from "../../core/dashboard-limits.ts";
import { useMemo, useState, type VNode } from "../preact.ts";
import { bucket, number, oneLine, plural } from "../text/format.ts";
import { type Line, tabulate } from "./table.ts";

/** What the table shows; as its chart does. */
export interface PointTableProps {
  readonly lines: readonly Line[];
  readonly stepSeconds: number;
  /** Default: `number`. */
  readonly format?: ((value: number) => string) | undefined;
}

/** Folds a table away until it is wanted; the newest first. */
export function PointTable(props: PointTableProps): VNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details class="point-table" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>Show as table</summary>
      {isOpen && <Rows {...props} />}
    </details>
  );
}

function Rows({ lines, stepSeconds, format = number }: PointTableProps): VNode {
  const { times, columns } = useMemo(() => tabulate(lines), [lines]);
  const more = times.length - DASHBOARD_POINT_ROWS;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map(({ id, name }) => (
              <th key={id} scope="col">
                {oneLine(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from(times.subarray(-DASHBOARD_POINT_ROWS), (ts, row) => {
            const at = Math.max(0, more) + row;
            return (
              <tr key={ts}>
                <th scope="row">{bucket(ts, stepSeconds, true)}</th>
                {columns.map((column, line) => {
                  const value = column[at];
                  return <td key={lines[line]?.id}>{value === undefined ? "–" : format(value)}</td>;
                })}
              </tr>
            );
          }).reverse()}
        </tbody>
      </table>
      {more > 0 && <p>{plural(more, "earlier row")} are not shown.</p>}
    </>
  );
}
