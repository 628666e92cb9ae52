// Who reported, and what an operator has applications answered.
import type { ApplicationsReply, InstallsReply, ReportsReply } from "../core/api.ts";
import { systemClock } from "../core/clock.ts";
import type { Handler } from "../core/ports.ts";
import type { Reports } from "../core/reports.ts";
import type { Addresses } from "./address.ts";
import { answer, careful } from "./answer.ts";
import { type BodyLimits, readText } from "./body.ts";
import { pause } from "./export.ts";
import { sameOrigin } from "./guard.ts";
import { parseJson } from "./parse.ts";
import { applicationOf, daysOf, limitOf } from "./query.ts";
import { readApplication } from "./schema/report.ts";

/** What the operator's view of reports needs. */
export interface ApplicationsOptions extends BodyLimits {
  readonly reports: Reports;
  /** Tells which origin was asked, behind a proxy too. */
  readonly addresses?: Addresses;
  readonly onError?: (error: unknown) => void;
}

/**
 * Routes over kept reports: `GET /applications`, `GET /installs` (by day and version; `application`, `range` such as `30d`,
 * `to`) and `GET /reports` (newest first; `application`, `limit`); `PUT /applications` with an `ApplicationChange` such as
 * `{ "application": "shop", "latest_version": "1.3.0" }`, answered with what there is of it now, and `DELETE
 * /applications?application=…`, which leaves nothing of one. Other sites' pages cannot use them.
 */
export function applicationsRoutes(
  options: ApplicationsOptions,
): Readonly<Record<string, Handler>> {
  const { reports, clock = systemClock, addresses, onError } = options;
  const queryOf = ({ url }: Request) => new URL(url).searchParams;
  const table: Record<string, Handler> = {
    "GET /applications"(request) {
      const [applications, others] = [reports.applications(), reports.others()];
      const reply: ApplicationsReply = { now: clock.now(), applications, others };
      return answer(request, 200, reply);
    },
    "GET /installs"(request) {
      const query = queryOf(request);
      const days = reports.days(applicationOf(query), ...daysOf(query, clock.now()));
      return answer(request, 200, { days } satisfies InstallsReply);
    },
    "GET /reports"(request) {
      const query = queryOf(request);
      const newest = reports.newest(applicationOf(query), limitOf(query));
      return answer(request, 200, { reports: newest } satisfies ReportsReply);
    },
    "PUT /applications": sameOrigin(async (request) => {
      const change = readApplication(parseJson(await readText(request, options)));
      return answer(request, 200, reports.keep(change));
    }, addresses?.originOf),
    // Pages of other sites would have to ask before they send it, and nobody answers them.
    async "DELETE /applications"(request) {
      const application = applicationOf(queryOf(request));
      // Updates come first.
      while (reports.forget(application)) await pause();
      return answer(request, 200, {});
    },
  };
  return Object.fromEntries(
    Object.entries(table).map(([route, handler]) => [route, careful(handler, onError)]),
  );
}
