// The whole server as one function from request to response.
import { systemClock } from "../core/clock.ts";
import type { Handler, History } from "../core/ports.ts";
import type { Store } from "../core/tally.ts";
import { ASIDE, careful } from "./answer.ts";
import type { BodyLimits } from "./body.ts";
import { controlsRoutes } from "./controls.ts";
import { dashboardHandler } from "./dashboard.ts";
import { cors } from "./guard.ts";
import { historyHandler } from "./history.ts";
import { createMeter } from "./meter.ts";
import { routes } from "./routes.ts";
import { tallyRoutes } from "./tally.ts";
import { updateHandler } from "./update.ts";

/** What a server is made of. */
export interface HandlerOptions extends BodyLimits {
  /** Keeps what is sent: `createStore(sql)`. */
  readonly store: Store;
  /** Answers `/history` and `/hosts`, and is given a sample a minute of what each site sends. */
  readonly history: History;
  /** Pages that may send from elsewhere: `["https://shop.example.com"]`, or `["*"]`. Default: this origin's only. */
  readonly origins?: readonly string[];
  /** Updates of one instance in two minutes before it gets 429. Default 240. */
  readonly maxUpdates?: number;
  /** Further routes, `{ "GET /shop/*": handler }`; the server's own win. */
  readonly routes?: Readonly<Record<string, Handler>>;
  /** Heading of the dashboard. */
  readonly title?: string;
  /** Hears what went wrong inside; clients only hear 500 or 503. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Serves updates (`POST /v1/update`), what was counted (`GET /keys`, `/series`, `/members`, `/values`,
 * `/instances`, `/accounting`), the operator's wishes (`GET` and `PUT /controls`), `GET /history`, `GET /hosts` and the
 * dashboard (`GET /`). It never rejects. A Worker, Deno and Bun serve it as it is, `node:http` with
 * `nodeListener(createHandler({ store, history }))`.
 */
export function createHandler(options: HandlerOptions): Handler {
  const { history, origins = [], routes: further, title, clock = systemClock, onError } = options;
  const meter = createMeter(history, clock);
  const ingest = cors(origins, meter.count(updateHandler(options)));
  const past = historyHandler(history, onError ? { onError } : {});
  const table = routes({
    ...further,
    "POST /v1/update": ingest,
    "POST /v1/update/*": ingest,
    "OPTIONS /v1/update": ingest,
    "OPTIONS /v1/update/*": ingest,
    ...tallyRoutes(options),
    ...controlsRoutes(options),
    // It answers for every method itself, as its contract has it.
    "* /history": past,
    "* /hosts": past,
    "GET /": dashboardHandler(title === undefined ? {} : { title }),
  });
  const handler = careful((request) => {
    meter.tick();
    return table(request);
  }, onError);
  // Further handlers may want all of a `Request`.
  return further ? handler : Object.assign(handler, { [ASIDE]: true });
}
