// Keeps a page that is seen up to date: by the server's word, or by asking again and again where that does not come.
import { systemClock } from "../../core/clock.ts";
import { DASHBOARD_MAX_POLL_MS, DASHBOARD_POLL_MS } from "../../core/dashboard-limits.ts";
import { STREAM_MS, STREAM_OPEN_MS } from "../../core/live-limits.ts";
import type { Clock } from "../../core/ports.ts";

/** `away` while the page is hidden. */
export type LiveState = "live" | "polling" | "away";

/** Where changes are told, and who wants to know. */
export interface LiveOptions {
  /** Of `GET /events`. */
  readonly url: string;
  /** What is shown may be old: at each change, and whenever a stream opens, since nobody knows what came before it. */
  readonly onChange: () => void;
  readonly onState: (state: LiveState) => void;
  readonly clock?: Clock;
  /** Default: the platform's. */
  readonly EventSource?: new (
    url: string,
  ) => Source;
}

/** As much of an `EventSource` as is used. */
export type Source = Pick<EventSource, "addEventListener" | "close" | "readyState">;

/** `EventSource.CLOSED`: it does not try again by itself. */
const CLOSED = 2;

/**
 * Listens until it is stopped. Over HTTP/1.1 a browser has six connections to a server, so none is kept by a page that
 * nobody sees. Where no stream opens within five seconds, or the server refuses, it polls, each time giving streams
 * another try.
 */
export function createLive(options: LiveOptions): { stop(): void } {
  const { url, onChange, onState, clock = systemClock } = options;
  let source: Source | undefined;
  let cancel = () => {};
  let state: LiveState | undefined;
  let polls = 0;

  const say = (next: LiveState) => {
    if (next === state) return;
    state = next;
    onState(next);
  };
  const pollAfter = (ms: number) => {
    cancel();
    cancel = clock.after(ms, poll);
  };
  const close = () => {
    cancel();
    source?.close();
  };
  const look = () => {
    if (document.hidden) {
      close();
      say("away");
      return;
    }
    const wasPolling = polls > 0;
    polls = 0;
    if (wasPolling) poll();
    else open(STREAM_OPEN_MS);
  };

  addEventListener("visibilitychange", look);
  addEventListener("online", look);
  look();
  return {
    stop() {
      removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
      close();
    },
  };

  function poll(): void {
    say("polling");
    onChange();
    open(Math.min(DASHBOARD_POLL_MS * 2 ** polls, DASHBOARD_MAX_POLL_MS));
    polls += 1;
  }

  function open(waitMs: number): void {
    close();
    pollAfter(waitMs);
    const opened = new (options.EventSource ?? EventSource)(url);
    let isOpen = false;
    source = opened;
    opened.addEventListener("open", () => {
      isOpen = true;
      polls = 0;
      // The server ends each stream before: one that lasts longer is dead, and nobody has said so.
      pollAfter(STREAM_MS + STREAM_OPEN_MS);
      say("live");
      onChange();
    });
    opened.addEventListener("change", onChange);
    opened.addEventListener("error", () => {
      if (opened.readyState !== CLOSED) {
        // It tries again by itself, and tells of each time that it failed.
        if (isOpen) pollAfter(STREAM_OPEN_MS);
      } else if (state !== "polling") poll();
      isOpen = false;
    });
  }
}
