// Sealed updates waiting for an acknowledgement: in memory, copied to storage, bounded.
import { MAX_OUTBOX } from "../core/limits.ts";
import { refusal } from "./controls.ts";
import { drop, type Sealed, type State, save, tell } from "./state.ts";

/** Where a sealed update rests in storage. */
export function sealedPath({ epoch, seq }: Sealed): string {
  return `sealed/${epoch}/${seq}`;
}

/** Keeps a new update, or one found in storage; the oldest gives way when there are too many. */
export function keep(state: State, update: Sealed): void {
  const path = sealedPath(update);
  if (state.pending.has(path)) return;
  const [oldest] = state.pending.values();
  if (oldest && state.pending.size >= MAX_OUTBOX) {
    giveUp(state, oldest, "outbox-full");
    tell(state, "outbox-full", MAX_OUTBOX);
  }
  state.pending.set(path, update);
  save(state, path, update);
}

/** Forgets what the server has: this update, and all of its epoch up to `ack`. */
export function settle(state: State, { epoch, seq }: Sealed, ack = 0): void {
  for (const [path, other] of state.pending) {
    if (other.epoch !== epoch || (other.seq !== seq && other.seq > ack)) continue;
    state.pending.delete(path);
    save(state, path);
  }
}

/** Forgets an update for a reason that is counted. */
export function giveUp(
  state: State,
  update: Sealed,
  reason: "outbox-full" | "rejected" | "stopped",
): void {
  drop(state, reason, update.calls ?? 0);
  settle(state, update);
}

/** Takes forbidden keys out of what waits, numbers kept: a gap would look like a loss. */
export function purgePending(state: State): void {
  const isOpen = (key: string) => !refusal(state, key);
  for (const [path, update] of state.pending) {
    const { data = {}, set_keys = [], calls = 0 } = update;
    const all = Object.entries(data);
    const kept = all.filter(([key]) => isOpen(key));
    const gone = all.length - kept.length;
    if (!gone) continue;
    drop(state, "disabled", gone);
    const purged = {
      ...update,
      data: Object.fromEntries(kept),
      set_keys: set_keys.filter(isOpen),
      // A key is at least one call; how many more it was is not known any more.
      calls: calls - gone,
    };
    state.pending.set(path, purged);
    save(state, path, purged);
  }
}
