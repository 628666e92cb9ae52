// Writing Prometheus' text format.
import { describe, expect, test } from "vitest";
import type { FamilyMetric, FamilyType, MetricFamily } from "../../../src/core/family.ts";
import { textEncoder } from "../../../src/prometheus/text-encoder.ts";

const family = (type: FamilyType | undefined, ...metrics: FamilyMetric[]): MetricFamily => ({
  name: "a",
  ...(type && { type }),
  metrics,
});

describe("textEncoder", () => {
  test.each<[string, MetricFamily[], string]>([
    ["nothing", [], ""],
    ["a family without metrics, which is left out", [{ ...family("gauge"), name: "" }], ""],
    ["a value without labels", [family("gauge", { value: 1.5 })], "# TYPE a gauge\na 1.5\n"],
    ["a family without a type", [family(undefined, { value: 1 })], "# TYPE a counter\na 1\n"],
    [
      "help, with what would break its line",
      [{ ...family("untyped", { value: 1 }), help: 'a\\b\n"c"' }],
      '# HELP a a\\\\b\\n"c"\n# TYPE a untyped\na 1\n',
    ],
    [
      "labels in their order, names that come twice too",
      [
        family("gauge", {
          labels: [
            ["z", "1"],
            ["a", '"\n\\'],
            ["z", ""],
          ],
          value: -Infinity,
        }),
      ],
      '# TYPE a gauge\na{z="1",a="\\"\\n\\\\",z=""} -Inf\n',
    ],
    [
      "times, 0 and fractions of one too",
      [family("gauge", { value: 1, timestampMs: 0 }, { value: 2, timestampMs: -1.9 })],
      "# TYPE a gauge\na 1 0\na 2 -1\n",
    ],
    [
      "a summary",
      [
        family("summary", {
          labels: [["x", "y"]],
          timestampMs: 5,
          summary: { count: 3, sum: 4.5, quantiles: [{ quantile: 0.5, value: Number.NaN }] },
        }),
      ],
      '# TYPE a summary\na{x="y",quantile="0.5"} NaN 5\na_sum{x="y"} 4.5 5\na_count{x="y"} 3 5\n',
    ],
    [
      "a histogram whose last bucket is left out",
      [
        family("histogram", {
          histogram: { count: 3, sum: 4.5, buckets: [{ upperBound: 1e6, count: 2 }] },
        }),
      ],
      '# TYPE a histogram\na_bucket{le="1e+06"} 2\na_bucket{le="+Inf"} 3\na_sum 4.5\na_count 3\n',
    ],
    [
      "a histogram with its last bucket",
      [
        family("histogram", {
          histogram: { count: 3, sum: 4.5, buckets: [{ upperBound: Infinity, count: 3 }] },
        }),
      ],
      '# TYPE a histogram\na_bucket{le="+Inf"} 3\na_sum 4.5\na_count 3\n',
    ],
  ])("writes %s", (_, families, expected) => expect(textEncoder.encode(families)).toBe(expected));

  test.each<[string, MetricFamily]>([
    ["without a name", { ...family("gauge", { value: 1 }), name: "" }],
    ["of counters that holds none", family("counter", {})],
    [
      "of gauges that holds a summary",
      family("gauge", { summary: { count: 0, sum: 0, quantiles: [] } }),
    ],
    ["of summaries that holds a value", family("summary", { value: 1 })],
    ["of histograms that holds a value", family("histogram", { value: 1 })],
  ])("refuses a family %s", (_, bad) => {
    expect(() => textEncoder.encode([family("gauge", { value: 1 }), bad])).toThrow(
      expect.objectContaining({ code: "bad-value" }),
    );
  });
});
