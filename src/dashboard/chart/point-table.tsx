// The values of a chart as a table, for who wants to read or copy them.
import { Table } from "../part/table.tsx";
import { useMemo, useState, type VNode } from "../preact.ts";
import { bucket, number, oneLine } from "../text/format.ts";
import { type Line, tabulate } from "./table.ts";

const FEW = 100;

/** What the table shows; as its chart does. */
export interface PointTableProps {
  readonly lines: readonly Line[];
  readonly stepSeconds: number;
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

function Rows({ lines, stepSeconds }: PointTableProps): VNode {
  const { times, columns } = useMemo(() => tabulate(lines), [lines]);
  return (
    <Table
      label="Values of the chart"
      few={FEW}
      columns={[
        { name: "Time", isText: true, cell: (at) => bucket(times[at] ?? 0, stepSeconds, true) },
        ...columns.map((column, line) => ({
          name: oneLine(lines[line]?.name ?? ""),
          cell(at: number) {
            const value = column[at];
            return value === undefined ? "–" : number(value);
          },
        })),
      ]}
      rows={[...times.keys()].reverse()}
      idOf={(at) => String(times[at])}
    />
  );
}
