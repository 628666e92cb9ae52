// A table of rows: a few, and more when they are asked for.
import type { ComponentChildren, VNode } from "../preact.ts";
import { useMore } from "./use-more.tsx";

/** One column, in the words of its head. The first names the row. */
export interface TableColumn<T> {
  readonly name: string;
  cell(row: T): ComponentChildren;
  /** Texts stand at the start, numbers at the end. Default: a number. */
  readonly isText?: boolean;
  /** All of what is cut short. */
  hint?(row: T): string | undefined;
}

/** What a table is made of. */
export interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  idOf(row: T): string;
  /** Shown at first, and more with each click. Default 10. */
  readonly few?: number;
  /** In place of a table without rows. */
  readonly none?: ComponentChildren;
  readonly chosen?: string | undefined;
}

/** One table, which scrolls sideways where it is too wide. */
export function Table<T>(props: TableProps<T>): VNode {
  const { label, columns, rows, idOf, few = 10, none = "None.", chosen } = props;
  const [shown, more] = useMore(few, rows.length);
  if (rows.length === 0) return <p class="none">{none}</p>;
  return (
    <>
      <section class="wide" tabindex={0} aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, isText }) => (
                <th key={name} scope="col" class={isText ? "text" : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={idOf(row)} aria-current={chosen === idOf(row) ? "true" : undefined}>
                {columns.map((column, index) => (
                  <Cell key={column.name} column={column} row={row} isFirst={index === 0} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {more}
    </>
  );
}

function Cell<T>({
  column,
  row,
  isFirst,
}: {
  readonly column: TableColumn<T>;
  readonly row: T;
  readonly isFirst: boolean;
}): VNode {
  const { cell, hint, isText } = column;
  const props = { class: isText ? "text" : undefined, title: hint?.(row) };
  return isFirst ? (
    <th scope="row" {...props}>
      {cell(row)}
    </th>
  ) : (
    <td {...props}>{cell(row)}</td>
  );
}
