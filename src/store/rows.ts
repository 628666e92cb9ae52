// What an export asks: all rows of a kind, a page at a time, so that nobody waits for it.
import type { LoggedChange } from "../core/controls.ts";
import { ACTIVE_MS, INTERVAL_JITTER_MS } from "../core/limits.ts";
import type { Clock, Sql } from "../core/ports.ts";
import type { Rows, Wanted } from "../core/rows.ts";
import { EXPORT_LONG_ROWS, EXPORT_ROWS } from "../core/store-limits.ts";
import type { Instance, Store } from "../core/tally.ts";
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
  const kinds: {
    readonly [W in keyof Rows]: (wanted: Wanted) => Generator<readonly Rows[W][], void, void>;
  } = {
    // Not generators themselves: a window that will not do is to be refused before the first page.
    totals: (wanted) =>
      totalRows(sql, marks, spanOf(wanted.window, clock.now(), marks.read()), wanted),
    members: (wanted) =>
      memberRows(sql, marks, spanOf(wanted.window, clock.now(), marks.read()), wanted),
    values: (wanted) => heldRows(sql, wanted),
    instances,
    changes,
  };
  return (what, wanted) => kinds[what](wanted);

  function* instances({ app }: Wanted): Generator<readonly Instance[], void, void> {
    const lateMs = clock.now() - INTERVAL_JITTER_MS - ACTIVE_MS;
    for (let after = ""; ; ) {
      const rows =
        app === undefined
          ? sql.all(INSTANCES, lateMs, after, EXPORT_ROWS)
          : sql.all(INSTANCES_OF_APP, lateMs, after, app, EXPORT_ROWS);
      const page = rows.map(instanceOf);
      yield page;
      const last = page.at(-1);
      if (!last || page.length < EXPORT_ROWS) return;
      after = last.id;
    }
  }

  function* changes(): Generator<readonly LoggedChange[], void, void> {
    for (let after = -1; ; ) {
      const page = sql.all(CHANGES, after, EXPORT_LONG_ROWS).map(loggedChange);
      yield page;
      const last = page.at(-1);
      if (!last || page.length < EXPORT_LONG_ROWS) return;
      after = last.version;
    }
  }
}
