// Sealed updates waiting for an acknowledgement: in memory, copied to storage, bounded.
import type { DropReason } from "../core/errors.ts";
import { MAX_AGE_MS, MAX_OUTBOX } from "../core/limits.ts";
import { pathOf } from "./identity.ts";
import { count, mayTalk, type Sealed, type State, save, tell } from "./state.ts";

/** Puts an update into outbox and storage, or in its own place there; returns it. */
export function keep(state: State, update: Sealed): Sealed {
  const path = pathOf(update);
  state.pending.set(path, update);
  save(state, path, update);
  return update;
}

/** What is to be sent, oldest first, while the user agrees: what waited for too long carries nothing any more. */
export function* due(state: State): Generator<Sealed> {
  for (const update of state.pending.values()) {
    const isOld = state.clock.now() - Date.parse(update.timestamp) > MAX_AGE_MS;
    if (mayTalk(state)) yield isOld ? strip(state, update, "expired") : update;
  }
}

/** What is too much: the oldest updates lose what they carry, and with as many of those waiting they go. */
export function bound(state: State): void {
  const tooMany = [...state.pending.values()].slice(0, -MAX_OUTBOX);
  for (const update of tooMany) {
    if (strip(state, update, "outbox-full") !== update) tell(state, "outbox-full", MAX_OUTBOX);
  }
  for (const update of tooMany.slice(0, -MAX_OUTBOX)) if (!update.forget) settle(state, update);
}

/** Forgets what the server has: this update, and all of its epoch up to `ack`. */
export function settle(state: State, { epoch, seq }: Sealed, ack = 0): void {
  for (const [path, other] of state.pending) {
    if (other.epoch !== epoch || (other.seq !== seq && other.seq > ack)) continue;
    state.pending.delete(path);
    save(state, path);
  }
}

/**
 * Takes keys out of a waiting update and says so in it, number kept: only the server knows whether it had the whole
 * before. Returns what now waits: the same when there was nothing to take.
 */
export function strip(
  state: State,
  update: Sealed,
  reason: DropReason,
  isKept?: (key: string) => boolean,
): Sealed {
  const { data = {}, calls = 0 } = update;
  const all = Object.entries(data);
  const kept = all.filter(([key]) => isKept?.(key));
  // A key is at least one call; how many more it was is not known any more, but for the last ones.
  const gone = kept.length ? all.length - kept.length : calls;
  if (kept.length === all.length) return update;
  const lost = { ...update.lost };
  count(lost, reason, gone);
  count(state.lost, reason, gone);
  return keep(state, { ...update, data: Object.fromEntries(kept), calls: calls - gone, lost });
}
