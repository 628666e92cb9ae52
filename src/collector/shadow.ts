// The open buffer, copied as the update that it would be, a second behind at most: under the number that it will have.
// Whoever finds it after our death sends it as it is; sealing puts the whole update in its place.
import { SHADOW_MS } from "../core/limits.ts";
import { sendLater } from "../transport/later.ts";
import { begin, epochOf, pathOf } from "./identity.ts";
import { unshadow } from "./obey.ts";
import { ready } from "./restore.ts";
import { draft, type Hand, seal } from "./seal.ts";
import { claim, guard, mayTalk, type State, save } from "./state.ts";

/** Something was counted: it is copied at once, or, with the last copy a moment ago, within a second. */
export function shadow(state: State): void {
  if (!state.started) return;
  state.shadowing ??= state.clock.after(
    state.clock.now() - state.copiedMs > SHADOW_MS ? 0 : SHADOW_MS,
    () => guard(state, copy(state)),
  );
}

/** Leaves nothing open: it is sealed, or taken away where the user disagrees, and nothing is armed or held any more. */
export function letGo(state: State, hand?: Hand): void {
  if (mayTalk(state)) seal(state, false, hand);
  else unshadow(state);
  state.later?.abort();
  for (const release of state.claims.values()) release();
  state.claims.clear();
}

async function copy(state: State): Promise<void> {
  const isReady = await ready(state);
  const isOurs = isReady && (await claim(state, epochOf(state)));
  state.shadowing = undefined;
  state.copiedMs = state.clock.now();
  state.later?.abort();
  // The page may have been left meanwhile.
  if (!isReady || (!state.cells.size && !state.isShadowed)) return letGo(state);
  const [update, text, isFit] = draft(state, [...state.cells]);
  if (!isOurs || !isFit) {
    seal(state, false);
    // Who has our claim sends what it found, under its numbers: what we go on with needs a life of its own.
    if (!isOurs) begin(state);
    return;
  }
  if (state.storage?.claim) {
    state.isShadowed = true;
    save(state, pathOf(update), update);
  }
  state.later = sendLater(state.url, text);
  // What comes next is a change again.
  for (const cell of state.cells.values()) cell.live = false;
}
