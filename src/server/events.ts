// Tells whoever looks that something was written, by server-sent events, so that nobody asks again and again.
import {
  CHANGE_PAUSE_MS,
  HEARTBEAT_MS,
  MAX_STREAMS,
  STREAM_MS,
  STREAM_RETRY_MS,
} from "../core/live-limits.ts";
import type { Clock, Handler } from "../core/ports.ts";
import { utf8 } from "../core/utf8.ts";
import { unstored } from "./answer.ts";

/** What the streams need. */
export interface EventsOptions {
  readonly clock: Clock;
  /** Runs every few seconds while there is a stream. */
  readonly onBeat: () => void;
  /** Ends the streams when it is aborted, after which there are no more. */
  readonly signal?: AbortSignal | undefined;
}

/** The streams. */
export interface Events {
  /** Something was written. Costs nothing while nobody listens. */
  changed(): void;
  /** Answers with a stream, and with 503 and Retry-After where there are too many. */
  readonly handler: Handler;
}

/** One of them. */
interface Stream {
  readonly body: ReadableStream<Uint8Array>;
  tell(): void;
  end(): void;
}

const HEADERS = { "content-type": "text/event-stream", "x-accel-buffering": "no" };

/** A first change is told at once, and all that follow within a second are at its end. */
export function createEvents({ clock, onBeat, signal }: EventsOptions): Events {
  const streams = new Set<Stream>();
  let endPause: (() => void) | undefined;
  let isNews = false;

  function tell(): void {
    isNews = false;
    endPause = clock.after(CHANGE_PAUSE_MS, () => {
      endPause = undefined;
      if (isNews) tell();
    });
    for (const stream of streams) stream.tell();
  }

  function forget(stream: Stream): void {
    streams.delete(stream);
    if (streams.size > 0) return;
    endPause?.();
    endPause = undefined;
  }

  signal?.addEventListener("abort", () => {
    for (const stream of streams) stream.end();
  });
  return {
    changed() {
      if (endPause) isNews = true;
      else if (streams.size > 0) tell();
    },
    handler(request) {
      if (signal?.aborted || streams.size >= MAX_STREAMS) {
        return unstored(request, "no more may listen");
      }
      const stream = openStream(clock, onBeat, () => forget(stream));
      streams.add(stream);
      return new Response(stream.body, { headers: HEADERS });
    },
  };
}

function openStream(clock: Clock, onBeat: () => void, onEnd: () => void): Stream {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let leftMs = STREAM_MS;
  let isOwed = false;
  let endWait = clock.after(HEARTBEAT_MS, beat);
  const isTaken = () => (controller.desiredSize ?? 0) > 0;
  /** Changes that a slow client has not taken are one when it does. */
  const pay = () => {
    if (!isOwed || !isTaken()) return;
    isOwed = false;
    controller.enqueue(utf8(`event: change\ndata: {"now":${clock.now()}}\n\n`));
  };
  const leave = () => {
    endWait();
    onEnd();
  };
  const end = () => {
    leave();
    controller.close();
  };
  const body = new ReadableStream<Uint8Array>({
    start(made) {
      controller = made;
      controller.enqueue(utf8(`retry: ${STREAM_RETRY_MS}\n\n`));
    },
    pull: pay,
    cancel: leave,
  });
  return {
    body,
    tell() {
      isOwed = true;
      pay();
    },
    end,
  };

  function beat(): void {
    leftMs -= HEARTBEAT_MS;
    if (leftMs <= 0) {
      end();
      return;
    }
    endWait = clock.after(HEARTBEAT_MS, beat);
    if (isTaken()) controller.enqueue(utf8(":\n\n"));
    onBeat();
  }
}
