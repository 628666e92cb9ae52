// A page that goes and comes back. Without a page nothing ever happens.
import { sendBeacon } from "../transport/beacon.ts";
import { tick } from "./emitter.ts";
import { settle } from "./outbox.ts";
import { seal } from "./seal.ts";
import { isAllowed, type Sealed, type State } from "./state.ts";

/**
 * Hands what there is to the beacon when the page may not come back (hidden, frozen, unloaded), and goes on when it
 * is seen again or the network is back. Engines disagree about the order of these events and fire several.
 * Returns its undo.
 */
export function watchPage(state: State): () => void {
  const { beacon = sendBeacon, trustBeacon } = state;
  const handed = new WeakSet<Sealed>();
  // No await, nothing that anything waits for: the page has this turn and no other.
  const leave = () => {
    if (!isAllowed(state)) return;
    seal(state, false);
    for (const update of state.pending.values()) {
      try {
        // What an earlier life left waits for an answer: once more with each page, it would use the quota up.
        const isOpen = update.epoch === state.epoch && !handed.has(update);
        if (!isOpen || !beacon(state.url, JSON.stringify(update))) continue;
        handed.add(update);
        if (trustBeacon) settle(state, update);
      } catch {
        // sendBeacon throws for a URL that it cannot parse; the update waits for a fetch, which will tell.
      }
    }
  };
  const comeBack = () => void tick(state, true);
  const heard: Record<string, (event: PageTransitionEvent) => void> = {
    visibilitychange: () => (document.hidden ? leave() : comeBack()),
    freeze: leave,
    // WebKit does not fire visibilitychange on navigation (webkit.org/b/151610).
    pagehide: leave,
    pageshow: ({ persisted }) => persisted && comeBack(),
    online: comeBack,
  };
  const each = (change: typeof addEventListener) => {
    // On their way down all of them pass the window, those that do not bubble too.
    for (const [type, run] of Object.entries(heard)) change(type, run as EventListener, true);
  };
  if (typeof document !== "object") return () => {};
  each(addEventListener);
  return () => each(removeEventListener);
}
