// POST by fetch: no preflight, no cookies, no redirects, and alive after the page where the budget allows.
import { TallybeaconError } from "../core/errors.ts";
import { KEEPALIVE_BYTES, REQUEST_TIMEOUT_MS } from "../core/limits.ts";
import type { Transport } from "../core/ports.ts";
import { utf8Bytes } from "./budget.ts";

/** How `fetchTransport` sends. */
export interface FetchOptions {
  /** Default: the platform's `fetch`, looked up at each send. */
  readonly fetch?: typeof fetch;
  /** Added to every request. Any but the CORS-safelisted ones cost a preflight. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `omit`. */
  readonly credentials?: RequestCredentials;
}

/**
 * Whether the server can be reached all the same, by a request for its root: then an ad-blocker, CORS or a proxy keeps
 * ours from it. Only first attempts ask, and only in pages: elsewhere there is no document, and the answer is no.
 */
async function isThere(url: string): Promise<boolean> {
  try {
    await fetch(new URL("/", new URL(url, document.baseURI)), { method: "HEAD", mode: "no-cors" });
    return true;
  } catch {
    return false;
  }
}

/** Bytes that may still be under way when the page is gone: browsers grant few, to all of a page together. */
let keptBytes = 0;

/**
 * A transport over `fetch`. Bodies go as `text/plain`, which other origins may receive without a preflight.
 * Rejects when no answer came: offline, blocked or redirected. How long to wait is the collector's to say.
 */
export function fetchTransport(options: FetchOptions = {}): Transport {
  return async (url, body, { keepalive } = {}) => {
    const bytes = utf8Bytes(body);
    const kept = keepalive && keptBytes + bytes <= KEEPALIVE_BYTES ? bytes : 0;
    keptBytes += kept;
    try {
      const response = await (options.fetch ?? fetch)(url, {
        method: "POST",
        body,
        keepalive: !!kept,
        // Following 301 to 303 would turn the POST into a GET and lose the body.
        redirect: "error",
        credentials: options.credentials ?? "omit",
        headers: { "content-type": "text/plain", ...options.headers },
        signal: AbortSignal.timeout?.(REQUEST_TIMEOUT_MS),
      });
      const { status, headers } = response;
      return {
        status,
        contentType: headers.get("content-type"),
        retryAfter: headers.get("retry-after"),
        body: await response.text(),
      };
    } catch (error) {
      if (kept && (await isThere(url))) throw new TallybeaconError("blocked", String(error), error);
      throw error;
    } finally {
      keptBytes -= kept;
    }
  };
}
