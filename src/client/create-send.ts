// One request to a server, and why it has no answer.
import type { CLIENT_TIMEOUT_MS } from "../core/limits.ts";
import type { CallOptions, ClientError, ClientOptions } from "./client.ts";
import { pathOf } from "./path-of.ts";

// The number is that of core/limits.ts by its type: imported, it would be a chunk of its own in pages that hash, too.
const TIMEOUT_MS: typeof CLIENT_TIMEOUT_MS = 10_000;

/** A request that is no plain read. */
export interface Call extends CallOptions {
  readonly method?: string;
  readonly body?: object;
}

/** Asks by a route and its words; resolves to a good answer, and its text unless that is to be streamed. */
export type Send = (
  route: string,
  words?: object,
  call?: Call,
  isStream?: boolean,
) => Promise<readonly [answer: Response, text: string]>;

/** Throws when `url` is none. */
export function createSend(options: ClientOptions): Send {
  const { token, timeoutMs = TIMEOUT_MS } = options;
  const base = baseOf(options.url);

  return async (route, words, { method = "GET", body, signal } = {}, isStream) => {
    const headers: Record<string, string> = {};
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (body) headers["content-type"] = "application/json";
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    const init: RequestInit = {
      method,
      headers,
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      ...(body && { body: JSON.stringify(body) }),
    };
    const read = async () => {
      const answer = await (options.fetch ?? fetch)(new URL(pathOf(route, words), base), init);
      return [answer, isStream && answer.ok ? "" : await answer.text()] as const;
    };
    const [answer, text] = await read()
      .catch((error: unknown) => {
        if (signal?.aborted) throw error;
        const what = late.signal.aborted ? "does not answer" : "cannot be reached";
        throw failure(`the server ${what}`, error);
      })
      .finally(() => clearTimeout(timer));
    if (!answer.ok) throw refusal(answer, text);
    return [answer, text];
  };
}

function baseOf(url: string): string {
  const base = url.endsWith("/") ? url : `${url}/`;
  if (URL.canParse(base)) return base;
  throw new Error(`url: must be an absolute address, not "${url}"`);
}

function refusal({ status, headers }: Response, text: string): ClientError {
  const waitSeconds = Number(headers.get("retry-after"));
  const said = headers.get("content-type")?.startsWith("text/plain") ? text.trim() : errorIn(text);
  return failure(said || `the server answered ${status}`, undefined, {
    status,
    // A proxy that asks who comes by its own means wants no token of ours.
    wantsToken: status === 401 && headers.get("www-authenticate") === "Bearer",
    ...(waitSeconds > 0 && { retryAfterSeconds: waitSeconds }),
  });
}

/** What `{ "error": … }` says. */
function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text);
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

/** Text that a server sent as JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure("the server's answer is not JSON", error);
  }
}

/** What a client rejects with. */
export function failure(message: string, cause?: unknown, more: object = {}): ClientError {
  return Object.assign(new Error(message, { cause }), { status: 0, wantsToken: false, ...more });
}
