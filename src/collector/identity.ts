// Who counts, in which life, and under which number: what makes re-sending harmless.
import type { Load } from "./load.ts";
import type { Sealed, State } from "./state.ts";

/** 128 random bits as 32 hex digits. `crypto.randomUUID` is missing on pages served over plain HTTP. */
export function randomId(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}

/** The update that a load becomes: it gets its number here, and only once. */
export function number(state: State, load: Load): Sealed {
  state.id ??= randomId();
  state.epoch ||= randomId();
  state.seq++;
  return {
    instance_id: state.id,
    timestamp: new Date(state.clock.now()).toISOString(),
    epoch: state.epoch,
    seq: state.seq,
    ...load,
    dropped: { ...state.dropped },
  };
}
