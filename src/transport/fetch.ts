// POST by fetch: no preflight, no cookies, no redirects, and alive after the page where the budget allows.
import { TallybeaconError } from "../core/errors.ts";
import { KEEPALIVE_BYTES } from "../core/limits.ts";
import type { Transport } from "../core/ports.ts";
import { utf8 } from "../core/utf8.ts";

/** How `fetchTransport` sends. */
export interface FetchOptions extends Omit<RequestInit, "headers"> {
  /** Default: the platform's `fetch`, looked up at each send. */
  readonly fetch?: typeof fetch;
  /** Added to every request. Any but the CORS-safelisted ones cost a preflight. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes that may still be under way when the page is gone: browsers grant few, to all of a page together. */
let keptBytes = 0;

/**
 * A transport over `fetch`. Text goes as `text/plain` by itself, which other origins may receive without a preflight.
 * Rejects when no answer came: offline, blocked or redirected. How long to wait is the collector's to say.
 */
export function fetchTransport(options: FetchOptions = {}): Transport {
  return async (url, body, { keepalive } = {}) => {
    const bytes = utf8(body).length;
    const kept = keepalive && keptBytes + bytes <= KEEPALIVE_BYTES ? bytes : 0;
    keptBytes += kept;
    try {
      const response = await (options.fetch ?? fetch)(url, {
        credentials: "omit",
        ...options,
        method: "POST",
        body,
        keepalive: !!kept,
        // Following 301 to 303 would turn the POST into a GET and lose the body. Workers refuse "error".
        redirect: "manual",
      });
      const { status, headers, ok } = response;
      const answer = { status, headers, body: await response.text() };
      // A redirect, whose status browsers give as 0.
      if (!ok && status < 400) throw status;
      return answer;
    } catch (error) {
      // Where the page's own server answers, the network is there: an ad-blocker, a policy or CORS keeps us from ours, or
      // it is down. Caches answer no OPTIONS. Only first attempts ask, and only in pages: elsewhere there is no address.
      const page = kept && (await fetch("", { method: "OPTIONS" }).catch(() => {}));
      throw page ? new TallybeaconError("blocked", String(error), error) : error;
    } finally {
      keptBytes -= kept;
    }
  };
}
