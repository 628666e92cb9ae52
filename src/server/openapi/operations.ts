// Every route of the server in a description: who may use it, what it takes, what it answers.
import { METRICS_OPERATIONS } from "./metrics-operations.ts";
import type { Operation, Refused } from "./operation.ts";
import { INGEST, INSTANCE_IN_PATH } from "./parameters.ts";
import { PUSH_OPERATIONS } from "./push-operations.ts";
import { REPORT_OPERATIONS } from "./report-operations.ts";

const json = (...names: Operation["answer"][string]): Operation["answer"] => ({
  "application/json": names,
});
const WRITE: readonly Refused[] = [400, 403, 408, 413, 415, 500];
const STRETCH = ["range", "to", "step"] as const;

const update: Operation = {
  id: "update",
  tag: "updates",
  says: "Takes one update in. Its content type is not looked at. Answered once it is durable; what came before is answered alike and not counted again.",
  who: "anybody",
  parameters: INGEST,
  body: "Update",
  answer: json("Reply"),
  refusals: [400, 403, 408, 413, 415, 429, 500, 503],
};
const preflight: Operation = {
  id: "preflight",
  tag: "updates",
  says: "Tells browsers which pages of other origins may send.",
  who: "anybody",
  status: 204,
  answer: {},
  refusals: [],
};
const reads = (operation: Omit<Operation, "tag" | "who" | "refusals">): Operation => ({
  tag: "reads",
  who: "reader",
  refusals: operation.fields ? [400, 500] : [500],
  ...operation,
});
const controls = (operation: Omit<Operation, "tag">): Operation => ({
  tag: "controls",
  ...operation,
});
const access = (operation: Omit<Operation, "tag" | "who">): Operation => ({
  tag: "access",
  who: "anybody",
  ...operation,
});

