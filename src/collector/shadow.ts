// The live buffer's copy in storage: behind by a second at most, so that a killed page loses no more.
import { SHADOW_DELTAS, SHADOW_MS } from "../core/limits.ts";
import { draft } from "./identity.ts";
import { toLoad } from "./load.ts";
import { type State, save } from "./state.ts";

/** Tells that the buffer changed; the first change arms the next save. */
export function touch(state: State): void {
  if (state.shadow) state.shadowTimer ??= state.clock.after(SHADOW_MS, () => saveShadow(state));
}

/**
 * Writes the changed cells as one record; `isWhole` puts one record of all cells in place of the others. Records
 * hold whole values, so that the newest simply wins.
 */
export function saveShadow(state: State, isWhole = false): void {
  const { shadow } = state;
  if (!shadow) return;
  state.shadowTimer?.();
  state.shadowTimer = undefined;
  const old = isWhole || shadow.length >= SHADOW_DELTAS ? shadow.splice(0) : [];
  let calls = 0;
  const changed = [...state.cells].filter(([, cell]) => {
    calls += cell.calls;
    return !shadow.length || cell.saved !== cell.calls;
  });
  if (changed.length) {
    const update = draft(state, { ...toLoad(changed), calls });
    for (const [, cell] of changed) cell.saved = cell.calls;
    // Ordered by their time, fixed in width, so that storages list the records in the order of writing.
    const path = `open/${update.epoch}/${update.timestamp}`;
    save(state, path, update);
    shadow.push(path);
  }
  for (const path of old) save(state, path);
}
