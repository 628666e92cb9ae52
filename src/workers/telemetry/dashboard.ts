// Tagged metrics on the dashboard of a server on Workers. Apart, so that who does not want that does not carry it.
import { pushedBackend } from "../../server/statsd/pushed-backend.ts";
import { pushesOf } from "./kept-pushes.ts";
import type { ObjectBackend } from "./metrics.ts";

/**
 * Shows aggregates where the wing `pushes` shows what was pushed, on the dashboard and at `/metrics`:
 * `wings: [pushes, metrics({ dashboard })]`. Counters go on over all lives of the root; each flush is written with what it
 * leaves to the next one, so that none is missing and none is there twice.
 */
export const dashboard: ObjectBackend = (sql, clock, onError) =>
  pushedBackend(pushesOf(sql, clock), { clock, everyMs: 0, ...(onError && { onError }) });
