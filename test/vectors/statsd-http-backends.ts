// The vectors of statsd's backends that send JSON, forms and protobuf, and where ours differ.
import type { MetricEvent } from "../../src/core/metric.ts";
import { cloudwatchData } from "../../src/metrics/backend/cloudwatch-data.ts";
import { type DatadogOptions, datadogBackend, finite } from "../../src/metrics/backend/datadog.ts";
import { type NewrelicOptions, newrelicBackend } from "../../src/metrics/backend/newrelic.ts";
import { capture, eventOf, gauges, type Sent } from "../support/backend.ts";
import { compare, type Decision, type FileRunner, type RowResult } from "./rows.ts";
import { aggregatesOf, numberIn, numeral, ONE, type Scenario } from "./statsd-scenario.ts";
import { deepSorted, sorted, type WireRequest, wireRequest } from "./statsd-wire.ts";

/** Where we differ from what was recorded, by rule. */
export const statsdHttpBackendDecisions: readonly Decision[] = [
  {
    rule: "New Relic: a set is a gauge of the API of metrics.",
    why: "statsd.md section 4, row 12: the original sends it without type and value",
  },
  {
    rule: "New Relic: the bounds of a histogram stay text.",
    why: "statsd.md section 4, row 13: the original makes a number of them",
  },
  {
    rule: "New Relic: numbers that are not finite are left out, and the rest is sent.",
    why: "statsd-backends.md section 6: the original drops the batch",
  },
];

/** A scenario, and in which second it was flushed. */
export interface Payload {
  readonly name: string;
  readonly scenario: Scenario;
  readonly timestampSeconds: number;
}

/** By file name without ending. */
export const statsdHttpBackendFiles: Readonly<Record<string, FileRunner>> = {
  "statsd-backend-cloudwatch": async (file) => {
    const { payloads } = file as {
      payloads: (Omit<Payload, "timestampSeconds"> & { data: unknown[] | null })[];
    };
    return payloads.map(({ name, scenario, data }) => {
      const came = cloudwatchData(aggregatesOf(scenario, 1234));
      return compare(
        name,
        sorted(data ?? []),
        sorted(came.map((datum) => ({ ...datum, value: numeral(datum.value) }))),
      );
    });
  },
  "statsd-backend-datadog": async (file) => {
    const rows = file as {
      payloads: (Payload & { bodies: { series: unknown[] }[] | null })[];
      requests: {
        apiKey: string;
        compressPayload: boolean;
        rawBody: string;
        request: WireRequest;
      }[];
      batching: { gauges: number; metricsPerBatch: number; seriesPerBatch: number[] }[];
      events: { event: Partial<MetricEvent>; body: unknown; request: WireRequest }[];
      coerce: { input: number | string; expected: number }[];
      validation: { name: string; valid: boolean; error: string }[];
    };
    const open = (options: Partial<DatadogOptions>) => (fetch: typeof globalThis.fetch) =>
      datadogBackend({ apiKey: "k", ...options, fetch });
    return Promise.all([
      ...rows.payloads.map(async ({ name, scenario, timestampSeconds, bodies }) => {
        const sent = await capture(open({}), [aggregatesOf(scenario, timestampSeconds)]);
        const came = sent.map(({ body }) => JSON.parse(body));
        return compare(name, (bodies ?? []).map(sortedSeries), came.map(sortedSeries));
      }),
      ...rows.requests.map(async ({ apiKey, compressPayload, rawBody, request }) => {
        const sent = await capture(open({ apiKey, compressPayload }), [aggregatesOf(ONE, 1234)]);
        return compare(
          `compressed ${compressPayload}`,
          [read({ ...wireRequest(request), body: rawBody })],
          sent.map(read),
        );
      }),
      ...rows.batching.map(async ({ gauges: count, metricsPerBatch, seriesPerBatch }) => {
        const sent = await capture(open({ metricsPerBatch }), [gauges(count)]);
        const came = sent.map(({ body }) => JSON.parse(body).series.length).sort();
        return compare(`${count} by ${metricsPerBatch}`, [...seriesPerBatch].sort(), came);
      }),
      ...rows.events.map(async ({ event, body, request }) => {
        const sent = await capture(open({}), [], eventOf(event));
        return compare(`event ${event.title}`, [{ ...wireRequest(request), body }], sent.map(read));
      }),
      ...rows.coerce.map(({ input, expected }) => {
        const value = input === "max" || input === "-max" ? Number.MAX_VALUE : numberIn(input);
        return compare(String(input), expected, finite(input === "-max" ? -value : value));
      }),
      ...rows.validation.map(({ name, valid, error }) =>
        refusal(name, valid, () => datadogBackend({ apiKey: "k", ...datadogOptions(name, error) })),
      ),
    ]);
  },
  "statsd-backend-newrelic": async (file) => {
    const rows = file as {
      payloads: (Payload & {
        bodies: unknown[] | null;
        error?: string;
        flushType: "infra";
        tagPrefix: string;
      })[];
      requests: { flushType: "infra"; request: WireRequest }[];
      events: {
        event: Partial<MetricEvent>;
        flushType: "infra";
        body: unknown;
        request: WireRequest;
      }[];
    };
    return Promise.all([
      ...rows.payloads.map(
        async ({ name, scenario, timestampSeconds, bodies, error, flushType, tagPrefix }) => {
          const sent = await capture(newrelic({ flushType, tagPrefix }), [
            aggregatesOf(scenario, timestampSeconds),
          ]);
          const came = sent.map(({ body }) => JSON.parse(body));
          if (error) return compare(name, true, !/Inf|null/.test(JSON.stringify(came)));
          const wanted = (bodies ?? []).map((body) => asRuled(body, scenario));
          return compare(name, wanted.map(deepSorted), came.map(deepSorted));
        },
      ),
      ...rows.requests.map(async ({ flushType, request }) => {
        const [sent] = await capture(newrelic({ flushType }), [aggregatesOf(ONE, 1234)]);
        return compare(flushType, wireRequest(request), { ...sent, body: undefined });
      }),
      ...rows.events.map(async ({ event, flushType, body, request }) => {
        const sent = await capture(newrelic({ flushType }), [], eventOf(event));
        return compare(
          `${flushType} event ${event.title}`,
          [{ ...wireRequest(request), body }],
          sent.map(read),
        );
      }),
    ]);
  },
};