/** By method and path, which stands as OpenAPI writes it. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  "POST /v1/update": update,
  "OPTIONS /v1/update": preflight,
  "POST /v1/update/{instance_id}": {
    ...update,
    id: "updateByPath",
    parameters: [INSTANCE_IN_PATH, ...INGEST],
  },
  "OPTIONS /v1/update/{instance_id}": {
    ...preflight,
    id: "preflightByPath",
    parameters: [INSTANCE_IN_PATH],
  },
  "GET /apps": reads({
    id: "apps",
    says: "Every app, and how much is kept of it.",
    answer: json("AppsReply"),
  }),
  "GET /keys": reads({
    id: "keys",
    says: "Every key over a range, in the order of their names: kind, total, members, instances, switched off or not.",
    fields: ["app", ...STRETCH],
    answer: json("KeysReply"),
  }),
  "GET /series": reads({
    id: "series",
    says: "One key, or one member of it, over time. A point for each bucket, oldest first; with `form=totals` only what it came to.",
    fields: ["app", "key", "member", ...STRETCH, "form"],
    answer: json("SeriesReply", "TotalsReply"),
  }),
  "GET /members": reads({
    id: "members",
    says: "The members of a counting set, most counted first, and the sum of the rest. With `points` each has what it came to in that many parts of the range, oldest first.",
    fields: ["app", "key", ...STRETCH, "limit", "points"],
    answer: json("MembersReply"),
  }),
  "GET /values": reads({
    id: "values",
    says: "Last values, and how many instances hold each: as a whole, and of objects by field.",
    fields: ["app", "key", "limit"],
    answer: json("ValuesReply"),
  }),
  "GET /instances": reads({
    id: "instances",
    says: "Who counts, newest first, or the one that is named; how many keep to their schedule, and how many stopped to within a day.",
    fields: ["app", "instance", "limit"],
    answer: json("InstancesReply"),
  }),
  "GET /accounting": reads({
    id: "accounting",
    says: "What clients recorded against what came: sums over all epochs there ever were, and the newest, or those of one instance.",
    fields: ["instance", "limit"],
    answer: json("AccountingReply"),
  }),
  "GET /events": {
    id: "events",
    tag: "reads",
    says: 'Tells, as server-sent events, that something was written: `change`, once a second at the most, with `{ "now": … }` in Unix milliseconds. The stream ends after some minutes, and browsers open another by themselves.',
    who: "reader",
    answer: { "text/event-stream": [] },
    refusals: [503],
    saysOf: { 503: "As many listen as may, or the server is closing." },
  },
  "GET /export": reads({
    id: "export",
    says: "All rows of a kind, streamed: a line each. Of totals and members `range`, `to` and `step` apply, of these and values `key`, of all but changes `app`. An export that fails in the middle breaks the connection off.",
    fields: ["what", "format", "app", "key", ...STRETCH],
    optional: ["key"],
    answer: {
      "application/x-ndjson": ["TotalRow", "MemberRow", "ValueRow", "Instance", "LoggedChange"],
      "text/csv": [],
    },
  }),
  "GET /load": reads({
    id: "load",
    says: "How busy the collector is, all sites together: what came in each bucket, oldest first.",
    fields: ["span"],
    answer: json("LoadReply"),
  }),
  "GET /history": reads({
    id: "history",
    says: "Samples of what a host sends, as agbero's telemetry API.",
    fields: ["host", "span", "agg"],
    answer: json("HistoryReply"),
    isPlain: true,
  }),
  "GET /hosts": reads({
    id: "hosts",
    says: "Hosts that have samples.",
    answer: json("HostsReply"),
    isPlain: true,
  }),
  "GET /controls": controls({
    id: "controls",
    says: "All that is asked of clients; with `instance` or `app` what holds for that instance, or those of that app who are not singled out.",
    who: "reader",
    fields: ["app", "instance"],
    answer: json("AllControls", "Controls"),
    refusals: [500],
  }),
  "PUT /controls": controls({
    id: "change",
    says: "Changes the controls; what is absent stays as it is. Answered with what holds now. 409 when somebody else was faster.",
    who: "operator",
    body: "ControlsChange",
    answer: json("AllControls"),
    refusals: [...WRITE, 409],
  }),
  "POST /controls/preview": controls({
    id: "preview",
    says: "Whom a change would touch. Changes nothing.",
    who: "operator",
    body: "ControlsChange",
    answer: json("Preview"),
    refusals: WRITE,
  }),
  "GET /controls/changes": controls({
    id: "changes",
    says: "What was changed, newest first.",
    who: "reader",
    fields: ["limit"],
    answer: json("ChangesReply"),
    refusals: [400, 500],
  }),
  "POST /controls/undo": controls({
    id: "undo",
    says: "Takes a change back. 409 when it does not stand any more.",
    who: "operator",
    body: "Undo",
    answer: json("AllControls"),
    refusals: [...WRITE, 409],
  }),
  ...REPORT_OPERATIONS,
  ...PUSH_OPERATIONS,
  ...METRICS_OPERATIONS,
  "POST /login": access({
    id: "login",
    says: "Takes a token, and sets a cookie that stands for it. For pages of the same origin.",
    body: "Login",
    answer: json("Session"),
    refusals: [...WRITE, 401, 429],
  }),
  "POST /logout": access({
    id: "logout",
    says: "Takes the cookie away. For pages of the same origin.",
    answer: json("Nothing"),
    refusals: [403, 415, 500],
  }),
  "GET /session": {
    ...access({
      id: "session",
      says: "Who is asking, and what they may do.",
      answer: json("Session"),
      refusals: [],
    }),
    who: "reader",
  },
  "GET /openapi.json": {
    id: "openapi",
    tag: "description",
    says: "This description.",
    who: "anybody",
    answer: json(),
    refusals: [],
  },
  "GET /": {
    id: "dashboard",
    tag: "description",
    says: "The dashboard: its document, whose script and style sheet are below `/dashboard/`.",
    who: "anybody",
    answer: { "text/html": [] },
    refusals: [],
  },
};
