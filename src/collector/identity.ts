// Who counts, in which life, and under which number: what makes re-sending harmless.
import type { Load } from "./load.ts";
import type { Sealed, State } from "./state.ts";
import { own } from "./tabs.ts";

/** 128 random bits as 32 hex digits. `crypto.randomUUID` is missing on pages served over plain HTTP. */
export function randomId(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("");
}

/** The update that a load becomes as the next number; the caller counts up when it means it. */
export function draft(state: State, load: Load): Sealed {
  if (!state.epoch) {
    state.epoch = randomId();
    own(state, state.epoch);
  }
  return {
    instance_id: (state.id ??= randomId()),
    timestamp: new Date(state.clock.now()).toISOString(),
    epoch: state.epoch,
    seq: state.seq + 1,
    ...load,
    dropped: { ...state.dropped },
  };
}

/** Ends this life. A held lock would keep the page out of the back/forward cache, and others may take over. */
export function endLife(state: State): void {
  for (const release of state.releases) release?.();
  state.releases = [];
  state.epoch = "";
  state.seq = 0;
}
