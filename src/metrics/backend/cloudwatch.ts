// Amazon CloudWatch: each number a datum, twenty a request, each of them signed.
import { AwsClient } from "aws4fetch";
import type { Aggregates, Backend } from "../../core/metric.ts";
import { CLOUDWATCH_BATCH } from "../../core/metric-limits.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { required } from "../delivery/demand.ts";
import { type PostOptions, post } from "../delivery/post.ts";
import { batches } from "./batches.ts";
import { type CloudwatchDatum, cloudwatchData } from "./cloudwatch-data.ts";

/** Where it is written, and as whom. */
export interface CloudwatchOptions extends PostOptions {
  /** Requests at a time; default 1. */
  readonly maxRequests?: number;
  /** Default `StatsD`. */
  readonly namespace?: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Default `https://monitoring.<region>.amazonaws.com`. */
  readonly apiEndpoint?: string;
}

/**
 * There is no place for events. What CloudWatch would refuse a request for is left out: numbers that are not finite,
 * dimensions without name or value. Throws `bad-option`. Source: gostatsd, `cloudwatch`.
 */
export function cloudwatchBackend(options: CloudwatchOptions): Backend {
  const { namespace = "StatsD", accessKeyId, secretAccessKey, sessionToken } = options;
  const region = required("cloudwatch", "region", options.region);
  const url = options.apiEndpoint ?? `https://monitoring.${region}.amazonaws.com`;
  const client = new AwsClient({
    accessKeyId: required("cloudwatch", "accessKeyId", accessKeyId),
    secretAccessKey: required("cloudwatch", "secretAccessKey", secretAccessKey),
    ...(sessionToken !== undefined && { sessionToken }),
    region,
    service: "monitoring",
  });
  const signed: typeof fetch = async (input, init) =>
    (options.fetch ?? fetch)(await client.sign(input, init));
  const delivery = createDelivery("cloudwatch", { maxRequests: 1, ...options });
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  return Object.assign(
    (aggregates: Aggregates) =>
      delivery.send(
        batches(
          cloudwatchData(aggregates).map((datum) => [datum]),
          CLOUDWATCH_BATCH,
          (data) => {
            const body = () => cloudwatchBody(namespace, data, aggregates.atMs);
            return post({ url, headers, series: data.length, body }, { ...options, fetch: signed });
          },
        ),
      ),
    { counts: delivery.counts },
  );
}

/** The form of `PutMetricData`. Source: Amazon CloudWatch, API reference. */
export function cloudwatchBody(
  namespace: string,
  data: readonly CloudwatchDatum[],
  atMs: number,
): string {
  const form = new URLSearchParams({
    Action: "PutMetricData",
    Version: "2010-08-01",
    Namespace: namespace,
  });
  const finite = data.filter(({ value }) => Number.isFinite(value));
  for (const [index, datum] of finite.entries()) {
    const at = `MetricData.member.${index + 1}`;
    form.set(`${at}.MetricName`, datum.metricName);
    form.set(`${at}.Timestamp`, new Date(atMs).toISOString());
    form.set(`${at}.Value`, String(datum.value));
    form.set(`${at}.Unit`, datum.unit);
    const whole = datum.dimensions.filter(([name, value]) => name && value);
    for (const [number, [name, value]] of whole.entries()) {
      form.set(`${at}.Dimensions.member.${number + 1}.Name`, name);
      form.set(`${at}.Dimensions.member.${number + 1}.Value`, value);
    }
  }
  return form.toString();
}