const newrelic = (options: Partial<NewrelicOptions>) => (fetch: typeof globalThis.fetch) =>
  newrelicBackend({
    address: "http://agent.test/v1/data",
    addressMetrics: "http://agent.test/metric/v1",
    apiKey: "ikey",
    ...options,
    fetch,
  });

/** What makes for such an error: a field that is empty, or no more than 0. */
function datadogOptions(name: string, error: string): Partial<DatadogOptions> {
  const elapsed = /elapsed (-?\d+)/.exec(name);
  if (elapsed) return { maxRequestElapsedMs: Number(elapsed[1]) };
  const [, field = "", says] = /\] (\S+) (is required|must be positive)/.exec(error) ?? [];
  const option =
    { "user-agent": "userAgent", maxRequestElapsedTime: "maxRequestElapsedMs" }[field] ??
    field.replace(/^API/, "api");
  return { [option]: says === "is required" ? "" : 0 };
}

function refusal(name: string, isValid: boolean, open: () => unknown): RowResult {
  try {
    open();
    return compare(name, isValid, true);
  } catch (error) {
    return compare(name, isValid ? true : "bad-option", (error as { code: string }).code);
  }
}

/** A request with its JSON read, series in any order. */
function read({ body, ...sent }: Sent): unknown {
  const json = JSON.parse(body);
  return { ...sent, body: json.series ? sortedSeries(json) : json };
}

function sortedSeries({ series }: { readonly series: unknown[] }): unknown {
  return { series: sorted(series) };
}

/** What was recorded, with what the original gets wrong as it should be. */
function asRuled(value: unknown, scenario: Scenario): unknown {
  if (Array.isArray(value)) return value.map((one) => asRuled(one, scenario));
  if (!value || typeof value !== "object") return value;
  const all = Object.entries(value).map(([name, one]) => {
    if (!name.endsWith("gsd_histogram")) return [name, asRuled(one, scenario)];
    const tags = (scenario.metrics ?? []).flatMap(({ tags: some }) => some ?? []);
    const tag = tags.find((each) => each.startsWith("gsd_histogram:"));
    return [name, tag?.slice("gsd_histogram:".length)];
  });
  const record = Object.fromEntries(all);
  if (record.attributes?.statsdType !== "set") return record;
  const members = (scenario.metrics ?? []).filter(
    ({ type, name }) => type === "set" && name === record.name,
  );
  const size = scenario.reset ? 0 : new Set(members.map(({ stringValue }) => stringValue)).size;
  return { ...record, type: "gauge", value: size };
}
