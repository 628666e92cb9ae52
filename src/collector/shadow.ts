// The open buffer, copied a second behind as the update that it would be: under the number that it will have. Whoever
// finds it after our death sends it as it is; sealing puts the whole update in its place.
import { SHADOW_MS } from "../core/limits.ts";
import { sendLater } from "../transport/later.ts";
import { begin, epochOf, pathOf } from "./identity.ts";
import { unshadow } from "./obey.ts";
import { ready } from "./restore.ts";
import { draft, seal } from "./seal.ts";
import { claim, guard, type State, save, unclaim } from "./state.ts";

/** Something was counted: it is copied within a second. */
export function shadow(state: State): void {
  if (!state.started) return;
  state.shadowing ??= state.clock.after(SHADOW_MS, () => guard(state, copy(state)));
}

async function copy(state: State): Promise<void> {
  const isReady = await ready(state);
  const isOurs = isReady && (await claim(state, epochOf(state)));
  state.shadowing = undefined;
  state.later?.abort();
  if (!isReady) unshadow(state);
  // The page may have been left meanwhile.
  if (!isReady || (!state.cells.size && !state.isShadowed)) return unclaim(state);
  // Who has our claim sends what it found, under its numbers: what we go on with needs a life of its own.
  const [update, text, isFit] = draft(state, [...state.cells]);
  if (!isOurs || !isFit) seal(state, false);
  if (!isOurs) begin(state);
  if (!isOurs || !isFit) return;
  if (state.storage?.claim) {
    state.isShadowed = true;
    save(state, pathOf(update), update);
  }
  state.later = sendLater(state.url, text);
  // What comes next is a change again.
  for (const cell of state.cells.values()) cell.live = false;
}
