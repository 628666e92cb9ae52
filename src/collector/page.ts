// A page that goes and comes back, and its neighbours. Without a page nothing ever happens.
import type { Wishes } from "./controls.ts";
import { tick } from "./emitter.ts";
import { wipe } from "./forget.ts";
import { learn } from "./obey.ts";
import { due, settle } from "./outbox.ts";
import { letGo } from "./shadow.ts";
import type { Sealed, State } from "./state.ts";

/**
 * Hands what there is to the beacon when the page may not come back (hidden, frozen, unloaded), and goes on when it
 * is seen again or the network is back. Engines disagree about the order of these events and fire several. Other
 * tabs tell what they were told by the server, or by the user. Returns its undo.
 */
export function watchPage(state: State): (() => void) | undefined {
  const hand = (update: Sealed, text = JSON.stringify(update)) => {
    try {
      return state.beacon(state.url, text) && !!state.handed.add(update);
    } catch {
      // sendBeacon throws for a URL that it cannot parse; the update waits for a fetch, which will tell.
      return false;
    }
  };
  // No await, nothing that anything waits for: the page has this turn and no other.
  const leave = () => {
    letGo(state, hand);
    for (const update of due(state)) {
      // Each but once.
      if ((state.handed.has(update) || hand(update)) && state.trustBeacon) settle(state, update);
    }
  };
  const comeBack = () => void tick(state, true);
  const listen = () => {
    try {
      state.channel ??= new BroadcastChannel(state.url);
      state.channel.onmessage = ({ data }: MessageEvent<Wishes | 0>) =>
        data ? learn(state, data) : wipe(state);
    } catch {
      // There is none, or none for a page that may not store: what the server wants comes with the next reply.
    }
  };
  const close = () => {
    state.channel?.close();
    state.channel = undefined;
  };
  const heard: Record<string, (event: PageTransitionEvent) => void> = {
    visibilitychange: () => (document.hidden ? leave() : comeBack()),
    // Firefox looks for locks before it fires pagehide, and keeps no page that holds one.
    beforeunload: leave,
    freeze: leave,
    // WebKit does not fire visibilitychange on navigation (webkit.org/b/151610).
    pagehide() {
      leave();
      close();
    },
    pageshow({ persisted }) {
      if (!persisted) return;
      listen();
      // What was told meanwhile, and left behind, is in the storage.
      state.restored = undefined;
      comeBack();
    },
    online: comeBack,
  };
  const each = (change: typeof addEventListener) => {
    for (const [type, run] of Object.entries(heard)) {
      // Again when the others were told, who may have counted: metrics that ride on updates, for one.
      change(type, run as EventListener);
      // On their way down all of them pass the window, those that do not bubble too.
      change(type, run as EventListener, true);
    }
  };
  if (!globalThis.document) return undefined;
  // Slow to make: it is left to a task of our own, before the one that reads what others were told.
  const cancel = state.clock.after(0, listen);
  each(addEventListener);
  return () => {
    cancel();
    close();
    each(removeEventListener);
  };
}
