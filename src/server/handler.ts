// The whole server as one function from request to response.
import type { Handler } from "../core/ports.ts";
import { assemble, type HandlerOptions } from "./assemble.ts";
import { dashboardHandler } from "./dashboard.ts";
import { openapiRoutes } from "./openapi.ts";

/**
 * Serves updates (`POST /v1/update`), what was counted (`GET /apps`, `/keys`, `/series`, `/members`, `/values`,
 * `/instances`, `/accounting`), all of it for keeping (`GET /export`), the operator's wishes (`GET` and `PUT /controls`),
 * `GET /history`, `GET /hosts`, a description of all that (`GET /openapi.json`) and the dashboard (`GET /`) with its
 * login. With `operators` or `readers`, everything but updates and these two documents asks for a token. It never
 * rejects. A Worker, Deno and Bun serve it as it is, `node:http` with `nodeListener(createHandler({ store, history }))`.
 */
export function createHandler(options: HandlerOptions): Handler {
  const { title } = options;
  return assemble(options, (access, shield) => ({
    "GET /openapi.json": shield.over(openapiRoutes(access)["GET /openapi.json"]),
    "GET /": shield.document(dashboardHandler(title === undefined ? {} : { title })),
  }));
}
