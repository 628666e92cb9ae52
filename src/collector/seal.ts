// Buffer to outbox: what was collected becomes numbered updates.
import type { DropReason } from "../core/errors.ts";
import { MAX_OUTBOX, MIN_PIECE_CHARS } from "../core/limits.ts";
import { utf8Bytes } from "../transport/budget.ts";
import { callsOf, purge } from "./buffer.ts";
import { number, pathOf } from "./identity.ts";
import { type Entry, toLoad } from "./load.ts";
import { keep } from "./outbox.ts";
import { drop, type Sealed, type State, save } from "./state.ts";

/** Empties the buffer, of all but what is kept, for a reason that is counted or because it was sealed. */
export function empty(state: State, reason?: DropReason, isKept?: (key: string) => boolean): void {
  const calls = purge(state, isKept);
  if (reason) drop(state, reason, calls);
  if (calls) state.later?.abort();
}

/** What entries would be under the next number, and its text; nothing where that is longer than a string can be. */
export function draft(state: State, entries: readonly Entry[]): [update: Sealed, text: string] {
  const update = number(state, toLoad(entries));
  try {
    return [update, JSON.stringify(update)];
  } catch {
    return [update, ""];
  }
}

/** Whether a text is one that may be sent. */
export function fits(state: State, text: string): boolean {
  return !!text && utf8Bytes(text) <= state.maxBytes;
}

/**
 * Moves the buffer into the outbox, in one write. What `hand` does not take is halved and tried again, down to pieces
 * of a few kilobytes; a single key goes as it is. With `isDue` an update is made of nothing, to fetch the server's
 * wishes, and with a full outbox the buffer goes on adding up instead.
 */
export function seal(
  state: State,
  isDue: boolean,
  hand: (update: Sealed, text: string) => boolean = () => true,
): void {
  const { pending } = state;
  const isEmpty = !state.cells.size;
  if (isDue ? pending.size >= (isEmpty ? 1 : MAX_OUTBOX) : isEmpty && !state.isShadowed) return;
  let entries: Entry[] = [...state.cells];
  let size = entries.length;
  do {
    const piece = entries.slice(0, size);
    const [update, text] = draft(state, piece);
    const isFit = fits(state, text);
    const isTaken = isFit && hand(update, text);
    if (size > 1 && !isTaken && (!isFit || text.length > MIN_PIECE_CHARS)) {
      size >>= 1;
      continue;
    }
    entries = entries.slice(size);
    if (text) {
      state.seq++;
      state.recorded += update.calls ?? 0;
      save(state, pathOf(update), update);
      keep(state, update);
    } else {
      for (const [, cell] of piece) drop(state, "bad-value", callsOf(cell));
    }
  } while (entries.length);
  state.isShadowed = false;
  empty(state);
}
