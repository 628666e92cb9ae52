// One POST: compressed once, sent as often as it takes, and asked what became of it.
import { systemClock } from "../../core/clock.ts";
import { TallybeaconError } from "../../core/errors.ts";
import { KEEPALIVE_BYTES } from "../../core/limits.ts";
import {
  MAX_ANSWER_BYTES,
  MAX_QUOTED_CHARS,
  RETRYABLE_STATUSES,
} from "../../core/metric-limits.ts";
import { retryAfterMs } from "../../core/retry.ts";
import { utf8, utf8Text } from "../../core/utf8.ts";
import { canCompress, compress, type Encoding } from "./compress.ts";
import type { DeliveryOptions, Parcel, Refusal } from "./delivery.ts";

/** How is posted. */
export interface PostOptions extends DeliveryOptions {
  /** Default: the platform's `fetch`, looked up at each request. */
  readonly fetch?: typeof fetch;
  /** Gives up at once after an answer other than 408, 429, 500, 502, 503 and 504. Default false: all are tried again. */
  readonly fastFailOnNonRetryableErrors?: boolean;
}

/** One request. */
export interface Post extends Pick<Parcel, "series" | "retries"> {
  readonly url: string | URL;
  readonly headers: HeadersInit;
  /** Made when its turn has come. */
  readonly body: () => string | Uint8Array<ArrayBuffer>;
  /** Compresses where that can be had, and says so in a header. */
  readonly encoding?: Encoding | undefined;
  /** Statuses that say it was taken. Default 200 to 204. */
  readonly isTaken?: (status: number) => boolean;
  /** How many series the answer says were refused for good; throws for what is no answer. */
  readonly refused?: (answer: Uint8Array) => number;
}

/** A request that is delivered. Redirects are not followed: they would turn it into a GET. */
export function post(request: Post, options: PostOptions): Parcel {
  const { url, series, encoding, isTaken = isUsual, refused } = request;
  const { clock = systemClock, fastFailOnNonRetryableErrors: isFastFail = false } = options;
  return {
    series,
    ...(request.retries !== undefined && { retries: request.retries }),
    async pack() {
      const headers = new Headers(request.headers);
      const made = request.body();
      let body = typeof made === "string" ? utf8(made) : made;
      if (encoding && canCompress()) {
        body = await compress(body, encoding);
        headers.set("content-encoding", encoding);
      }
      // Lives on after its page; where there is no room for that the next try does without.
      let keepalive = body.length <= KEEPALIVE_BYTES;
      return async (signal) => {
        const init: RequestInit = { method: "POST", body, headers, redirect: "manual", keepalive };
        keepalive = false;
        const asked = (options.fetch ?? fetch)(url, { ...init, credentials: "omit", signal });
        const response = await asked.catch((cause) => {
          throw new TallybeaconError("network", "no answer", cause);
        });
        const { status } = response;
        const answer = await firstBytes(response, MAX_ANSWER_BYTES);
        if (isTaken(status)) return refused?.(answer);
        // Browsers give the status of a redirect as 0.
        const said = `answered ${status || "a redirect"} ${utf8Text(answer).slice(0, MAX_QUOTED_CHARS)}`;
        const cause: Refusal = {
          retryAfterMs: retryAfterMs(response.headers.get("retry-after"), clock.now()),
          isFinal: isFastFail && !RETRYABLE_STATUSES.includes(status),
        };
        throw new TallybeaconError("status", said.trim(), cause);
      };
    },
  };
}

function isUsual(status: number): boolean {
  return status >= 200 && status <= 204;
}

/** Of protocols that do not say which: any that says it went well. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Lets go of the rest, so that the connection can be used again. */
async function firstBytes(response: Response, max: number): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  for (let size = 0; reader && size < max; ) {
    const { value, done } = await reader.read();
    if (done) break;
    chunks.push(value);
    size += value.length;
  }
  await reader?.cancel();
  return new Uint8Array(await new Blob(chunks).arrayBuffer()).subarray(0, max);
}
