// The samples of a history, as agbero's telemetry API serves them.
import type { Handler, History } from "../core/ports.ts";
import { LOAD_HOST, RANGES } from "../core/sample.ts";
import { faultOf, fieldOf } from "./schema/fields.ts";

/** What the history API needs besides a history. */
export interface HistoryApiOptions {
  /** Hears why a query failed; the reply only says that it did. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Answers `GET /history?host=H&range=R` (30m, 1h, 6h or 24h; default 1h) with `{ host, range, samples }`, where
 * `range` is the label such as "1 hour", and `GET /hosts` with `{ hosts }`. With `&agg=` (first, mean, min, max, last or
 * sum) each sample is made of all those of its bucket, and the reply names `agg`; the default is the first of them as it
 * is. HEAD is GET without a body. Mistakes are answered in plain text: 400, 404, 405, or 500. Source: agbero's
 * telemetry API; `agg` is ours.
 */
export function historyHandler(history: History, options: HistoryApiOptions = {}): Handler {
  const paths: Readonly<Record<string, (query: URLSearchParams) => Promise<Response>>> = {
    async "/history"(query) {
      const fault = faultOf(query, "host") ?? faultOf(query, "span") ?? faultOf(query, "agg");
      if (fault !== undefined) return text(400, fault);
      const host = fieldOf(query, "host");
      const range = RANGES[fieldOf(query, "span")];
      const agg = fieldOf(query, "agg");
      const samples = await history.query(host, range, agg);
      // Who names no agg gets the reply of agbero to the letter: JSON leaves out what is undefined.
      return json({ host, range: range.label, agg, samples });
    },
    "/hosts": async () =>
      json({ hosts: (await history.hosts()).filter((host) => host !== LOAD_HOST) }),
  };

  return async ({ method, url }) => {
    const response = await respond(method, new URL(url));
    return method === "HEAD" ? new Response(null, response) : response;
  };

  async function respond(method: string, { pathname, searchParams }: URL): Promise<Response> {
    const run = Object.hasOwn(paths, pathname) ? paths[pathname] : undefined;
    if (!run) return text(404, "404 page not found");
    if (method !== "GET" && method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    }
    try {
      return await run(searchParams);
    } catch (error) {
      options.onError?.(error);
      return text(500, "query failed");
    }
  }
}

function json(body: unknown): Response {
  return new Response(`${JSON.stringify(body)}\n`, {
    headers: { "content-type": "application/json" },
  });
}

function text(status: number, line: string): Response {
  return new Response(`${line}\n`, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    },
  });
}
