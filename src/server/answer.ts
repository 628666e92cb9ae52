// Answers in JSON, and the handler that never rejects.
import { type ErrorCode, TallybeaconError } from "../core/errors.ts";
import { STORE_RETRY_SECONDS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";

/**
 * Marks the short cut past `Request` and `Response`, whose streams cost node:http more than all the rest of an
 * answer. A handler so marked asks of a request only `method`, `url`, `headers.get` and `body.getReader`; a
 * request so marked is no more than that, and wants its answers as `status`, `headers` and, under this name, text.
 */
export const ASIDE: unique symbol = Symbol("tallybeacon.aside");

/** Under this name a marked request can be had as a whole one, as long as nobody has asked for its body. */
export const WHOLE: unique symbol = Symbol("tallybeacon.whole");

/** What may carry the mark. */
export interface Aside {
  readonly [ASIDE]?: boolean | string;
  readonly [WHOLE]?: () => Request;
}

/** Hands whole requests to a handler that may want all of them. */
export function withWhole(run: Handler): Handler {
  return (request) => run((request as Aside)[WHOLE]?.() ?? request);
}

const JSON_HEADERS: ReadonlyMap<string, string> = new Map([
  ["content-type", "application/json"],
  ["cache-control", "no-store"],
]);

const STATUS: Partial<Record<ErrorCode, number>> = {
  parse: 400,
  "bad-option": 400,
  "bad-value": 400,
  timeout: 408,
  conflict: 409,
  "too-large": 413,
  unsupported: 415,
};

/** Answers `request` with `value` as JSON, never cached. */
export function answer(
  request: Request,
  status: number,
  value: unknown,
  headers?: Readonly<Record<string, string>>,
): Response {
  const text = JSON.stringify(value);
  const all = headers ? new Map([...JSON_HEADERS, ...Object.entries(headers)]) : JSON_HEADERS;
  if (!(request as Aside)[ASIDE]) return new Response(text, { status, headers: [...all] });
  return { status, headers: all, body: null, [ASIDE]: text } as unknown as Response;
}

/** Answers with `{ "error": … }`. */
export function refuse(
  request: Request,
  status: number,
  error: string,
  headers?: Readonly<Record<string, string>>,
): Response {
  return answer(request, status, { error }, headers);
}

/** Answers that what was sent was not stored, and when to send it again. */
export function unstored(request: Request, says = "not stored, please send again"): Response {
  const headers = { "retry-after": String(STORE_RETRY_SECONDS) };
  return refuse(request, 503, says, headers);
}

/** Sets headers of a response, of a copy where it is sealed as those of `fetch` are. */
export function withHeaders(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  if (ASIDE in response) {
    // A copy of the headers, which answers share.
    const all = new Map([...response.headers, ...Object.entries(headers)]);
    return { ...(response as Response), headers: all } as unknown as Response;
  }
  try {
    for (const name in headers) response.headers.set(name, headers[name] as string);
    return response;
  } catch {
    return withHeaders(new Response(response.body, response), headers);
  }
}

/**
 * A handler that answers whatever happens: what `run` throws on purpose, a `TallybeaconError` with a code of `STATUS`,
 * becomes a 4xx with its message; anything else a bare 500 whose cause only `onError` hears.
 */
export function careful(run: Handler, onError?: (error: unknown) => void): Handler {
  return (request) => {
    try {
      const response = run(request);
      // Handlers lie in handlers: an async function around each would make every answer wait once more.
      return "then" in response
        ? response.then(undefined, (error: unknown) => answerFor(request, error, onError))
        : response;
    } catch (error) {
      return answerFor(request, error, onError);
    }
  };
}

function answerFor(
  request: Request,
  error: unknown,
  onError: ((error: unknown) => void) | undefined,
): Response {
  const status = error instanceof TallybeaconError ? STATUS[error.code] : undefined;
  if (status) return refuse(request, status, (error as TallybeaconError).message);
  try {
    onError?.(error);
  } catch {
    // Nobody is left to tell.
  }
  return refuse(request, 500, "internal error");
}
