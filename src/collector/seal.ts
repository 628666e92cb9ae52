// Buffer to outbox: what was collected becomes numbered updates.
import type { DropReason } from "../core/errors.ts";
import { ENVELOPE_BYTES } from "../core/limits.ts";
import { purge } from "./buffer.ts";
import { number } from "./identity.ts";
import { pack } from "./load.ts";
import { keep } from "./outbox.ts";
import { drop, type State } from "./state.ts";

/** Empties the buffer, for a reason that is counted or because it was sealed. */
export function empty(state: State, reason?: DropReason): void {
  const calls = purge(state, () => true);
  if (reason) drop(state, reason, calls);
}

/** Moves the buffer into the outbox; with `isDue` an update is made of nothing, to fetch the server's wishes. */
export function seal(state: State, isDue: boolean): void {
  if (!state.cells.size && (!isDue || state.pending.size)) return;
  for (const load of pack([...state.cells], state.maxBytes - ENVELOPE_BYTES)) {
    keep(state, number(state, load));
  }
  empty(state);
}
