// What goes to a collector of OpenTelemetry is, field by field, what OpenTelemetry's own library writes for the same.
import { ProtobufLogsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { describe, expect, test } from "vitest";
import { otlpBackend } from "../../src/metrics/backend/otlp.ts";
import { LOGS_REQUEST, METRICS_REQUEST } from "../../src/metrics/backend/otlp-messages.ts";
import { decode } from "../../src/proto/decode.ts";
import type { Schema } from "../../src/proto/schema.ts";
import { captureAs, eventOf, flushOf } from "../support/backend.ts";

type ResourceMetrics = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];
type MetricData = ResourceMetrics["scopeMetrics"][number]["metrics"][number];
type LogRecord = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0][number];

/** Their numbers for what a metric is, and for what a point holds. */
const [HISTOGRAM, GAUGE, SUM] = [0, 2, 3];
const [INT, DOUBLE] = [0, 1];
const DELTA = 0;
/** When `flushOf` flushes. */
const AT = [1234, 567_000_000];

/** A metric as the library has it. */
function metric(
  name: string,
  dataPointType: number,
  valueType: number,
  value: unknown,
  attributes: Readonly<Record<string, string | readonly string[]>> = {},
): MetricData {
  return {
    descriptor: { name, valueType, description: "", unit: "" },
    dataPointType,
    aggregationTemporality: DELTA,
    isMonotonic: false,
    dataPoints: [{ startTime: AT, endTime: AT, attributes, value }],
  } as unknown as MetricData;
}

/** Ours and theirs, read the same way: what we never write is passed over. */
function expectSame(schema: Schema, ours: Uint8Array | undefined, theirs?: Uint8Array): void {
  expect(decode(ours ?? new Uint8Array(), schema)).toEqual(
    decode(theirs ?? new Uint8Array(), schema),
  );
}

const RESOURCE = { attributes: { service: "shop" } };

describe("a collector of OpenTelemetry", () => {
  test("is sent metrics as it knows them", async () => {
    const tags = ["service:shop"];
    const flushed = flushOf([
      { name: "hits", values: [-5], tags: [...tags, "zone:b", "zone:a", "bare"], source: "h" },
      { name: "took", type: "timer", values: [4, 20], tags },
      { name: "größe", type: "gauge", values: [0], tags },
      { name: "queued", type: "gauge", values: [-1.5], tags },
      { name: "users", type: "set", member: "joe", tags },
    ]);
    const [sent] = await captureAs(
      (bytes) => bytes,
      (ask) => opened(ask),
      [flushed],
    );
    const attributes = { bare: "", host: "h", zone: ["a", "b"] };
    const took = { count: 2, sum: 24, min: 4, max: 20, buckets: { boundaries: [], counts: [] } };
    const metrics = [
      metric("hits", GAUGE, DOUBLE, -0.5, attributes),
      metric("hits.count", SUM, INT, -5, attributes),
      metric("took", HISTOGRAM, DOUBLE, took),
      metric("größe", GAUGE, DOUBLE, 0),
      metric("queued", GAUGE, DOUBLE, -1.5),
      metric("users", GAUGE, INT, 1),
    ];
    const scopeMetrics = [{ scope: { name: "gostatsd/aggregation" }, metrics }];
    const theirs = { resource: RESOURCE, scopeMetrics } as unknown as ResourceMetrics;
    expectSame(METRICS_REQUEST, sent?.body, ProtobufMetricsSerializer.serializeRequest(theirs));
  });

  test("is sent events as log records", async () => {
    const event = eventOf({
      title: "t",
      text: "größe",
      dateHappened: 5,
      tags: ["service:shop", "k:v"],
    });
    const [sent] = await captureAs(
      (bytes) => bytes,
      (ask) => opened(ask),
      [],
      event,
    );
    const attributes = {
      title: "t",
      text: "größe",
      source: "",
      priority: "normal",
      alert_type: "info",
      aggregation_key: "",
      source_type_name: "",
      tags: { k: "v" },
    };
    const instrumentationScope = { name: "" };
    const theirs = {
      resource: RESOURCE,
      instrumentationScope,
      hrTime: [5, 0],
      hrTimeObserved: [5, 0],
      attributes,
      droppedAttributesCount: 0,
    } as unknown as LogRecord;
    expectSame(LOGS_REQUEST, sent?.body, ProtobufLogsSerializer.serializeRequest([theirs]));
  });
});

function opened(ask: typeof fetch) {
  return otlpBackend({
    metricsEndpoint: "http://otel.test/v1/metrics",
    logsEndpoint: "http://otel.test/v1/logs",
    resourceKeys: ["service"],
    conversion: "AsHistogram",
    fetch: ask,
  });
}
