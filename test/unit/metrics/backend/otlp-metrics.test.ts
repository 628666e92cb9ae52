import { describe, expect, test } from "vitest";
import type { Metric } from "../../../../src/core/metric.ts";
import { attribute } from "../../../../src/metrics/backend/otlp-attributes.ts";
import { otlpMetrics, otlpRequest } from "../../../../src/metrics/backend/otlp-metrics.ts";
import { flushOf } from "../../../support/backend.ts";

const metricsOf = (metrics: readonly Partial<Metric>[], asHistogram = false, keys: string[] = []) =>
  [...otlpMetrics(flushOf(metrics), asHistogram, keys)].flat();
const NANOS = 1_234_567_000_000;

describe("metrics of OpenTelemetry", () => {
  test("are a gauge and a sum of a counter, with its source as host", () => {
    const attributes = [attribute("host", "h"), attribute("k", "v")];
    const counter = { values: [5], tags: ["k:v"], source: "h" };
    expect(metricsOf([counter]).map(({ metric }) => metric)).toEqual([
      {
        name: "n",
        gauge: { data_points: [{ time_unix_nano: NANOS, as_double: 0.5, attributes }] },
      },
      {
        name: "n.count",
        sum: {
          data_points: [{ time_unix_nano: NANOS, as_int: 5, attributes }],
          aggregation_temporality: 1,
        },
      },
    ]);
  });

  test("have their resource apart, by which requests are made", () => {
    const metrics = ["a", "b", "a"].map((env, i) => ({
      type: "gauge" as const,
      name: `g${i}`,
      values: [i],
      tags: [`env:${env}`],
    }));
    const { resource_metrics: all } = otlpRequest(metricsOf(metrics, false, ["env"]));
    expect(
      (all as { resource: unknown; scope_metrics: { metrics: { name: string }[] }[] }[]).map(
        ({ resource, scope_metrics: [scope] }) => [
          resource,
          scope?.metrics.map(({ name }) => name),
        ],
      ),
    ).toEqual([
      [{ attributes: [attribute("env", "a")] }, ["g0", "g2"]],
      [{ attributes: [attribute("env", "b")] }, ["g1"]],
    ]);
  });

  test("are a gauge for each number of a timer, or for each bucket", () => {
    const names = metricsOf([{ type: "timer", values: [4] }]).map(({ metric }) => metric["name"]);
    expect(names).toHaveLength(14);
    expect(names.slice(0, 4)).toEqual(["n.lower", "n.upper", "n.count", "n.count_ps"]);
    const buckets = metricsOf([{ type: "timer", values: [4], tags: ["gsd_histogram:10"] }]);
    expect(buckets.map(({ metric }) => metric["name"])).toEqual(["n.histogram", "n.histogram"]);
  });

  test.each([
    [
      "what was timed",
      [4, 2],
      [],
      { count: 2, sum: 6, min: 2, max: 4, bucket_counts: [], explicit_bounds: [] },
    ],
    [
      "its buckets, each without the one below",
      [5, 15, 25, 500],
      ["gsd_histogram:-inf_10_20"],
      { count: 4, sum: 545, min: 5, max: 500, bucket_counts: [1, 1, 2], explicit_bounds: [10, 20] },
    ],
    [
      "that there was nothing",
      [],
      ["gsd_histogram:10"],
      { count: 0, bucket_counts: [0, 0], explicit_bounds: [10] },
    ],
  ])("say as a histogram %s", (_, values, tags, point) => {
    const [first] = metricsOf([{ type: "timer", values, tags }], true);
    const { data_points: points } = (first?.metric["histogram"] ?? {}) as Record<string, object[]>;
    expect(points).toEqual([{ time_unix_nano: NANOS, ...point, attributes: expect.anything() }]);
  });
});
