// Doing what the server wants: forget what is forbidden, or stop for good.
import type { DropReason } from "../core/errors.ts";
import type { Reply } from "../core/update.ts";
import { purge } from "./buffer.ts";
import { offAfter, refusal, type Wishes } from "./controls.ts";
import { number, pathOf } from "./identity.ts";
import { settle, strip } from "./outbox.ts";
import { empty } from "./seal.ts";
import { drop, type State, save, saveControls } from "./state.ts";

/** Applies a reply's lists; what they forbid leaves buffer, outbox and storage at once. */
export function obey(state: State, reply: Partial<Reply>): void {
  const { wishes } = state;
  const { version = wishes.version } = reply;
  // Replies overtake each other; what was told before is old news.
  if (version >= wishes.version) Object.assign(wishes, { version, off: offAfter(state, reply) });
  const isGone = (key: string) => !!refusal(state, key);
  const calls = purge(state, isGone);
  drop(state, "disabled", calls);
  if (calls) state.later?.abort();
  for (const update of state.pending.values()) strip(state, update, "disabled", isGone);
}

/** Takes over what an earlier life or another tab was told, but for when it is its turn. */
export function learn(state: State, heard: Wishes): void {
  const { stopped, version, nextAtMs } = state.wishes;
  if (heard.version < version) return;
  Object.assign(state.wishes, heard, { stopped, nextAtMs: nextAtMs || heard.nextAtMs });
  if (heard.stopped && !stopped) halt(state);
  obey(state, {});
}

/** Ends collection for good. */
export function halt(state: State): void {
  state.wishes.stopped = true;
  discard(state, "stopped");
  saveControls(state);
}

/** Throws away all that was collected, but for a request to be forgotten. */
export function discard(state: State, reason: DropReason): void {
  if (state.isShadowed) save(state, pathOf(number(state, {})));
  state.isShadowed = false;
  empty(state, reason);
  for (const update of state.pending.values()) {
    if (!update.forget) settle(state, strip(state, update, reason));
  }
}
