// What an export asks: all rows of a kind, a page at a time, so that nobody waits for it.
import { ACTIVE_MS, INTERVAL_JITTER_MS } from "../core/limits.ts";
import type { Clock, Sql } from "../core/ports.ts";
import type { Rows, Wanted } from "../core/rows.ts";
import { EXPORT_LONG_ROWS, EXPORT_ROWS } from "../core/store-limits.ts";
import type { Store } from "../core/tally.ts";
import { loggedChange } from "./controls.ts";
import { heldRows } from "./held-rows.ts";
import { INSTANCE_COLUMNS, instanceOf } from "./holders.ts";
import type { Marks } from "./levels.ts";
import { spanOf } from "./span.ts";
import { memberRows, totalRows } from "./total-rows.ts";

/** What is read. */
export interface RowsOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly marks: Marks;
}

const INSTANCES = `SELECT ${INSTANCE_COLUMNS}
  FROM instance i CROSS JOIN app ON app.id = i.app WHERE i.id > ? ORDER BY i.id LIMIT ?`;
// The index has the ids of each app in their order.
const INSTANCES_OF_APP = `SELECT ${INSTANCE_COLUMNS}
  FROM instance i INDEXED BY instance_by_app CROSS JOIN app ON app.id = i.app
  WHERE i.id > ? AND i.app = (SELECT id FROM app WHERE name = ?) ORDER BY i.id LIMIT ?`;
const CHANGES = `SELECT version, at, author, reason, change, undoes FROM control_change
  WHERE version > ? ORDER BY version LIMIT ?`;

/** Hands out what is committed; every page asks the database. */
export function createRows({ sql, clock, marks }: RowsOptions): Store["rows"] {
  const span = ({ window }: Wanted) => spanOf(window, clock.now(), marks.read());
  const kinds: {
    readonly [W in keyof Rows]: (wanted: Wanted) => Generator<readonly Rows[W][], void, void>;
  } = {
    // Not generators themselves: a window that will not do is to be refused before the first page.
    totals: (wanted) => totalRows(sql, marks, span(wanted), wanted),
    members: (wanted) => memberRows(sql, marks, span(wanted), wanted),
    values: (wanted) => heldRows(sql, wanted),
    instances({ app }) {
      const lateMs = clock.now() - INTERVAL_JITTER_MS - ACTIVE_MS;
      return pagesOf(EXPORT_ROWS, (last) => {
        const after = [lateMs, last?.id ?? ""];
        const rows =
          app === undefined
            ? sql.all(INSTANCES, ...after, EXPORT_ROWS)
            : sql.all(INSTANCES_OF_APP, ...after, app, EXPORT_ROWS);
        return rows.map(instanceOf);
      });
    },
    changes: () =>
      pagesOf(EXPORT_LONG_ROWS, (last) =>
        sql.all(CHANGES, last?.version ?? -1, EXPORT_LONG_ROWS).map(loggedChange),
      ),
  };
  return (what, wanted) => kinds[what](wanted);
}

/** What comes after the last of each page, until one has fewer than `rows`. */
function* pagesOf<T>(
  rows: number,
  read: (last: T | undefined) => readonly T[],
): Generator<readonly T[], void, void> {
  for (let last: T | undefined; ; ) {
    const page = read(last);
    yield page;
    if (page.length < rows) return;
    last = page.at(-1);
  }
}
