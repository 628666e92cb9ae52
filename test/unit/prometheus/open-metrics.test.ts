// OpenMetrics' text in both directions.
import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../src/core/family.ts";
import { utf8 } from "../../../src/core/utf8.ts";
import { openMetrics } from "../../../src/prometheus/open-metrics.ts";

const decode = (body: string): MetricFamily[] => openMetrics.decode(utf8(body));

describe("openMetrics", () => {
  test.each<[string, MetricFamily[], string]>([
    ["nothing", [], "# EOF\n"],
    [
      "a counter",
      [
        {
          name: "a_total",
          type: "counter",
          help: 'x "y"\\\n',
          metrics: [{ labels: [["b", '"']], value: 1 }],
        },
      ],
      '# TYPE a counter\n# HELP a x \\"y\\"\\\\\\n\na_total{b="\\""} 1\n# EOF\n',
    ],
    [
      "what has no type, and times",
      [
        {
          name: "a",
          type: "untyped",
          metrics: [
            { value: 1, timestampMs: 1_500_000_000_123 },
            { value: 2, timestampMs: 0 },
          ],
        },
      ],
      "# TYPE a unknown\na 1 1500000000.123\na 2 0\n# EOF\n",
    ],
    [
      "a gauge that is called as a counter",
      [{ name: "a_total", type: "gauge", metrics: [{ value: Number.NaN }] }],
      "# TYPE a_total gauge\na_total NaN\n# EOF\n",
    ],
    [
      "a summary",
      [
        {
          name: "s",
          type: "summary",
          metrics: [
            {
              summary: {
                count: 2,
                sum: 3,
                quantiles: [
                  { quantile: 1, value: 2 },
                  { quantile: 0.5, value: 1 },
                ],
              },
            },
          ],
        },
      ],
      '# TYPE s summary\ns{quantile="1.0"} 2\ns{quantile="0.5"} 1\ns_sum 3\ns_count 2\n# EOF\n',
    ],
    [
      "a histogram",
      [
        {
          name: "h",
          type: "histogram",
          metrics: [
            {
              histogram: {
                count: 2,
                sum: 3,
                buckets: [
                  { upperBound: -1, count: 1 },
                  { upperBound: 1e6, count: 1 },
                  { upperBound: Infinity, count: 2 },
                ],
              },
            },
          ],
        },
      ],
      '# TYPE h histogram\nh_bucket{le="-1.0"} 1\nh_bucket{le="1e+06"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n# EOF\n',
    ],
  ])("holds %s", (_, families, body) => {
    expect(openMetrics.encode(families)).toBe(body);
    expect(decode(body)).toEqual(families);
  });

  test.each<[MetricFamily, string]>([
    [{ name: "a", metrics: [{ value: 1 }] }, "# TYPE a counter\na_total 1\n# EOF\n"],
    [{ name: "_total", metrics: [{ value: 1 }] }, "# TYPE _total counter\n_total_total 1\n# EOF\n"],
    [{ name: "a", metrics: [] }, "# EOF\n"],
    [
      { name: "h", type: "histogram", metrics: [{ histogram: { count: 2, sum: 3, buckets: [] } }] },
      '# TYPE h histogram\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n# EOF\n',
    ],
  ])("writes %j", (family, body) => expect(openMetrics.encode([family])).toBe(body));

  test.each<[string, string, MetricFamily[]]>([
    ["an end without a line feed", "# EOF", []],
    [
      "what no TYPE speaks of",
      "a_total 1\n# EOF",
      [{ name: "a_total", type: "untyped", metrics: [{ value: 1 }] }],
    ],
    [
      "a unit, and when a counter was made",
      "# UNIT a_s s\n# TYPE a_s counter\na_s_total 1\na_s_created 5\n# EOF\n",
      [{ name: "a_s_total", type: "counter", metrics: [{ value: 1 }] }],
    ],
    [
      "an exemplar",
      '# TYPE a counter\na_total{b=" # "} 1 # {t="x # y"} 0.5 1.5\na_total 2 1.5 # {} 1\n# EOF\n',
      [
        {
          name: "a_total",
          type: "counter",
          metrics: [
            { labels: [["b", " # "]], value: 1 },
            { value: 2, timestampMs: 1500 },
          ],
        },
      ],
    ],
    [
      "an info",
      '# TYPE a info\na_info{v="1"} 1\n# EOF\n',
      [{ name: "a_info", type: "gauge", metrics: [{ labels: [["v", "1"]], value: 1 }] }],
    ],
    [
      "a stateset",
      '# TYPE a stateset\na{a="on"} 1\na{a="off"} 0\n# EOF\n',
      [
        {
          name: "a",
          type: "gauge",
          metrics: [
            { labels: [["a", "on"]], value: 1 },
            { labels: [["a", "off"]], value: 0 },
          ],
        },
      ],
    ],
    [
      "a gauge histogram",
      '# TYPE a gaugehistogram\na_bucket{le="+Inf"} 2\na_gcount 2\na_gsum 3\n# EOF\n',
      [
        {
          name: "a",
          type: "histogram",
          metrics: [
            { histogram: { count: 2, sum: 3, buckets: [{ upperBound: Infinity, count: 2 }] } },
          ],
        },
      ],
    ],
  ])("reads %s", (_, body, expected) => expect(decode(body)).toEqual(expected));

  test.each([
    ["", /^the last line must be # EOF$/],
    ["a 1\n", /^the last line must be # EOF$/],
    ["a 1", /^line 1: the last line must be # EOF$/],
    ["# EOF\na 1\n", /^line 2: "a 1" after # EOF$/],
    ["# TYPE a counter\na 1\n# EOF\n", /^line 2: "a" is no sample of a counter$/],
    ["# TYPE a histogram\na 1\n# EOF\n", /^line 2: "a" is no sample of a histogram$/],
    ["# TYPE a untyped\n# EOF\n", /^line 1: the type "untyped"$/],
    ["a 1 x\n# EOF\n", /^line 1: "x" where a time in seconds/],
    ["a 1 Inf\n# EOF\n", /^line 1: "Inf" where a time in seconds/],
    ["a 0x1\n# EOF\n", /^line 1: "0x1" where a number/],
  ])("refuses %j", (body, message) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: "parse" }));
    expect(() => decode(body)).toThrow(message);
  });
});
