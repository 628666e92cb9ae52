// The whole server as one function from request to response.
import type { Handler } from "../core/ports.ts";
import type { Pushes } from "../core/push.ts";
import type { Reports } from "../core/reports.ts";
import { assemble, type Documents, type HouseOptions } from "./assemble.ts";
import { script, style } from "./dashboard/assets.ts";
import { ASSETS } from "./dashboard/document.ts";
import { dashboardHandler } from "./dashboard.ts";
import { openapiRoutes } from "./openapi.ts";
import { pushingWing } from "./pushes/pushing.ts";
import { reportingWing } from "./reporting.ts";
import { type Taking, takingWing } from "./statsd/taking.ts";

/** What a server is made of. */
export interface HandlerOptions extends HouseOptions {
  /** Takes one-shot reports, and keeps them: `createReports(sql)`. Default: there are no routes for any. */
  readonly reports?: Reports;
  /** Takes pushed metrics, and keeps them: `createPushes(sql)`. Default: there are no routes for any, nor `/metrics`. */
  readonly pushes?: Pushes;
  /**
   * Takes tagged metrics over HTTP, and those that ride on updates: `createPipeline({ backends: { dashboard:
   * pushedBackend(pushes) } })`, with the `pushes` from above. Default: there are no routes for any.
   */
  readonly metrics?: Taking;
}

/**
 * Serves updates (`POST /v1/update`), what was counted (`GET /apps`, `/keys`, `/series`, `/members`, `/values`,
 * `/instances`, `/accounting`), all of it for keeping (`GET /export`), the operator's wishes (`GET` and `PUT /controls`),
 * word of what is written (`GET /events`), `GET /load`, `GET /history`, `GET /hosts`, a description of all that (`GET
 * /openapi.json`) and the dashboard (`GET /`, `/dashboard/…`) with its login; where they are kept, reports (`POST
 * /v1/report`, `/scout`; `/applications`, `/installs`, `/reports`) and pushed metrics (`/metrics/job/…`, `GET /metrics`,
 * `/pushed`); where they are taken, tagged metrics (`POST /v1/statsd`, `/v2/raw`, `/v2/event`; `GET /statsd`,
 * `/healthcheck`, `/deepcheck`). With `operators` or `readers`, everything asks for a token but updates, reports, pushes
 * that add, tagged metrics and their checks, the description, and the dashboard, which asks for one by itself. It never
 * rejects. A Worker, Deno and Bun serve it as it is, `node:http` with `nodeListener(createHandler({ store, history }))`.
 */
export function createHandler(options: HandlerOptions): Handler {
  const { title, reports, pushes, metrics } = options;
  const documents: Documents = (access, shield) => {
    const dashboard = shield.document(dashboardHandler(title === undefined ? {} : { title }));
    return {
      "GET /openapi.json": shield.over(openapiRoutes(access)["GET /openapi.json"]),
      "GET /": dashboard,
      ...Object.fromEntries(
        [script, style].map(({ name }) => [`GET /${ASSETS}${name}`, dashboard]),
      ),
    };
  };
  return assemble(options, documents, [
    ...(reports ? [reportingWing(reports)] : []),
    ...(pushes ? [pushingWing(pushes)] : []),
    ...(metrics ? [takingWing(metrics)] : []),
  ]);
}
