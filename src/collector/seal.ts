// Buffer to outbox: what was collected becomes numbered updates.
import type { DropReason } from "../core/errors.ts";
import { MAX_OUTBOX, MIN_PIECE_CHARS } from "../core/limits.ts";
import { utf8 } from "../core/utf8.ts";
import { purge } from "./buffer.ts";
import { number } from "./identity.ts";
import { type Entry, toLoad } from "./load.ts";
import { bound, keep } from "./outbox.ts";
import { count, drop, type Sealed, type State } from "./state.ts";

/** Empties the buffer, of some keys or all, for a reason that is counted. */
export function empty(state: State, reason: DropReason, isKept?: (key: string) => boolean): void {
  const calls = purge(state, isKept);
  drop(state, reason, calls);
  if (calls) state.later?.abort();
}

/** What entries would be under the next number, its text (none where that is longer than a string can be), and whether it may be sent. */
export function draft(
  state: State,
  entries: readonly Entry[],
): [update: Sealed, text: string, isFit: boolean] {
  const update = number(state, toLoad(entries));
  try {
    const text = JSON.stringify(update);
    return [update, text, utf8(text).length <= state.maxBytes];
  } catch {
    return [update, "", false];
  }
}

/** What takes an update at once, as a beacon does. */
export type Hand = (update: Sealed, text: string) => boolean;

/**
 * Moves the buffer into the outbox, in one write. With `isDue` an update is made of nothing, to fetch the server's
 * wishes, and with a full outbox the buffer goes on adding up instead.
 */
export function seal(state: State, isDue: boolean, hand: Hand = () => true): void {
  const isEmpty = !state.cells.size;
  if (isDue ? state.pending.size < (isEmpty ? 1 : MAX_OUTBOX) : !isEmpty || state.isShadowed) {
    pack(state, [...state.cells], hand);
    state.later?.abort();
  }
  bound(state);
}

/**
 * Makes one update of the first entries of the buffer. What `hand` does not take is halved, down to a few kilobytes; a
 * single key goes as it is.
 */
function pack(state: State, entries: readonly Entry[], hand: Hand): void {
  const [update, text, isFit] = draft(state, entries);
  const isTaken = isFit && hand(update, text);
  const half = entries.length >> 1;
  if (half && !isTaken && (!isFit || text.length > MIN_PIECE_CHARS)) {
    pack(state, entries.slice(0, half), hand);
    pack(state, entries.slice(half), hand);
  } else {
    const cells = new Map([...state.cells].slice(entries.length));
    for (const [, cell] of entries) {
      state.items -= cell.weight;
      cell.live = false;
    }
    if (text) keep(state, update);
    else count(state.dropped, "bad-value", update.calls as number);
    // Firefox ends scripts of a tab that is closed, between any two calls. Here is none: what is ended before makes the
    // same update again with the next event.
    state.cells = cells;
    state.recorded = update.recorded;
    state.isShadowed = false;
    if (text) state.seq = update.seq;
  }
}
