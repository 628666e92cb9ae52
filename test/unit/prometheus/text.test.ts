// Prometheus' text format in both directions.
import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../src/core/family.ts";
import { utf8 } from "../../../src/core/utf8.ts";
import { text } from "../../../src/prometheus/text.ts";
import { textEncoder } from "../../../src/prometheus/text-encoder.ts";

const decode = (body: string): MetricFamily[] => text.decode(utf8(body));

describe("text", () => {
  test("writes as the encoder does", () => {
    expect(text.contentType).toBe(textEncoder.contentType);
    expect(text.encode).toBe(textEncoder.encode);
  });

  test.each<[string, string, MetricFamily[]]>([
    ["nothing", "", []],
    ["comments alone", "# a\n# HELP x y\n", []],
    ["a value without a type", "a 1\n", [{ name: "a", type: "untyped", metrics: [{ value: 1 }] }]],
    [
      "help, type, labels and time",
      '# HELP a b\\\\c\\nd\n# TYPE a GAUGE\n a{ x="y",} \t-Inf  +5\n',
      [
        {
          name: "a",
          help: "b\\c\nd",
          type: "gauge",
          metrics: [{ labels: [["x", "y"]], value: -Infinity, timestampMs: 5 }],
        },
      ],
    ],
    [
      "a value right behind the name",
      "a+1\n",
      [{ name: "a", type: "untyped", metrics: [{ value: 1 }] }],
    ],
    [
      "blanks without a line feed at the end",
      "a 1\n \t",
      [{ name: "a", type: "untyped", metrics: [{ value: 1 }] }],
    ],
    [
      "a summary",
      '# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 3\ns_count 4\n',
      [
        {
          name: "s",
          type: "summary",
          metrics: [{ summary: { count: 4, sum: 3, quantiles: [{ quantile: 0.5, value: 1 }] } }],
        },
      ],
    ],
    [
      "a histogram",
      '# TYPE h histogram\nh_bucket{le="+Inf"} 3\nh_sum 4.5\nh_count 3\n',
      [
        {
          name: "h",
          type: "histogram",
          metrics: [
            { histogram: { count: 3, sum: 4.5, buckets: [{ upperBound: Infinity, count: 3 }] } },
          ],
        },
      ],
    ],
  ])("reads %s", (_, body, expected) => expect(decode(body)).toEqual(expected));

  test.each([
    ["a 1", "line 1: the last line must end with a line feed"],
    ["a 1\n# b", "line 2: the last line must end with a line feed"],
    ["a\n", /^line 1: ""/],
    ["a 1 \n", /^line 1: "" where a time/],
    ["a 1 2 \n", /^line 1: "1 2 "/],
    ["a 1 2 x\n", /^line 1: "1 2 x"/],
    ["a 1 1.5\n", /^line 1: "1.5" where a time/],
    ["a 1 9007199254740993\n", /where a time/],
    ["\na 1\r\n", /^line 2: /],
    ["a 0x10\n", /^line 1: "0x10"/],
    ["a 1_000\n", /^line 1: "1_000"/],
    ["\uFEFFa 1\n", /^line 1: .* begins with no metric name/],
    ["# HELP a \\t\n", /^line 1: the escape/],
    ["# TYPE a foo\n", /^line 1: the type "foo"/],
    ["# TYPE a counter \n", /^line 1: the type "counter "/],
  ])("refuses %j, and says where", (body, message) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ code: "parse" }));
    expect(() => decode(body)).toThrow(message);
  });
});
