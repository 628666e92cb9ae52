// Who counts, in which life, and under which number: what makes re-sending harmless.
import { PATH_BASE } from "../core/limits.ts";
import { randomId } from "../hash/random-id.ts";
import type { Load } from "./load.ts";
import type { Sealed, State } from "./state.ts";

/** Our life; begins when it is first asked for. Names of later ones come later in the alphabet. */
export function epochOf(state: State): string {
  state.epoch ||= state.clock.now().toString(36) + randomId();
  return state.epoch;
}

/** Begins another life, from number one. What was dropped in the last one was told by its last update. */
export function begin(state: State): void {
  state.epoch = "";
  state.seq = state.recorded = 0;
  state.dropped = {};
}

/** The update that a load is under the next number, which is taken by `keep` alone. */
export function number(state: State, load: Load): Sealed {
  state.id ??= randomId();
  return {
    instance_id: state.id,
    timestamp: new Date(state.clock.now()).toISOString(),
    epoch: epochOf(state),
    seq: state.seq + 1,
    ...load,
    dropped: { ...state.dropped },
    recorded: state.recorded + (load.calls ?? 0),
    faults: { ...state.faults },
    controls: state.version,
    offset_ms: state.offsetMs,
  };
}

/** Where an update rests in storage: in the order of numbers, as names are sorted. */
export function pathOf({ epoch, seq }: Sealed): string {
  return `sealed/${epoch}/${seq + PATH_BASE}`;
}
