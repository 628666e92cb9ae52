// The routes of pushed metrics and of scrapes in a description.
import type { Operation } from "./operation.ts";
import { GROUPING_IN_PATH, INGEST, NUMBERS } from "./parameters.ts";

const METRICS: Operation["answer"] = {
  "text/plain": [],
  "application/openmetrics-text": [],
  "application/vnd.google.protobuf": [],
};

const push: Operation = {
  id: "push",
  tag: "pushes",
  says: "Takes metrics in, in the place of those families of its group that it names. With `epoch` and `seq` it adds to the sums of its job instead, and anybody may send it; without them it takes an operator. Metrics have no timestamps. Answered once it is durable.",
  who: "operator",
  isForAll: true,
  parameters: [GROUPING_IN_PATH, ...NUMBERS, ...INGEST],
  takes: METRICS,
  status: 202,
  answer: {},
  refusals: [400, 403, 408, 409, 413, 415, 429, 500, 503],
  saysOf: {
    409: "The epoch is over, `seq` was heard last of it, and nothing was added: begin another, with what is new since.",
    413: "The body is too long, it holds too many numbers, or there is no room for more jobs, groups or series.",
    415: "The body is in an encoding that is not taken.",
  },
};

/** By method and path, as `OPERATIONS`. They are there where pushes are kept. */
export const PUSH_OPERATIONS: Readonly<Record<string, Operation>> = {
  "POST /metrics/{grouping}": push,
  "PUT /metrics/{grouping}": {
    ...push,
    id: "pushAll",
    says: "Takes metrics in, in the place of all of their group; with `epoch` and `seq` as POST does.",
  },
  "DELETE /metrics/{grouping}": {
    id: "deletePushed",
    tag: "pushes",
    says: "Takes a group away, and where it is a job alone its sums, too.",
    who: "operator",
    parameters: [GROUPING_IN_PATH],
    status: 202,
    answer: {},
    refusals: [400, 403, 500, 503],
  },
  "OPTIONS /metrics/{grouping}": {
    id: "preflightPush",
    tag: "pushes",
    says: "Tells browsers which pages of other origins may push.",
    who: "anybody",
    parameters: [GROUPING_IN_PATH],
    status: 204,
    answer: {},
    refusals: [],
  },
  "GET /metrics": {
    id: "scrape",
    tag: "pushes",
    says: "All that the server knows, for Prometheus: every key, how the server is, sums and groups. In the format that `Accept` names, text where it names none.",
    who: "reader",
    answer: METRICS,
    refusals: [500],
  },
  "GET /pushed": {
    id: "pushed",
    tag: "reads",
    says: "Pushed metrics, as people look at them: sums by job, then groups, each with its families.",
    who: "reader",
    answer: { "application/json": ["PushedReply"] },
    refusals: [500],
  },
};
