import { describe, expect, test } from "vitest";
import { type OtlpOptions, otlpBackend } from "../../../../src/metrics/backend/otlp.ts";
import {
  LOGS_REQUEST,
  METRICS_REQUEST,
  METRICS_RESPONSE,
} from "../../../../src/metrics/backend/otlp-messages.ts";
import { decode } from "../../../../src/proto/decode.ts";
import { encode } from "../../../../src/proto/encode.ts";
import { captureAs, eventOf, flushOf, gauges } from "../../../support/backend.ts";
import { fakeClock } from "../../../support/clock.ts";

const WHERE = {
  metricsEndpoint: "http://otel.test/v1/metrics",
  logsEndpoint: "http://otel.test/v1/logs",
};
const open = (options: Partial<OtlpOptions>) => (fetch: typeof globalThis.fetch) =>
  otlpBackend({ ...WHERE, ...options, fetch });

describe("a backend of OpenTelemetry", () => {
  test("posts metrics compressed, batch by batch, and nothing where there is none", async () => {
    const read = (bytes: Buffer) => JSON.stringify(decode(bytes, METRICS_REQUEST)).match(/"g\d"/g);
    const options = {
      metricsPerBatch: 2,
      maxRequests: 1,
      headers: { "api-key": "k" },
      userAgent: "ours",
    };
    const sent = await captureAs(read, open(options), [flushOf([]), gauges(4)]);
    expect(sent.map(({ body }) => body)).toEqual([
      ['"g0"', '"g1"'],
      ['"g2"', '"g3"'],
    ]);
    expect(sent[0]).toMatchObject({
      uri: "/v1/metrics",
      headers: {
        "content-type": "application/x-protobuf",
        "content-encoding": "gzip",
        "api-key": "k",
        "user-agent": "ours",
      },
    });
  });

  test("posts events as logs, as they are", async () => {
    const read = (bytes: Buffer) => JSON.stringify(decode(bytes, LOGS_REQUEST));
    const [sent] = await captureAs(read, open({}), [], eventOf({ title: "up" }));
    expect([sent?.uri, sent?.headers["content-encoding"]]).toEqual(["/v1/logs", undefined]);
    expect(sent?.body).toContain('"string_value":"up"');
  });

  test("tells negative counts and infinities", async () => {
    const read = (bytes: Buffer) => decode(bytes, METRICS_REQUEST);
    const metrics = [{ values: [-7] }, { type: "gauge", values: [Infinity] }] as const;
    const [sent] = await captureAs(read, open({}), [flushOf(metrics)]);
    const found: number[] = [];
    JSON.stringify(sent?.body, (name, value) => {
      if (name === "as_int" || name === "as_double") found.push(value);
      return value;
    });
    expect(found).toEqual([-0.7, -7, Infinity]);
  });

  test("counts what a collector refuses, and does not send it again", async () => {
    const partial = { partial_success: { rejected_data_points: 2, error_message: "old" } };
    const errors: string[] = [];
    const backend = otlpBackend({
      ...WHERE,
      fetch: async () => new Response(encode(partial, METRICS_RESPONSE)),
      onError: ({ message }) => errors.push(message),
    });
    await backend(gauges(5));
    expect(backend.counts?.()).toMatchObject({ sent: 1, seriesSent: 3, seriesDropped: 2 });
    expect(errors).toEqual(["otlp: refused 2 series"]);
  });

  test.each([
    ["is no protobuf", () => new Response("<html>")],
    ["is refused", () => new Response(null, { status: 503 })],
  ])("tries again so often what %s, and then gives up", async (_, answer) => {
    const clock = fakeClock();
    const fetch = async () => answer();
    const compressPayload = false;
    const backend = otlpBackend({ ...WHERE, fetch, clock, maxRetries: 2, compressPayload });
    const done = backend(gauges(1));
    await clock.advance(10_000);
    await done;
    expect(backend.counts?.()).toMatchObject({ retried: 2, dropped: 1, seriesDropped: 1 });
  });

  test("tries an event once", async () => {
    const fetch = async () => new Response(null, { status: 503 });
    const backend = otlpBackend({ ...WHERE, fetch, maxRequestElapsedMs: 0 });
    await backend.event?.(eventOf({}));
    expect(backend.counts?.()).toMatchObject({ retried: 0, dropped: 1 });
  });

  test.each([
    { metricsEndpoint: "" },
    { logsEndpoint: "" },
    { metricsPerBatch: 0 },
    { maxRequests: 0 },
    { conversion: "AsSummary" as "AsGauge" },
  ])("refuses %j", (options) => {
    expect(() => otlpBackend({ ...WHERE, ...options })).toThrow(
      expect.objectContaining({ code: "bad-option" }),
    );
  });
});
