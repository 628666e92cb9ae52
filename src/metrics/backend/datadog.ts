// Datadog's first API: series and events as JSON.
import type { Aggregates, Backend, MetricEvent, Series } from "../../core/metric.ts";
import { METRICS_PER_BATCH, TIMER_SLACK } from "../../core/metric-limits.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { positive, required } from "../delivery/demand.ts";
import { post } from "../delivery/post.ts";
import type { BackendOptions } from "./backend-options.ts";
import { batches } from "./batches.ts";
import { buckets, timerFields } from "./timer-fields.ts";

/** Where it is written, and as whom. */
export interface DatadogOptions extends BackendOptions {
  /** Default `https://app.datadoghq.com`. */
  readonly apiEndpoint?: string;
  readonly apiKey: string;
  /** Default `gostatsd`. */
  readonly userAgent?: string;
  /** Numbers of one request, roughly; default 1,000. */
  readonly metricsPerBatch?: number;
}

/** Throws `bad-option`. Source: gostatsd, `datadog`. */
export function datadogBackend(options: DatadogOptions): Backend {
  const { apiEndpoint = "https://app.datadoghq.com", apiKey, userAgent = "gostatsd" } = options;
  const { compressPayload = true, metricsPerBatch = METRICS_PER_BATCH } = options;
  required("datadog", "apiEndpoint", apiEndpoint);
  required("datadog", "apiKey", apiKey);
  positive("datadog", "metricsPerBatch", metricsPerBatch);
  const key = new URLSearchParams({ api_key: apiKey });
  const headers = {
    "content-type": "application/json",
    "dd-dogstatsd-version": "5.6.3",
    "user-agent": required("datadog", "userAgent", userAgent),
  };
  const delivery = createDelivery("datadog", options);
  const address = (path: string) => `${apiEndpoint}/api/v1/${path}?${key}`;
  const request = (series: readonly DatadogSeries[]) => {
    const body = () => JSON.stringify({ series });
    const encoding = compressPayload ? "deflate" : undefined;
    const of = { url: address("series"), headers, encoding, series: series.length, body } as const;
    return post(of, options);
  };
  return Object.assign(
    (aggregates: Aggregates) =>
      delivery.send(batches(datadogSeries(aggregates), metricsPerBatch - TIMER_SLACK, request)),
    {
      event(event: MetricEvent) {
        const body = () => JSON.stringify(datadogEvent(event));
        return delivery.sendNow(
          post({ url: address("events"), headers, series: 0, body }, options),
        );
      },
      counts: delivery.counts,
    },
  );
}

/** What Datadog calls a series: some points of one number. */
export interface DatadogSeries {
  readonly metric: string;
  readonly points: readonly (readonly [seconds: number, value: number])[];
  readonly type: "gauge" | "rate" | "count";
  readonly host?: string;
  readonly interval?: number;
  readonly tags?: readonly string[];
}

/** All numbers of a series together. */
export function* datadogSeries({
  atMs,
  intervalMs,
  ...all
}: Aggregates): Generator<DatadogSeries[]> {
  const seconds = Math.floor(atMs / 1000);
  // Datadog takes whole ones, and what was measured is some milliseconds off.
  const interval = Math.round(intervalMs / 1000);
  const say = (
    { name, tags, source }: Series<unknown>,
    part: string,
    type: DatadogSeries["type"],
    value: number,
    le: readonly string[] = [],
  ): DatadogSeries => ({
    ...(source !== "" && { host: source }),
    ...(interval > 0 && { interval }),
    metric: name + part,
    points: [[seconds, finite(value)]],
    ...(tags.length + le.length > 0 && { tags: [...tags, ...le] }),
    type,
  });
  for (const series of all.counters) {
    const { count, perSecond } = series.value;
    yield [say(series, "", "rate", perSecond), say(series, ".count", "gauge", count)];
  }
  for (const series of all.timers) {
    yield [
      ...buckets(series.value).map(([bound, count]) =>
        say(series, ".histogram", "count", count, [`le:${bound}`]),
      ),
      ...timerFields(series.value, all.disabled).map(([part, value]) =>
        say(series, `.${part}`, part === "count_ps" ? "rate" : "gauge", value),
      ),
    ];
  }
  for (const series of all.gauges) yield [say(series, "", "gauge", series.value)];
  for (const series of all.sets) yield [say(series, "", "gauge", series.value)];
}

/** What JSON has no number for: as far as numbers go, and -1 for what is none. */
export function finite(value: number): number {
  if (Number.isNaN(value)) return -1;
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** What is said of an event; what is empty or goes without saying is left out. */
export function datadogEvent(event: MetricEvent): object {
  return {
    title: event.title,
    text: event.text,
    ...(event.dateHappened !== 0 && { date_happened: event.dateHappened }),
    ...(event.source !== "" && { host: event.source }),
    ...(event.aggregationKey !== "" && { aggregation_key: event.aggregationKey }),
    ...(event.sourceTypeName !== "" && { source_type_name: event.sourceTypeName }),
    ...(event.tags.length > 0 && { tags: event.tags }),
    ...(event.priority !== "normal" && { priority: event.priority }),
    ...(event.alertType !== "info" && { alert_type: event.alertType }),
  };
}
