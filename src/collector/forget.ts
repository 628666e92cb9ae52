// The user wants to be forgotten: here at once, at the server by a request that is never dropped.
import { flush } from "./emitter.ts";
import { begin, number } from "./identity.ts";
import { discard } from "./obey.ts";
import { keep } from "./outbox.ts";
import { ready } from "./restore.ts";
import { type State, save } from "./state.ts";

/** Deletes what is here and asks the server to; resolves to its receipt, or nothing when it could not be asked yet. */
export async function forget(state: State): Promise<string | undefined> {
  state.isForgetting = true;
  state.receipt = undefined;
  await ready(state);
  await state.running;
  const request = state.id && number(state, { forget: true });
  wipe(state);
  save(state, "instance");
  if (request) keep(state, request);
  state.channel?.postMessage(0);
  await flush(state);
  return state.receipt;
}

/** Forgets counts, updates and who we are; the next emission looks for a new id. */
export function wipe(state: State): void {
  discard(state, "forgotten");
  state.restored = state.id = undefined;
  begin(state);
}
