// The routes of reports in a description.
import type { ReportReplies } from "../schema/report-replies.ts";
import type { Operation } from "./operation.ts";

const json = (name: keyof ReportReplies | "Nothing"): Operation["answer"] => ({
  "application/json": [name],
});
const send = (id: string): Operation => ({
  id,
  tag: "reports",
  says: "Takes one report in. Its content type is not looked at. Answered once it is durable; for an application that nobody keeps with an empty body.",
  who: "anybody",
  body: "Report",
  answer: json("ReportReply"),
  refusals: [400, 408, 413, 415, 429, 500, 503],
});
const preflight = (id: string): Operation => ({
  id,
  tag: "reports",
  says: "Tells browsers which pages of other origins may report.",
  who: "anybody",
  status: 204,
  answer: {},
  refusals: [],
});

const applications = (operation: Omit<Operation, "tag">): Operation => ({
  tag: "applications",
  ...operation,
});

/** By method and path; the server has them where it keeps reports. */
export const REPORT_OPERATIONS: Readonly<Record<string, Operation>> = {
  "POST /v1/report": send("report"),
  "OPTIONS /v1/report": preflight("preflightOfReport"),
  "POST /scout": send("scout"),
  "OPTIONS /scout": preflight("preflightOfScout"),
  "GET /applications": applications({
    id: "applications",
    says: "Every application that reported or is kept: what it is answered, its installs, its versions.",
    who: "reader",
    answer: json("ApplicationsReply"),
    refusals: [500],
  }),
  "PUT /applications": applications({
    id: "keepApplication",
    says: "Changes what an application is answered; what is absent stays as it is, and one that was not kept is from then on. Answered with what there is of it now.",
    who: "operator",
    body: "ApplicationChange",
    answer: json("Application"),
    refusals: [400, 403, 408, 413, 415, 500],
  }),
  "DELETE /applications": applications({
    id: "forgetApplication",
    says: "Deletes all there is of an application.",
    who: "operator",
    fields: ["application"],
    answer: json("Nothing"),
    refusals: [400, 500],
  }),
  "GET /installs": applications({
    id: "installs",
    says: "Reports, installs and new installs by day and version, oldest first; what nothing came of is left out.",
    who: "reader",
    fields: ["application", "days", "to"],
    answer: json("InstallsReply"),
    refusals: [400, 500],
  }),
  "GET /reports": applications({
    id: "reports",
    says: "The reports of an application, newest first.",
    who: "reader",
    fields: ["application", "limit"],
    answer: json("ReportsReply"),
    refusals: [400, 500],
  }),
};
