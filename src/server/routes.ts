// From method and path to a handler.
import { MAX_OWN_NAMES } from "../core/access-limits.ts";
import type { Handler } from "../core/ports.ts";
import { refuse } from "./answer.ts";
import { pathStart } from "./origin.ts";

/**
 * Serves a table such as `{ "GET /keys": handler, "POST /v1/update/*": handler }`; `/*` stands for any rest,
 * and the longest path wins; the method `*` takes all that have no handler of their own. Unknown paths are answered with 404, other methods with 405 and `Allow`.
 * HEAD is GET without a body; OPTIONS names the methods unless the table has its own. What no handler answered
 * goes through `finish`.
 */
export function routes(
  table: Readonly<Record<string, Handler>>,
  finish: (request: Request, response: Response) => Response = (_, response) => response,
): Handler {
  const exact = new Map<string, Map<string, Handler>>();
  const prefixes = new Map<string, Map<string, Handler>>();
  for (const [route, handler] of Object.entries(table)) {
    const [method = "", path = ""] = route.split(" ");
    const open = path.endsWith("/*");
    const paths = open ? prefixes : exact;
    const key = open ? path.slice(0, -1) : path;
    paths.set(key, (paths.get(key) ?? new Map()).set(method, handler));
  }
  const byLength = [...prefixes].sort(([a], [b]) => b.length - a.length);

  const methodsOf = (url: string) => {
    const path = pathOf(url);
    return exact.get(path) ?? byLength.find(([prefix]) => path.startsWith(prefix))?.[1];
  };
  // Most requests are for a path of the table as it stands, of an origin that was looked at before.
  const origins = new Set<string>();
  const quickly = (url: string) => {
    const pathAt = pathStart(url);
    const origin = url.slice(0, pathAt);
    if (origins.has(origin)) {
      const queryAt = url.indexOf("?", pathAt);
      return exact.get(queryAt < 0 ? url.slice(pathAt) : url.slice(pathAt, queryAt));
    }
    if (origins.size < MAX_OWN_NAMES && URL.canParse(origin) && new URL(origin).origin === origin) {
      origins.add(origin);
    }
    return undefined;
  };

  return (request) => {
    const methods = quickly(request.url) ?? methodsOf(request.url);
    if (!methods) return finish(request, refuse(request, 404, "no such path"));
    const handler = methods.get(request.method) ?? methods.get("*");
    if (handler) return handler(request);
    const get = request.method === "HEAD" && methods.get("GET");
    if (get) return withoutBody(get(request));
    const allow = allowed(methods);
    if (request.method === "OPTIONS")
      return finish(request, new Response(null, { status: 204, headers: { allow } }));
    return finish(request, refuse(request, 405, `the path takes ${allow}`, { allow }));
  };
}

/** The path of a URL, or nothing when it is none. */
function pathOf(url: string): string {
  try {
    return new URL(url).pathname;
  } catch {
    return "";
  }
}

async function withoutBody(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  await response.body?.cancel();
  return new Response(null, response);
}

function allowed(methods: ReadonlyMap<string, Handler>): string {
  const names = new Set(methods.keys());
  if (names.has("GET")) names.add("HEAD");
  return [...names.add("OPTIONS")].sort().join(", ");
}

/** A table whose handlers are changed, each by its route. */
export function mapped(
  table: Readonly<Record<string, Handler>>,
  change: (handler: Handler, route: string) => Handler,
): Record<string, Handler> {
  return Object.fromEntries(
    Object.entries(table).map(([route, handler]) => [route, change(handler, route)]),
  );
}
