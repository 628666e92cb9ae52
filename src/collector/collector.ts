// createCollector: the one object that pages and Workers hold, over the state and its verbs.
import { type DropReason, TallybeaconError } from "../core/errors.ts";
import * as verbs from "./buffer.ts";
import { createState } from "./create-state.ts";
import { flush, start, stop, tick } from "./emitter.ts";
import { forget } from "./forget.ts";
import type { KeyedCollector } from "./keys.ts";
import type { Collector, CollectorOptions } from "./options.ts";
import { watchPage } from "./page.ts";
import { empty } from "./seal.ts";
import { shadow } from "./shadow.ts";
import { drop, isAllowed, type State, tell } from "./state.ts";

/**
 * A collector: counts in memory, keeps the counts in `storage`, sends them to `endpoint`. Nothing runs before
 * `start()`, `flush()` or `tick()`. Throws `bad-option` when `endpoint` or `instanceId` is empty.
 */
export function createCollector(options: CollectorOptions): Collector;
export function createCollector<S extends object>(options: CollectorOptions): KeyedCollector<S>;
export function createCollector(options: CollectorOptions): Collector {
  const state = createState(options);
  let unwatch = () => {};

  /** A verb as users have it: what is refused is counted, and told unless it was to be expected. */
  const verb =
    <A extends unknown[]>(run: (state: State, key: string, ...rest: A) => DropReason | undefined) =>
    (key: string, ...rest: A) => {
      const reason = isAllowed(state) && run(state, key, ...rest);
      shadow(state);
      if (!reason) return;
      drop(state, reason, 1);
      if (reason !== "disabled" && reason !== "stopped") tell(state, reason as "bad-value", key);
    };
  const add = verb(verbs.add);
  /** The hot path: one more in a count that is in the buffer already. */
  const bump = (cell: verbs.Cell | undefined) => {
    if (!cell?.live || !isAllowed(state)) return false;
    cell.count++;
    return true;
  };

  return {
    set: verb(verbs.set),
    setNested: verb(verbs.setNested),
    append: verb(verbs.append),
    appendUnique: verb(verbs.appendUnique),
    add,
    increment(key) {
      if (!bump(state.cells.get(key))) add(key, 1);
    },
    counter(key) {
      // Not a variable of the closure: engines read a member more quickly.
      const bound: { cell?: verbs.Cell | undefined } = {};
      const find = (amount: number) => {
        add(key, amount);
        bound.cell = state.cells.get(key);
      };
      return {
        inc() {
          if (!bump(bound.cell)) find(1);
        },
        add: find,
      };
    },
    reset() {
      empty(state, "reset");
      shadow(state);
    },
    flush: () => flush(state),
    tick: () => tick(state),
    start() {
      if (state.started) throw new TallybeaconError("already-emitting", "started twice");
      unwatch = watchPage(state);
      start(state);
    },
    stop() {
      unwatch();
      return stop(state);
    },
    forget: () => forget(state),
    snapshot: () => ({
      instanceId: state.id,
      data: verbs.toData(state.cells),
      pending: [...state.pending.values()],
      disabled: [...state.never, ...state.wishes.off],
      stopped: state.wishes.stopped,
      nextAtMs: state.wishes.nextAtMs,
      dropped: { ...state.dropped },
      lost: { ...state.lost },
      faults: { ...state.faults },
    }),
  };
}
