// All that a server does with one-shot reports: takes them in, and shows them to operators.
import type { Reports } from "../core/reports.ts";
import { applicationsRoutes } from "./applications.ts";
import { cors } from "./guard.ts";
import { reportHandler } from "./report.ts";
import { reportFamilies } from "./scrape/report-families.ts";
import type { Wing } from "./wing.ts";

/** Over what is kept: `reportingWing(createReports(sql))`. */
export function reportingWing(reports: Reports): Wing {
  return ({ access: { addresses }, origins, changed, ...options }) => {
    reports.onChange(changed);
    const report = cors(origins, reportHandler({ ...options, reports, addresses }));
    return {
      routes: {
        "POST /v1/report": report,
        "OPTIONS /v1/report": report,
        // Where Scout's and Metriton's clients send to.
        "POST /scout": report,
        "OPTIONS /scout": report,
      },
      guarded: applicationsRoutes({ ...options, reports, addresses }),
      families: () => reportFamilies(reports.applications()),
    };
  };
}
