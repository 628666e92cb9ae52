// The vectors of statsd's backend of OpenTelemetry's protocol, and where ours differs.
import type { MetricEvent } from "../../src/core/metric.ts";
import { type OtlpOptions, otlpBackend } from "../../src/metrics/backend/otlp.ts";
import { LOGS_REQUEST, METRICS_REQUEST } from "../../src/metrics/backend/otlp-messages.ts";
import { decode } from "../../src/proto/decode.ts";
import type { Message } from "../../src/proto/schema.ts";
import { captureAs, eventOf, gauges } from "../support/backend.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";
import { aggregatesOf, ONE, type Scenario } from "./statsd-scenario.ts";
import { deepSorted, type WireRequest, wireRequest } from "./statsd-wire.ts";

/** Where we differ from what was recorded, by rule. */
export const statsdOtlpDecisions: readonly Decision[] = [
  {
    rule: "OTLP: a histogram without values has a count of 0, and neither sum nor least nor most.",
    why: "statsd.md section 4, row 5: the original stops",
  },
  {
    rule: "OTLP: where there is nothing to send no request is made, nor an empty one after full ones.",
    why: "statsd.md section 4, row 15",
  },
  {
    rule: "OTLP: the user agent is the platform's unless one is asked for.",
    why: "statsd.md section 4, row 15: the original has the option and does not use it",
  },
];

interface Row {
  readonly name: string;
  readonly scenario: Scenario;
  readonly timestampSeconds: number;
  readonly conversion: "AsGauge" | "AsHistogram";
  readonly resourceKeys: readonly string[] | null;
  readonly messages?: readonly object[];
  readonly crash?: boolean;
}
interface EventRow {
  readonly event: Partial<MetricEvent>;
  readonly message: object;
  readonly bodyBytes: number;
  readonly request: WireRequest;
  readonly resourceKeys: readonly string[] | null;
}

/** By file name without ending. */
export const statsdOtlpFiles: Readonly<Record<string, FileRunner>> = {
  "statsd-backend-otlp": (file) => {
    const rows = file as {
      payloads: Row[];
      events: EventRow[];
      batching: { gauges: number; metricsPerBatch: number; metricsPerRequestUnordered: number[] }[];
      requests: { compressPayload: boolean; request: WireRequest }[];
    };
    return Promise.all([
      ...rows.payloads.map(payloadRow),
      ...rows.events.map(eventRow),
      ...rows.batching.map(
        async ({ gauges: count, metricsPerBatch, metricsPerRequestUnordered }) => {
          const sent = await captureAs(metrics, open({ metricsPerBatch }), [gauges(count)]);
          const came = sent.map(
            ({ body }) => JSON.stringify(body).match(/"name":"g\d/g)?.length ?? 0,
          );
          const full = metricsPerRequestUnordered.filter((size) => size > 0);
          return compare(`${count} by ${metricsPerBatch}`, full.sort(), came.sort());
        },
      ),
      ...rows.requests.map(async ({ compressPayload, request }) => {
        const [sent] = await captureAs(metrics, open({ compressPayload }), [
          aggregatesOf(ONE, 1234),
        ]);
        const name = `compressed ${compressPayload}`;
        return compare(name, withoutAgent(request), { ...sent, body: undefined });
      }),
    ]);
  },
};

const open =
  (options: Partial<OtlpOptions>) =>
  (fetch: typeof globalThis.fetch, clock: OtlpOptions["clock"]) =>
    otlpBackend({
      metricsEndpoint: "http://otel.test/v1/metrics",
      logsEndpoint: "http://otel.test/v1/logs",
      ...options,
      fetch,
      ...(clock && { clock }),
    });

const metrics = (bytes: Buffer) => jsonOf(decode(bytes, METRICS_REQUEST));

async function payloadRow(row: Row): Promise<RowResult> {
  const { conversion, resourceKeys, scenario, timestampSeconds } = row;
  const options = { conversion, resourceKeys: resourceKeys ?? [] };
  const sent = await captureAs(metrics, open(options), [aggregatesOf(scenario, timestampSeconds)]);
  const came = sent.map(({ body }) => body);
  if (row.crash) return compare(row.name, true, came.length > 0 && came.every(isWithoutValues));
  const wanted = (row.messages ?? []).filter((message) => Object.keys(message).length > 0);
  return compare(row.name, wanted.map(deepSorted), came.map(deepSorted));
}

/** Whether all histograms of a message are empty, and say so. */
function isWithoutValues(message: unknown): boolean {
  const found = JSON.stringify(message).match(/"histogram":\{"dataPoints":\[\{[^}]*/g) ?? [];
  return found.length > 0 && found.every((point) => !/"(sum|min|max|count)":/.test(point));
}

async function eventRow({
  event,
  message,
  bodyBytes,
  request,
  resourceKeys,
}: EventRow): Promise<RowResult> {
  const read = (bytes: Buffer) => [bytes.length, deepSorted(jsonOf(decode(bytes, LOGS_REQUEST)))];
  const options = { resourceKeys: resourceKeys ?? [] };
  const sent = await captureAs(read, open(options), [], eventOf(event));
  // Without a time of its own it has that of the recording, which for us is when the clock stands still.
  const timed = event.dateHappened
    ? message
    : JSON.parse(
        JSON.stringify(message).replace(/"timeUnixNano":"\d+"/, '"timeUnixNano":"1234000000000"'),
      );
  const wanted = { ...withoutAgent(request), body: [bodyBytes, deepSorted(timed)] };
  return compare(`event ${event.title}`, [wanted], sent);
}

function withoutAgent(request: WireRequest): object {
  const { "user-agent": _, ...headers } = wireRequest(request).headers;
  return { ...wireRequest(request), headers };
}

/** Fields of 64 bits, which JSON has as text. */
const LONG = /^(timeUnixNano|asInt|count|bucketCounts)$/;

/** A message as JSON, as Protocol Buffers lay it down: what is 0 or empty is left out, unless it may be absent. */
function jsonOf(message: Message): unknown {
  const all = Object.entries(message).map(([field, value]) => {
    const name = field.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (name === "scope") return [name, { ...(value as object), version: "VERSION" }];
    if (name === "aggregationTemporality") return [name, "AGGREGATION_TEMPORALITY_DELTA"];
    if ((name === "count" && value === 0) || (name === "key" && value === "")) return [];
    return [name, partOf(name, value)];
  });
  return Object.fromEntries(all.filter(([name]) => name !== undefined));
}

function partOf(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => partOf(name, one));
  if (typeof value === "object") return jsonOf(value as Message);
  if (value === Infinity) return "Infinity";
  return LONG.test(name) ? String(value) : value;
}
