// Doing what the server wants: forget what is forbidden, or stop for good.
import type { DropReason } from "../core/errors.ts";
import type { Reply } from "../core/update.ts";
import { refusal, type Wishes } from "./controls.ts";
import { number, pathOf } from "./identity.ts";
import { settle, strip } from "./outbox.ts";
import { empty } from "./seal.ts";
import { type State, save, saveControls } from "./state.ts";

/** Applies a reply's lists; what is forbidden leaves buffer, outbox and storage at once. */
export function obey(state: State, reply: Partial<Reply> = {}): void {
  const { version = state.version, enable_keys = [], disable_keys = [] } = reply;
  // Replies overtake each other; what was told before is old news.
  if (version >= state.version) {
    state.version = version;
    state.off = [
      ...new Set([...state.off.filter((key) => !enable_keys.includes(key)), ...disable_keys]),
    ];
  }
  if (state.stopped) discard(state, "stopped");
  else discard(state, "disabled", (key) => !refusal(state, key));
}

/** Takes over what an earlier life or another tab was told, but for when it is its turn. */
export function learn(state: State, { off, stopped, version, nextAtMs, offsetMs }: Wishes): void {
  // What is not a record of ours has no version.
  if (version >= state.version) {
    state.off = off;
    state.version = version;
    state.offsetMs = offsetMs;
  }
  // The end is the end, in whatever order it is heard.
  state.stopped ||= !!stopped;
  state.nextAtMs ||= nextAtMs;
  obey(state);
}

/** Ends collection for good. */
export function halt(state: State): void {
  state.stopped = true;
  obey(state);
  saveControls(state);
}

/** Throws away what was collected: some keys, or all but a request to be forgotten. */
export function discard(state: State, reason: DropReason, isKept?: (key: string) => boolean): void {
  empty(state, reason, isKept);
  for (const update of state.pending.values()) {
    const left = strip(state, update, reason, isKept);
    if (!isKept && !update.forget) settle(state, left);
  }
  if (!isKept) unshadow(state);
}

/** Takes the copy of the open buffer away, while it is ours. */
export function unshadow(state: State): void {
  if (state.isShadowed) save(state, pathOf(number(state, {})));
  state.isShadowed = false;
}
