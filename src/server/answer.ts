// Answers in JSON, and the handler that never rejects.
import { type ErrorCode, TallybeaconError } from "../core/errors.ts";
import type { Handler } from "../core/ports.ts";

/**
 * Marks the short cut past `Request` and `Response`, whose streams cost node:http more than all the rest of an
 * answer. A handler so marked asks of a request only `method`, `url`, `headers.get` and `body.getReader`; a
 * request so marked is no more than that, and wants its answers as `status`, `headers` and, under this name, text.
 */
export const ASIDE: unique symbol = Symbol("tallybeacon.aside");

/** What may carry the mark. */
export interface Aside {
  readonly [ASIDE]?: boolean | string;
}

const JSON_HEADERS = [
  ["content-type", "application/json"],
  ["cache-control", "no-store"],
] as const;

const STATUS: Partial<Record<ErrorCode, number>> = {
  parse: 400,
  timeout: 408,
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
  const all = new Map<string, string>(JSON_HEADERS);
  for (const name in headers) all.set(name, headers[name] as string);
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

/** Sets headers of a response, of a copy where it is sealed as those of `fetch` are. */
export function withHeaders(
  response: Response,
  headers: Readonly<Record<string, string>>,
): Response {
  try {
    for (const name in headers) response.headers.set(name, headers[name] as string);
    return response;
  } catch {
    return withHeaders(new Response(response.body, response), headers);
  }
}

/**
 * A handler that answers whatever happens: what `run` throws on purpose (`parse`, `too-large`, `timeout`,
 * `unsupported`) becomes a 4xx with its message; anything else a bare 500 whose cause only `onError` hears.
 */
export function careful(run: Handler, onError?: (error: unknown) => void): Handler {
  return async (request) => {
    try {
      return await run(request);
    } catch (error) {
      const status = error instanceof TallybeaconError ? STATUS[error.code] : undefined;
      if (status) return refuse(request, status, (error as TallybeaconError).message);
      try {
        onError?.(error);
      } catch {
        // Nobody is left to tell.
      }
      return refuse(request, 500, "internal error");
    }
  };
}
