// Sealed updates waiting for an acknowledgement: in memory, copied to storage, bounded.
import type { DropReason } from "../core/errors.ts";
import { MAX_OUTBOX } from "../core/limits.ts";
import { pathOf } from "./identity.ts";
import { count, type Sealed, type State, save, tell } from "./state.ts";

/** Keeps an update that was numbered, or found in storage. */
export function keep(state: State, update: Sealed): void {
  state.pending.set(pathOf(update), update);
  if (state.pending.size <= MAX_OUTBOX) return;
  const others = [...state.pending.values()].filter((other) => !other.forget);
  const oldest = others.find(({ calls }) => calls);
  if (oldest) strip(state, oldest, "outbox-full");
  if (others[2 * MAX_OUTBOX]) settle(state, others[0] as Sealed);
  tell(state, "outbox-full", MAX_OUTBOX);
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
  isKept: (key: string) => boolean = () => false,
): Sealed {
  const { data = {}, set_keys = [], calls = 0, lost } = update;
  const all = Object.entries(data);
  const kept = all.filter(([key]) => isKept(key));
  // A key is at least one call; how many more it was is not known any more, but for the last ones.
  const gone = kept.length ? all.length - kept.length : calls;
  if (kept.length === all.length) return update;
  count(state.lost, reason, gone);
  const stripped: Sealed = {
    ...update,
    data: Object.fromEntries(kept),
    set_keys: set_keys.filter(isKept),
    calls: calls - gone,
    lost: { ...lost, [reason]: (lost?.[reason] ?? 0) + gone },
  };
  const path = pathOf(update);
  state.pending.set(path, stripped);
  save(state, path, stripped);
  return stripped;
}
