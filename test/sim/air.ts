// BroadcastChannel: what one tab says, the others of its profile hear.
import type { Owner, Timeline } from "./timeline.ts";

/** Whom a channel belongs to. */
interface Speaker extends Owner {
  readonly profile: number;
}

interface Channel {
  readonly tab: Speaker;
  readonly name: string;
  isOpen: boolean;
  hear(data: unknown): void;
}

/** All channels of a world. */
export interface Air {
  /** The constructor that a tab finds among its globals. */
  channelFor(tab: () => Speaker): unknown;
}

const DELAY_MS = 3;

/** Nobody listens yet. `onHeard` is told before a message is. */
export function createAir(
  timeline: Timeline,
  onSaid: (from: Speaker) => unknown,
  onHeard: (by: Speaker, news: unknown) => void,
): Air {
  const channels = new Set<Channel>();

  function post(from: Channel, data: unknown): void {
    if (!from.isOpen) throw new DOMException("closed", "InvalidStateError");
    const text = JSON.stringify(data);
    const news = onSaid(from.tab);
    for (const to of channels) {
      const { tab, name } = to;
      if (to === from || name !== from.name || tab.profile !== from.tab.profile) continue;
      timeline.after(
        DELAY_MS,
        () => {
          if (!to.isOpen) return;
          onHeard(tab, news);
          to.hear(JSON.parse(text));
        },
        tab,
      );
    }
  }

  return {
    channelFor(tab) {
      return function BroadcastChannel(name: string) {
        const listeners = new Set<(event: unknown) => void>();
        const face = {
          name,
          onmessage: undefined as ((event: unknown) => void) | undefined,
          postMessage: (data: unknown) => post(channel, data),
          addEventListener: (_type: string, run: (event: unknown) => void) => listeners.add(run),
          removeEventListener: (_type: string, run: (event: unknown) => void) =>
            listeners.delete(run),
          close() {
            channel.isOpen = false;
            channels.delete(channel);
          },
        };
        const channel: Channel = {
          tab: tab(),
          name: String(name),
          isOpen: true,
          hear(data) {
            const event = { type: "message", data };
            face.onmessage?.(event);
            for (const run of [...listeners]) run(event);
          },
        };
        channels.add(channel);
        return face;
      };
    },
  };
}
