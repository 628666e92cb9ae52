// Doing what the server wants: forget what is forbidden, or stop for good.
import type { Reply } from "../core/update.ts";
import { purge } from "./buffer.ts";
import { applyLists, refusal } from "./controls.ts";
import { giveUp, purgePending } from "./outbox.ts";
import { empty } from "./seal.ts";
import { drop, type State, saveControls } from "./state.ts";

/** Applies a reply's lists; what they forbid leaves buffer, outbox and storage at once. */
export function obey(state: State, reply: Partial<Reply>): void {
  applyLists(state, reply);
  drop(
    state,
    "disabled",
    purge(state, (key) => !!refusal(state, key)),
  );
  purgePending(state);
}

/** Ends collection for good. */
export function halt(state: State): void {
  state.stopped = true;
  empty(state, "stopped");
  for (const update of state.pending.values()) giveUp(state, update, "stopped");
  saveControls(state);
}
