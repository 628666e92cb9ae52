// What browsers may do with an answer for operators: show it to nobody, embed it nowhere, keep it nowhere.
import { HSTS_SECONDS } from "../core/access-limits.ts";
import type { Handler } from "../core/ports.ts";
import type { Addresses } from "./address.ts";
import { withHeaders } from "./answer.ts";

const DATA: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
const BY_HTTPS = { "strict-transport-security": `max-age=${HSTS_SECONDS}` };
const DATA_BY_HTTPS = { ...DATA, ...BY_HTTPS };

/** Puts security headers on answers. */
export interface Shield {
  /** On one that is data. */
  data(request: Request, response: Response): Response;
  /** On a handler's, whose answers are all data. */
  over(handler: Handler): Handler;
  /** On those of a handler that has a policy of its own. */
  document(handler: Handler): Handler;
}

/** Shields answers; those to clients that came by https also tell them to come back so. */
export function createShield({ isSecure }: Pick<Addresses, "isSecure">): Shield {
  const data: Shield["data"] = (request, response) =>
    withHeaders(response, isSecure(request) ? DATA_BY_HTTPS : DATA);
  return {
    data,
    over: (handler) => async (request) => data(request, await handler(request)),
    document: (handler) => async (request) => {
      const response = await handler(request);
      return isSecure(request) ? withHeaders(response, BY_HTTPS) : response;
    },
  };
}
