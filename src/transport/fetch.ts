// POST by fetch: no preflight, no cookies, no redirects, and alive after the page where the budget allows.
import { REQUEST_TIMEOUT_MS } from "../core/limits.ts";
import type { Transport } from "../core/ports.ts";
import { reserve, utf8Bytes } from "./budget.ts";

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
 * A transport over `fetch`. Bodies go as `text/plain`, which other origins may receive without a preflight.
 * Rejects when no answer came: offline, blocked, redirected, or later than `timeoutMs` (default 60 s).
 */
export function fetchTransport(options: FetchOptions = {}): Transport {
  return async (url, body, { keepalive = false, timeoutMs = REQUEST_TIMEOUT_MS } = {}) => {
    const release = keepalive ? reserve(utf8Bytes(body)) : undefined;
    try {
      const response = await (options.fetch ?? fetch)(url, {
        method: "POST",
        body,
        keepalive: !!release,
        // Following 301 to 303 would turn the POST into a GET and lose the body.
        redirect: "error",
        credentials: options.credentials ?? "omit",
        headers: { "content-type": "text/plain", ...options.headers },
        signal: AbortSignal.timeout(timeoutMs),
      });
      return {
        status: response.status,
        contentType: response.headers.get("content-type"),
        retryAfter: response.headers.get("retry-after"),
        body: await response.text(),
      };
    } finally {
      release?.();
    }
  };
}
