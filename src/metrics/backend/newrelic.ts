// New Relic: its infrastructure agent, and its APIs of events and of metrics.
import type { Aggregates, Backend, MetricEvent } from "../../core/metric.ts";
import { METRICS_PER_BATCH, TIMER_SLACK } from "../../core/metric-limits.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { oneOf, positive, required } from "../delivery/demand.ts";
import { post } from "../delivery/post.ts";
import type { BackendOptions } from "./backend-options.ts";
import { batches } from "./batches.ts";
import {
  INTEGRATION_VERSION,
  type NewrelicNames,
  type NewrelicRecord,
  newrelicEvent,
  newrelicMetrics,
  newrelicRecords,
} from "./newrelic-records.ts";

/** Where it is written, as whom, and by what names. */
export interface NewrelicOptions extends BackendOptions, NewrelicNames {
  /** Default `http://localhost:8001/v1/data`: the agent. Events go here, whatever the type; nowhere if it is empty. */
  readonly address?: string;
  /** Of the API of metrics. */
  readonly addressMetrics?: string;
  /** Default: that of the address, if it is New Relic's, else `infra`. */
  readonly flushType?: "infra" | "insights" | "metrics";
  /** Not needed for `infra`. */
  readonly apiKey?: string;
  /** Default `gostatsd`. */
  readonly userAgent?: string;
  /** Numbers of one request, roughly; default 1,000. */
  readonly metricsPerBatch?: number;
}

/** Numbers that are not finite are left out. Throws `bad-option`. Source: gostatsd, `newrelic`. */
export function newrelicBackend(options: NewrelicOptions): Backend {
  const { address = "http://localhost:8001/v1/data", addressMetrics = "" } = options;
  const { flushType = flushTypeOf(address, addressMetrics), apiKey, userAgent } = options;
  const { compressPayload = true, metricsPerBatch = METRICS_PER_BATCH } = options;
  oneOf("newrelic", "flushType", flushType, ["infra", "insights", "metrics"]);
  positive("newrelic", "metricsPerBatch", metricsPerBatch);
  const isMetrics = flushType === "metrics";
  const url = isMetrics
    ? required("newrelic", "addressMetrics", addressMetrics)
    : required("newrelic", "address", address);
  const isInfra = flushType === "infra";
  const headers = {
    "content-type": "application/json",
    "user-agent": userAgent ?? "gostatsd",
    ...(!isInfra && { "x-insert-key": required("newrelic", "apiKey", apiKey) }),
  };
  const encoding = !isInfra && compressPayload ? "gzip" : undefined;
  const delivery = createDelivery("newrelic", options);
  const request = (to: string, body: () => object, series: number, retries = Infinity) =>
    post(
      { url: to, headers, encoding, series, retries, body: () => JSON.stringify(body()) },
      options,
    );
  const eventTypeKey = isInfra ? "event_type" : "eventType";
  const wrap = (records: readonly NewrelicRecord[]) => (isInfra ? agentBody(records) : records);
  return Object.assign(
    (aggregates: Aggregates) => {
      const records = isMetrics
        ? newrelicMetrics(aggregates, options)
        : newrelicRecords(aggregates, options, eventTypeKey);
      const body = (batch: readonly NewrelicRecord[]) =>
        isMetrics ? metricsBody(batch, aggregates.intervalMs) : wrap(batch);
      return delivery.send(
        batches(records, metricsPerBatch - TIMER_SLACK, (batch) =>
          request(url, () => body(batch), batch.length),
        ),
      );
    },
    {
      async event(event: MetricEvent) {
        if (address === "") return;
        const body = () => wrap([newrelicEvent(event, options, eventTypeKey)]);
        await delivery.sendNow(request(address, body, 0, 0));
      },
      counts: delivery.counts,
    },
  );
}

function flushTypeOf(address: string, addressMetrics: string): "infra" | "insights" | "metrics" {
  if (addressMetrics.includes("metric-api.newrelic.com")) return "metrics";
  return address.includes("insights-collector.newrelic.com") ? "insights" : "infra";
}

function agentBody(metrics: readonly NewrelicRecord[]): object {
  return {
    name: "com.newrelic.gostatsd",
    protocol_version: "2",
    integration_version: INTEGRATION_VERSION,
    data: [{ metrics }],
  };
}

function metricsBody(metrics: readonly NewrelicRecord[], intervalMs: number): object {
  const attributes = {
    "integration.version": INTEGRATION_VERSION,
    "integration.name": "GoStatsD",
  };
  return [{ common: { attributes, "interval.ms": Math.round(intervalMs) }, metrics }];
}
