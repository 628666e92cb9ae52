// InfluxDB's line protocol.
import { describe, expect, test } from "vitest";
import type { FamilyMetric, FamilyType, MetricFamily } from "../../../src/core/family.ts";
import { encodeLines, lineProtocol } from "../../../src/prometheus/line-protocol.ts";

const family = (type: FamilyType | undefined, ...metrics: FamilyMetric[]): MetricFamily => ({
  name: "a",
  ...(type && { type }),
  metrics,
});

describe("lineProtocol", () => {
  test.each<[string, MetricFamily, string]>([
    ["a family without metrics", family("gauge"), ""],
    ["a counter", family(undefined, { value: 1e21 }), "a counter=1000000000000000000000\n"],
    ["a gauge", family("gauge", { value: -0 }), "a gauge=-0\n"],
    ["what has no type", family("untyped", { value: 1e-7 }), "a value=0.0000001\n"],
    [
      "labels as tags, but for empty ones",
      family("gauge", {
        labels: [
          ["z", "1"],
          ["e", ""],
          ["b", "2"],
        ],
        value: 1,
      }),
      "a,z=1,b=2 gauge=1\n",
    ],
    [
      "what means something in a tag",
      family("gauge", { labels: [["b", 'x y,z=\n"\\q']], value: 1 }),
      'a,b=x\\ y\\,z\\=\\n"\\q gauge=1\n',
    ],
    [
      "backslashes at the end of a tag",
      family("gauge", {
        labels: [
          ["b", "C:\\\\"],
          ["c", "\\"],
        ],
        value: 1,
      }),
      "a,b=C: gauge=1\n",
    ],
    [
      "times, in ns, above 0",
      family(
        "gauge",
        { value: 1, timestampMs: 5.9 },
        { value: 2, timestampMs: 0 },
        { value: 3, timestampMs: -1 },
      ),
      "a gauge=1 5000000\na gauge=2\na gauge=3\n",
    ],
    [
      "a summary, but for what is NaN",
      family("summary", {
        summary: {
          count: 2,
          sum: 3,
          quantiles: [
            { quantile: 0.99, value: 2 },
            { quantile: 0.5, value: Number.NaN },
          ],
        },
      }),
      "a 0.99=2,count=2,sum=3\n",
    ],
    [
      "a histogram, fields in order, the last of each name",
      family("histogram", {
        histogram: {
          count: 3,
          sum: 4.5,
          buckets: [
            { upperBound: 1, count: 9 },
            { upperBound: Infinity, count: 3 },
            { upperBound: 0.1, count: 1 },
            { upperBound: 1, count: 2 },
          ],
        },
      }),
      "a +Inf=3,0.1=1,1=2,count=3,sum=4.5\n",
    ],
  ])("writes %s", (_, of, expected) => {
    expect(lineProtocol.encode([of])).toBe(expected);
    expect(encodeLines([of])).toEqual({ text: expected, dropped: 0 });
  });

  test("counts what it cannot hold", () => {
    const gauges = family("gauge", { value: 1 }, { value: Infinity }, { value: Number.NaN });
    const summary = { count: 1, sum: -Infinity, quantiles: [] };
    expect(encodeLines([gauges, family("summary", { summary })])).toEqual({
      text: "a gauge=1\n",
      dropped: 3,
    });
  });

  test.each<[string, MetricFamily]>([
    ["without a name", { ...family("gauge"), name: "" }],
    [
      "whose metrics are not of its type",
      family("gauge", { summary: { count: 0, sum: 0, quantiles: [] } }),
    ],
  ])("refuses a family %s", (_, of) => {
    expect(() => lineProtocol.encode([of])).toThrow(expect.objectContaining({ code: "bad-value" }));
  });
});
