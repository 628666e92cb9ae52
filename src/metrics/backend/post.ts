// One POST of a backend: compressed once, sent as often as it takes, and asked what became of it.
import { TallybeaconError } from "../../core/errors.ts";
import { MAX_ANSWER_BYTES, MAX_QUOTED_CHARS } from "../../core/metric-limits.ts";
import { retryAfterMs } from "../../core/retry.ts";
import type { DeliveryOptions, Parcel, Refusal } from "./deliver.ts";

/** How a backend posts. */
export interface PostOptions extends DeliveryOptions {
  /** Default: the platform's `fetch`, looked up at each request. */
  readonly fetch?: typeof fetch;
  /** Default true, where it can be had. */
  readonly compressPayload?: boolean;
}

/** One request. */
export interface Post extends Pick<Parcel, "series" | "retries"> {
  readonly url: string | URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Made when its turn has come. */
  readonly body: () => string | Uint8Array<ArrayBuffer>;
  /** Compresses, and says so in a header. */
  readonly encoding?: CompressionFormat | undefined;
  /** Statuses that say it was taken; default 200 to 204. */
  readonly taken?: (status: number) => boolean;
  /** How many series the answer says were refused for good; throws for what is no answer. */
  readonly refused?: (answer: Uint8Array) => number;
}

/** A request that is delivered. Redirects are not followed: they would turn it into a GET. */
export function post(request: Post, { fetch: ask, clock }: PostOptions): Parcel {
  const { url, series, encoding, taken = isTaken, refused } = request;
  const now = () => clock?.now() ?? Date.now();
  return {
    series,
    ...(request.retries !== undefined && { retries: request.retries }),
    async pack() {
      const plain = request.body();
      const body = encoding ? await compressed(plain, encoding) : plain;
      const headers = { ...request.headers, ...(encoding && { "content-encoding": encoding }) };
      const init: RequestInit = { method: "POST", body, headers, redirect: "manual" };
      return async (signal) => {
        const response = await (ask ?? fetch)(url, { ...init, credentials: "omit", signal }).catch(
          (cause) => {
            throw new TallybeaconError("network", "no answer", cause);
          },
        );
        const { status } = response;
        const answer = await firstBytes(response, MAX_ANSWER_BYTES);
        if (taken(status)) return refused?.(answer);
        const reply = new TextDecoder().decode(answer).slice(0, MAX_QUOTED_CHARS);
        const hint = retryAfterMs(response.headers.get("retry-after"), now());
        const cause: Refusal = hint === undefined ? {} : { retryAfterMs: hint };
        throw new TallybeaconError("status", `answered ${status} ${reply}`.trim(), cause);
      };
    },
  };
}

function isTaken(status: number): boolean {
  return status >= 200 && status <= 204;
}

async function compressed(
  body: string | Uint8Array<ArrayBuffer>,
  encoding: CompressionFormat,
): Promise<ArrayBuffer> {
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream(encoding));
  return new Response(stream).arrayBuffer();
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
