// Takes pushed metrics in, writes them anew, and stores them.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Encoder, Transform } from "../core/family.ts";
import { BODY_TIMEOUT_MS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";
import type { Push } from "../core/push.ts";
import { within } from "../core/within.ts";
import { textEncoder } from "../prometheus/text-encoder.ts";
import { addTimestamps } from "../prometheus/transform.ts";
import { careful, refuse, unstored } from "./answer.ts";
import type { BodyLimits } from "./body.ts";
import { readPush } from "./push/read.ts";

/** Where pushes end up. */
export interface PushStore {
  /** Keeps one push: `message` is all of its families, encoded. The signal says that nobody waits any more. */
  write(
    message: string | Uint8Array<ArrayBuffer>,
    push: Push,
    signal: AbortSignal,
  ): void | Promise<void>;
}

/** What a push handler needs. `timeoutMs` is for all of it, from the first look at a request to its answer. */
export interface PushHandlerOptions extends BodyLimits {
  readonly store: PushStore;
  /** Applied in their order before families are encoded. Default: the time of their arrival is added. */
  readonly transforms?: readonly Transform[];
  /** How messages are written, however they came in. Default: text. */
  readonly encoder?: Encoder;
  /** Where browsers that come here are sent. Default: nowhere. */
  readonly about?: string | URL;
  /** Hears what went wrong inside; pushers only hear 500 or 503. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers PUT and POST, at any path, with 202 once the push is stored. Text, OpenMetrics and delimited protobuf are
 * taken. 400 says what is wrong and in which line, 413 and 408 that a body was too long or too slow, 503 that the store
 * was. Source: InfluxDB's push handler.
 */
export function pushHandler(options: PushHandlerOptions): Handler {
  const { store, clock = systemClock, encoder = textEncoder, about, onError } = options;
  const { timeoutMs = BODY_TIMEOUT_MS, transforms = [addTimestamps(clock.now)] } = options;
  const allow = about ? "GET, HEAD, PUT, POST" : "PUT, POST";

  return careful(async (request) => {
    const { method } = request;
    if (about && (method === "GET" || method === "HEAD")) {
      return new Response(null, { status: 303, headers: { location: String(about) } });
    }
    if (method !== "PUT" && method !== "POST") {
      return refuse(request, 405, `the path takes ${allow}`, { allow });
    }
    const dueAtMs = clock.now() + timeoutMs;
    const push = await readPush(request, options);
    try {
      const families = transforms.reduce((all, transform) => transform(all), push.families);
      const message = encoder.encode(families);
      const write = (signal: AbortSignal) => store.write(message, { ...push, families }, signal);
      await within(clock, dueAtMs - clock.now(), write);
    } catch (error) {
      if (error instanceof TallybeaconError && error.code === "timeout") return unstored(request);
      throw new TallybeaconError("storage", "a push was not stored", error);
    }
    return new Response(null, { status: 202 });
  }, onError);
}
