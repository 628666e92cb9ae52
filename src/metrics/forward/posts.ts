// Posts that are made again until they arrive, or until it takes too long.
import { TallybeaconError } from "../../core/errors.ts";
import { KEEPALIVE_BYTES } from "../../core/limits.ts";
import {
  BACKOFF_GROWTH,
  BACKOFF_MS,
  MAX_BACKOFF_MS,
  RETRYABLE_STATUSES,
} from "../../core/metric-limits.ts";
import type { Clock } from "../../core/ports.ts";
import { retryAfterMs } from "../../core/retry.ts";
import { within } from "../../core/within.ts";

/** How posts are made. */
export interface PostOptions {
  /** Default: the platform's `fetch`, looked up at each post. */
  readonly fetch?: typeof fetch;
  readonly clock: Clock;
  /** For one try. */
  readonly timeoutMs: number;
  /** After so long no further try is begun; -1 for one try. */
  readonly maxElapsedMs: number;
  /** Gives up at once what the same post will not better. */
  readonly isFastFail: boolean;
  /** Hears of each post that was given up. */
  readonly tell: (error: TallybeaconError) => void;
}

/** What became of posts. All count up. */
export interface PostCounts {
  readonly sent: number;
  readonly retried: number;
  readonly dropped: number;
  /** From a try to its answer, of those that arrived. */
  readonly latencySumMs: number;
  /** Of those that arrived since counts were last asked for. */
  readonly latencyMaxMs: number;
}

/** Posts, and what became of them. */
export interface Posts {
  /** Settles when it has arrived or was given up; never rejects. */
  post(url: string, body: Uint8Array<ArrayBuffer>, headers: Headers): Promise<void>;
  counts(): PostCounts;
  /** When the last one arrived. */
  lastSentAtMs(): number | undefined;
}

/**
 * Pauses are half a second, then half as long again each time, up to a minute; each is by chance up to a half longer or
 * shorter, and as long as the server asks for. Who is asked to wait longer than there is time gives up. Redirects are not
 * followed. Source: gostatsd, HTTP forwarder; Retry-After is ours.
 */
export function createPosts(options: PostOptions): Posts {
  const { clock, timeoutMs, maxElapsedMs, isFastFail, tell } = options;
  const counts = { sent: 0, retried: 0, dropped: 0, latencySumMs: 0, latencyMaxMs: 0 };
  let lastSentAtMs: number | undefined;

  const arrived = (latencyMs: number) => {
    counts.sent += 1;
    counts.latencySumMs += latencyMs;
    counts.latencyMaxMs = Math.max(counts.latencyMaxMs, latencyMs);
    lastSentAtMs = clock.now();
  };

  return {
    async post(url, body, headers) {
      const init: RequestInit = { method: "POST", body, headers, redirect: "manual" };
      init.credentials = "omit";
      // Lives on after its page; where there is no room for that the next try does without.
      init.keepalive = body.length <= KEEPALIVE_BYTES;
      const ask = async (signal: AbortSignal): Promise<Response> => {
        const response = await (options.fetch ?? fetch)(url, { ...init, signal });
        await response.body?.cancel();
        return response;
      };
      const firstMs = clock.now();
      for (let meanMs = BACKOFF_MS; ; meanMs *= BACKOFF_GROWTH) {
        const startMs = clock.now();
        let failure: Failure;
        try {
          const response = await within(clock, timeoutMs, ask);
          if (response.ok) return arrived(clock.now() - startMs);
          failure = refusal(response, clock.now());
        } catch (error) {
          failure = silence(error);
        }
        const { error, isRetryable, waitMs = 0 } = failure;
        const isLate = clock.now() - firstMs + waitMs > maxElapsedMs;
        if (isLate || (isFastFail && !isRetryable)) {
          counts.dropped += 1;
          return tell(error);
        }
        counts.retried += 1;
        init.keepalive = false;
        const pauseMs = Math.min(meanMs, MAX_BACKOFF_MS) * (0.5 + clock.random());
        await new Promise<void>((go) => {
          clock.after(Math.max(pauseMs, waitMs), go, true);
        });
      }
    },
    counts() {
      const now = { ...counts };
      counts.latencyMaxMs = 0;
      return now;
    },
    lastSentAtMs: () => lastSentAtMs,
  };
}

interface Failure {
  readonly error: TallybeaconError;
  readonly isRetryable: boolean;
  /** What the server asks for. */
  readonly waitMs?: number | undefined;
}

function refusal({ status, headers }: Response, nowMs: number): Failure {
  return {
    // Browsers give the status of a redirect as 0.
    error: new TallybeaconError("status", `forward: answered ${status || "a redirect"}`),
    isRetryable: RETRYABLE_STATUSES.includes(status),
    waitMs: retryAfterMs(headers.get("retry-after"), nowMs),
  };
}

/** `fetch` does not tell what is wrong with the network: it may be better later. */
function silence(error: unknown): Failure {
  const isTold = error instanceof TallybeaconError;
  const told = isTold ? error : new TallybeaconError("network", "forward: no answer", error);
  return { error: told, isRetryable: true };
}
