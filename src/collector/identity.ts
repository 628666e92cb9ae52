// Who counts, in which life, and under which number: what makes re-sending harmless.
import type { Load } from "./load.ts";
import { count, type Sealed, type State } from "./state.ts";

/** 128 random bits as 32 hex digits. `crypto.randomUUID` is missing on pages served over plain HTTP. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");
}

/** Our life; begins when it is first asked for. */
export function epochOf(state: State): string {
  state.epoch ||= randomId();
  return state.epoch;
}

/** Begins another life, from number one. What was dropped in the last one was told by its last update. */
export function begin(state: State): void {
  for (const reason in state.dropped) count(state.lost, reason, state.dropped[reason] as number);
  Object.assign(state, { epoch: "", seq: 0, recorded: 0, dropped: {} });
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
    controls: state.wishes.version,
    offset_ms: state.wishes.offsetMs,
  };
}

/** Where an update rests in storage. */
export function pathOf({ epoch, seq }: Sealed): string {
  return `sealed/${epoch}/${seq}`;
}
