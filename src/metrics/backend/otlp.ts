// OpenTelemetry's protocol over HTTP, in protobuf: metrics, and events as logs.
import { systemClock } from "../../core/clock.ts";
import type { Aggregates, Backend, MetricEvent } from "../../core/metric.ts";
import { METRICS_PER_BATCH, OTLP_RETRIES } from "../../core/metric-limits.ts";
import { decode } from "../../proto/decode.ts";
import { encode } from "../../proto/encode.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { oneOf, positive, required } from "../delivery/demand.ts";
import { isSuccess, type Post, post } from "../delivery/post.ts";
import type { BackendOptions } from "./backend-options.ts";
import { batches } from "./batches.ts";
import { otlpLogs } from "./otlp-logs.ts";
import { LOGS_REQUEST, METRICS_REQUEST, METRICS_RESPONSE } from "./otlp-messages.ts";
import { otlpMetrics, otlpRequest } from "./otlp-metrics.ts";

/** Where it is written, and how. */
export interface OtlpOptions extends BackendOptions {
  /** `https://otel.example.com/v1/metrics`, all of it. */
  readonly metricsEndpoint: string;
  /** The same with `/v1/logs`, for events. */
  readonly logsEndpoint: string;
  /** Metrics of one request; default 1,000. */
  readonly metricsPerBatch?: number;
  /** How often a request is tried again within its time; default 3. */
  readonly maxRetries?: number;
  /** As of all backends, but 0 is without end. */
  readonly maxRequestElapsedMs?: number;
  /** Keys of tags that go to the resource instead of to the point. */
  readonly resourceKeys?: readonly string[];
  /** What becomes of timers; default `AsGauge`: a gauge for each number. */
  readonly conversion?: "AsGauge" | "AsHistogram";
  /** Sent with each request. Default: none, which leaves it to the platform. */
  readonly userAgent?: string;
  /** Sent with each request, as for a key. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Throws `bad-option`. Source: gostatsd, `otlp`; OpenTelemetry protocol 1.x. */
export function otlpBackend(options: OtlpOptions): Backend {
  const { metricsPerBatch = METRICS_PER_BATCH, maxRetries = OTLP_RETRIES, userAgent } = options;
  const { resourceKeys = [], conversion = "AsGauge", compressPayload = true } = options;
  const metricsUrl = required("otlp", "metricsEndpoint", options.metricsEndpoint);
  const logsUrl = required("otlp", "logsEndpoint", options.logsEndpoint);
  positive("otlp", "metricsPerBatch", metricsPerBatch);
  oneOf("otlp", "conversion", conversion, ["AsGauge", "AsHistogram"]);
  const { maxRequestElapsedMs, clock = systemClock } = options;
  const delivery = createDelivery("otlp", {
    ...options,
    ...(maxRequestElapsedMs === 0 && { maxRequestElapsedMs: Infinity }),
  });
  const headers = {
    "content-type": "application/x-protobuf",
    ...(userAgent && { "user-agent": userAgent }),
    ...options.headers,
  };
  const request = (
    of: Pick<Post, "url" | "series" | "retries" | "body" | "encoding" | "refused">,
  ) => post({ headers, isTaken: isSuccess, ...of }, options);
  return Object.assign(
    (aggregates: Aggregates) =>
      delivery.send(
        batches(
          otlpMetrics(aggregates, conversion === "AsHistogram", resourceKeys),
          metricsPerBatch,
          (metrics) =>
            request({
              url: metricsUrl,
              encoding: compressPayload ? "gzip" : undefined,
              series: metrics.length,
              retries: maxRetries,
              body: () => encode(otlpRequest(metrics), METRICS_REQUEST),
              refused,
            }),
        ),
      ),
    {
      event(event: MetricEvent) {
        const message = otlpLogs(event, resourceKeys, clock.now());
        const body = () => encode(message, LOGS_REQUEST);
        return delivery.sendNow(request({ url: logsUrl, series: 0, retries: 0, body }));
      },
      counts: delivery.counts,
    },
  );
}

/** How many points the collector did not take, and never will. Throws `parse` for what is no answer of one. */
function refused(answer: Uint8Array): number {
  const { partial_success: partial } = decode(answer, METRICS_RESPONSE);
  return Number(
    (partial as { rejected_data_points?: number } | undefined)?.rejected_data_points ?? 0,
  );
}
