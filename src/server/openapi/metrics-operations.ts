// The routes of tagged metrics in a description.
import type { Operation } from "./operation.ts";
import { INGEST } from "./parameters.ts";

const send = (operation: Pick<Operation, "id" | "says" | "takes" | "example">): Operation => ({
  tag: "metrics",
  who: "operator",
  isForAll: true,
  parameters: INGEST,
  status: 202,
  answer: {},
  refusals: [400, 403, 408, 413, 429, 500],
  saysOf: { 400: "What was wrong: the encoding, or a body that is not what the route takes." },
  ...operation,
});
const preflight = (id: string): Operation => ({
  id,
  tag: "metrics",
  says: "Tells browsers which pages of other origins may send metrics.",
  who: "anybody",
  status: 204,
  answer: {},
  refusals: [],
});
const PROTOBUF: Operation["answer"] = { "application/x-protobuf": [] };
const MANNER =
  "The body may be in the encoding `deflate`, and its content type is not looked at. Anybody may send; who shows a token has to be an operator.";

/** By method and path; the server has them where it takes tagged metrics. */
export const METRICS_OPERATIONS: Readonly<Record<string, Operation>> = {
  "POST /v1/statsd": send({
    id: "sendLines",
    says: `Takes metrics and events in as lines of statsd, with the tags of Datadog. Bad lines are counted, and take no others with them. ${MANNER}`,
    takes: { "text/plain": [] },
    example: "cart.add:1|c|#plant:aloe\nrender:16.7|ms|@0.1\nvisitors:ada|s\n",
  }),
  "OPTIONS /v1/statsd": preflight("preflightOfLines"),
  "POST /v2/raw": send({
    id: "sendMap",
    says: `Takes a map of metrics in, as gostatsd's forwarder sends it: its message \`RawMessageV2\`. ${MANNER}`,
    takes: PROTOBUF,
  }),
  "OPTIONS /v2/raw": preflight("preflightOfMap"),
  "POST /v2/event": send({
    id: "sendEvent",
    says: `Takes an event in, as gostatsd's forwarder sends it: its message \`EventV2\`. ${MANNER}`,
    takes: PROTOBUF,
  }),
  "OPTIONS /v2/event": preflight("preflightOfEvent"),
  "GET /statsd": {
    id: "stats",
    tag: "reads",
    says: "What the pipeline of metrics says of itself, by gostatsd's names, as it was at its last flush.",
    who: "reader",
    answer: { "application/json": ["StatsReply"] },
    refusals: [500],
  },
  "GET /healthcheck": {
    id: "healthcheck",
    tag: "metrics",
    says: "Answers as long as there is somebody to answer.",
    who: "anybody",
    answer: { "application/json": ["ChecksReply"] },
    refusals: [],
  },
  "GET /deepcheck": {
    id: "deepcheck",
    tag: "metrics",
    says: "Whether all is well: of what is forwarded, where metrics are, whether any has ever arrived.",
    who: "anybody",
    answer: { "application/json": ["ChecksReply"] },
    refusals: [500],
    saysOf: { 500: "Nothing of it has." },
    refusedAs: "ChecksReply",
  },
};
