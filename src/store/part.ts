// A store that is one of several: shards, whose totals go to a root, or the root itself.
import type { Part } from "../core/part.ts";
import type { Sql } from "../core/ports.ts";
import { MAX_POINTS } from "../core/store-limits.ts";
import type { Store } from "../core/tally.ts";
import { writeAsked } from "./asked.ts";
import { createMoves } from "./moves.ts";
import { createReceive } from "./receive.ts";
import { createRollups } from "./rollups.ts";
import { spanOf } from "./span.ts";
import { openStore, type PartOptions } from "./store.ts";

/** `createStore`, and what passes between it and the others. */
export function createPart(
  sql: Sql,
  options: PartOptions = {},
): { readonly store: Store; readonly part: Part } {
  const opened = openStore(sql, options);
  const { store, known, latests, controls, flush, commit } = opened;
  const receive = createReceive({ sql, known, commit, onLines: options.onLines });
  const part: Part = {
    ...createRollups(sql),
    ...receive,
    receive(shard, rollup) {
      flush();
      return receive.receive(shard, rollup);
    },
    ...createMoves({ ...opened, sql }),
    senders(app, minute) {
      const { instances } = latests.read();
      const keys = known.findApp(app)?.keys ?? [];
      return [...keys].map(([key, { id }]) => [key, instances.since(id, minute)]);
    },
    span: (window) => spanOf(window, opened.clock.now(), opened.marks.read(), MAX_POINTS),
    asked: controls.asked,
    meet: (app) => void known.app(app),
    hasApp: (app) => known.findApp(app) !== undefined,
    obey(asked) {
      if (asked.version <= controls.asked().version) return;
      flush();
      try {
        sql.tx(() => {
          const idOf = (name: string | undefined) => (name === undefined ? 0 : known.app(name)?.id);
          writeAsked(sql, asked, idOf);
        });
      } catch (error) {
        opened.forget();
        throw error;
      }
      controls.refresh();
    },
  };
  return { store, part };
}
