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
import { letGo, shadow } from "./shadow.ts";
import { drop, type State, tell } from "./state.ts";

/**
 * A collector: counts in memory, keeps the counts in `storage`, sends them to `endpoint`. Nothing runs before
 * `start()`, `flush()` or `tick()`. Throws `bad-option` when `endpoint` or `instanceId` is empty.
 */
export function createCollector(options: CollectorOptions): Collector;
export function createCollector<S extends object>(options: CollectorOptions): KeyedCollector<S>;
export function createCollector(options: CollectorOptions): Collector {
  const state = createState(options);
  let unwatch: (() => void) | undefined;

  /** A verb as users have it: what is refused is counted, and told unless it was to be expected. */
  const verb =
    <A extends unknown[]>(run: (state: State, key: string, ...rest: A) => DropReason | undefined) =>
    (key: string, ...rest: A) => {
      const reason = state.enabled() && run(state, key, ...rest);
      shadow(state);
      if (!reason) return;
      drop(state, reason, 1);
      if (reason !== "disabled" && reason !== "stopped") tell(state, reason as "bad-value", key);
    };
  const add = verb(verbs.add);

  return {
    set: verb(verbs.set),
    setNested: verb(verbs.setNested),
    append: verb(verbs.append),
    appendUnique: verb(verbs.appendUnique),
    add,
    increment(key) {
      const cell = state.cells.get(key);
      // The hot path, twice: one more in a count that is in the buffer already.
      if (cell?.live && state.enabled()) (cell.held as number)++;
      else add(key, 1);
    },
    counter(key) {
      // A constant, and a member: engines read them more quickly than the variables of a closure.
      const { enabled } = state;
      const bound: { cell?: verbs.Cell | undefined } = {};
      const find = (amount: number) => {
        add(key, amount);
        bound.cell = state.cells.get(key);
      };
      return {
        inc() {
          const { cell } = bound;
          if (cell?.live && enabled()) (cell.held as number)++;
          else find(1);
        },
        add: find,
      };
    },
    reset() {
      empty(state, "reset");
      shadow(state);
    },
    flush: () => flush(state),
    tick: () =>
      // A Worker's storage has more to do: its promises die with their request.
      state.storage?.round?.(
        () => {
          state.running = state.restored = undefined;
        },
        () => tick(state),
        () => letGo(state),
      ) ?? tick(state),
    start() {
      if (state.started) throw new TallybeaconError("already-emitting", "started");
      unwatch = watchPage(state);
      start(state);
    },
    stop() {
      unwatch?.();
      return stop(state);
    },
    forget: () => forget(state),
    snapshot: () => ({
      instanceId: state.id,
      data: verbs.toData(state.cells),
      pending: [...state.pending.values()],
      disabled: [...new Set([...state.never, ...state.off])],
      stopped: state.stopped,
      nextAtMs: state.nextAtMs,
      dropped: { ...state.dropped },
      lost: { ...state.lost },
      faults: { ...state.faults },
    }),
  };
}
