// Which pages may talk to a handler.
import { PREFLIGHT_SECONDS } from "../core/limits.ts";
import type { Handler } from "../core/ports.ts";
import { refuse, withHeaders } from "./answer.ts";

/**
 * Lets pages of other origins read the answers of `handler`, and answers their preflights; cookies are never
 * asked for. Give origins as browsers send them, `["https://shop.example.com"]`, or `["*"]` for all. CORS
 * guards answers, not the server: a page that is not listed can still send, as programs do.
 */
export function cors(origins: readonly string[], handler: Handler): Handler {
  const all = origins.includes("*");
  return (request) => {
    const origin = request.headers.get("origin");
    const granted = origin === null ? {} : grant(origin);
    if (request.method === "OPTIONS") {
      return new Response(null, { status: 204, headers: { ...granted, ...PREFLIGHT } });
    }
    return origin === null ? handler(request) : granting(granted, handler(request));
  };

  function grant(origin: string): Record<string, string> {
    if (all) return { "access-control-allow-origin": "*", ...EXPOSED };
    if (!origins.includes(origin)) return { vary: "origin" };
    return { vary: "origin", "access-control-allow-origin": origin, ...EXPOSED };
  }
}

async function granting(
  headers: Readonly<Record<string, string>>,
  response: Response | Promise<Response>,
): Promise<Response> {
  return withHeaders(await response, headers);
}

/** What a page may see of an answer besides its body. */
const EXPOSED = { "access-control-expose-headers": "retry-after" };

/** Means nothing without `access-control-allow-origin`. */
const PREFLIGHT = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "content-type, content-encoding",
  "access-control-max-age": String(PREFLIGHT_SECONDS),
};

/**
 * Refuses what a page of another origin sends with 403, and anything that is not `application/json` with 415:
 * such a type makes browsers ask first, and `handler` does not answer that question. Behind a proxy the origin that
 * was asked is not the request's: hand in `originOf`.
 */
export function sameOrigin(handler: Handler, originOf?: (request: Request) => string): Handler {
  return (request) => {
    if (isForeign(request, originOf))
      return refuse(request, 403, "origin: another site may not do this");
    const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
    if (type.trim().toLowerCase() === "application/json") return handler(request);
    return refuse(request, 415, "content-type: must be application/json");
  };
}

/** Whether another origin's page sends it: the browser's own word where it gives one, as a proxy may have rewritten `Host`. */
export function isForeign(
  request: Request,
  originOf: (request: Request) => string = ({ url }) => new URL(url).origin,
): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = request.headers.get("origin");
  return origin !== null && (origin === "null" || origin !== originOf(request));
}
