// Families by the names of the wire.
import { describe, expect, test } from "vitest";
import type { MetricFamily } from "../../../src/core/family.ts";
import { fromWire, toWire } from "../../../src/prometheus/wire.ts";

describe("the wire", () => {
  test.each<[string, MetricFamily, object]>([
    [
      "a family without metrics",
      { name: "a", help: "", type: "counter", metrics: [] },
      { name: "a", help: "", type: 0 },
    ],
    [
      "a family without a type",
      { name: "a", metrics: [{ value: 1 }] },
      { name: "a", metric: [{ counter: { value: 1 } }] },
    ],
    [
      "labels and a time of 0",
      {
        name: "a",
        type: "untyped",
        metrics: [
          {
            labels: [
              ["x", "y"],
              ["x", ""],
            ],
            value: 1,
            timestampMs: 0,
          },
        ],
      },
      {
        name: "a",
        type: 3,
        metric: [
          {
            label: [
              { name: "x", value: "y" },
              { name: "x", value: "" },
            ],
            untyped: { value: 1 },
            timestamp_ms: 0,
          },
        ],
      },
    ],
    [
      "a summary",
      {
        name: "a",
        type: "summary",
        metrics: [{ summary: { count: 2, sum: 3, quantiles: [{ quantile: 0.5, value: 1 }] } }],
      },
      {
        name: "a",
        type: 2,
        metric: [
          { summary: { sample_count: 2, sample_sum: 3, quantile: [{ quantile: 0.5, value: 1 }] } },
        ],
      },
    ],
    [
      "a histogram without buckets",
      { name: "a", type: "histogram", metrics: [{ histogram: { count: 2, sum: 3, buckets: [] } }] },
      { name: "a", type: 4, metric: [{ histogram: { sample_count: 2, sample_sum: 3 } }] },
    ],
    [
      "a histogram",
      {
        name: "a",
        type: "histogram",
        metrics: [{ histogram: { count: 2, sum: 3, buckets: [{ upperBound: 1, count: 2 }] } }],
      },
      {
        name: "a",
        type: 4,
        metric: [
          {
            histogram: {
              sample_count: 2,
              sample_sum: 3,
              bucket: [{ cumulative_count: 2, upper_bound: 1 }],
            },
          },
        ],
      },
    ],
  ])("holds %s", (_, family, message) => {
    expect(JSON.parse(JSON.stringify(toWire(family)))).toEqual(message);
    expect(fromWire([message])).toEqual([family]);
  });

  test("cuts fractions off counts and times", () => {
    const histogram = { count: 2.9, sum: 3, buckets: [] };
    const family = {
      name: "a",
      type: "histogram",
      metrics: [{ histogram, timestampMs: 1.9 }],
    } as const;
    expect(toWire(family)).toMatchObject({
      metric: [{ histogram: { sample_count: 2 }, timestamp_ms: 1 }],
    });
  });

  test.each<[string, MetricFamily]>([
    ["no name", { name: "", metrics: [] }],
    ["a metric that is not of its type", { name: "a", type: "summary", metrics: [{ value: 1 }] }],
    [
      "a count below 0",
      { name: "a", type: "summary", metrics: [{ summary: { count: -1, sum: 0, quantiles: [] } }] },
    ],
    [
      "a count that is no number",
      {
        name: "a",
        type: "histogram",
        metrics: [
          { histogram: { count: 0, sum: 0, buckets: [{ upperBound: 1, count: Number.NaN }] } },
        ],
      },
    ],
  ])("does not write %s", (_, family) => {
    expect(() => toWire(family)).toThrow(expect.objectContaining({ code: "bad-value" }));
  });

  test("reads what is absent within a value as 0, and null as absent", () => {
    expect(
      fromWire([
        {
          name: "a",
          type: null,
          help: null,
          metric: [{ counter: {}, label: null, timestamp_ms: null }],
        },
        { name: "s", type: 2, metric: [{ summary: { quantile: [{}] } }] },
        { name: "l", metric: [{ label: [{ name: "x" }], counter: { value: null } }] },
        { name: "o", metric: null, other: 1 },
      ]),
    ).toEqual([
      { name: "a", metrics: [{ value: 0 }] },
      {
        name: "s",
        type: "summary",
        metrics: [{ summary: { count: 0, sum: 0, quantiles: [{ quantile: 0, value: 0 }] } }],
      },
      { name: "l", metrics: [{ labels: [["x", ""]], value: 0 }] },
      { name: "o", metrics: [] },
    ]);
  });

  test("takes of several values the one that the type wants", () => {
    expect(
      fromWire([{ name: "a", metric: [{ gauge: { value: 1 }, counter: { value: 2 } }] }]),
    ).toEqual([{ name: "a", metrics: [{ value: 2 }] }]);
  });

  const metric = (one: unknown, type = 0) => ({ name: "a", type, metric: [one] });
  test.each<[string, unknown]>([
    ["null", null],
    ["a list", []],
    ["no name", {}],
    ["a name that is none", { name: "a-b" }],
    ["a name that is no text", { name: 1 }],
    ["a help that is no text", { name: "a", help: 1 }],
    ["a type that is not known", { name: "a", type: 5 }],
    ["a type that is no number", { name: "a", type: "length" }],
    ["metrics that are no list", { name: "a", metric: {} }],
    ["a metric that is none", metric(1)],
    ["a metric without a value", metric({})],
    ["a metric of another type", metric({ gauge: { value: 1 } })],
    ["a value that is no number", metric({ counter: { value: "1" } })],
    ["a label that is none", metric({ label: ["x"], counter: {} })],
    ["a label with a name that is none", metric({ label: [{ name: "x:y" }], counter: {} })],
    [
      "a label with a value that is no text",
      metric({ label: [{ name: "x", value: 1 }], counter: {} }),
    ],
    ["a time with a fraction", metric({ counter: {}, timestamp_ms: 1.5 })],
    ["a count with a fraction", metric({ histogram: { sample_count: 1.5 } }, 4)],
    ["a count below 0", metric({ summary: { sample_count: -1 } }, 2)],
  ])("refuses %s, and says which family it is", (_, message) => {
    const read = () => fromWire([{ name: "good" }, message]);
    expect(read).toThrow(expect.objectContaining({ code: "parse" }));
    expect(read).toThrow(/^family 2: /);
  });
});
