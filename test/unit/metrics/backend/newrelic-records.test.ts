import { describe, expect, test } from "vitest";
import {
  newrelicEvent,
  newrelicMetrics,
  newrelicRecords,
} from "../../../../src/metrics/backend/newrelic-records.ts";
import { eventOf, flushOf } from "../../../support/backend.ts";

const HISTOGRAM = { type: "timer", name: "t", values: [4], tags: ["gsd_histogram:20_30"] } as const;
const OVERFLOW = { type: "timer", name: "t", values: [1e200] } as const;

describe("flat records", () => {
  const records = (...args: Parameters<typeof flushOf>) =>
    [...newrelicRecords(flushOf(...args), {}, "event_type")].flat();

  test("say a counter, and its tags as attributes", () => {
    const tags = ["n:007", "h:0x1p4", "i:inf", "bare", "k:a:b"];
    expect(records([{ name: "hits", values: [5], tags, source: "h" }])).toEqual([
      {
        event_type: "GoStatsD",
        integration_version: "2.4.0",
        interval: 10,
        timestamp: 1234,
        name: "hits",
        type: "counter",
        value: 5,
        per_second: 0.5,
        n: 7,
        h: 16,
        i: "inf",
        bare: "true",
        k: "a:b",
        statsdSource: "h",
      },
    ]);
  });

  test("say what is not disabled of a timer, and its count in any case", () => {
    const [record] = records([{ type: "timer", values: [4] }], ["count", "lower"]);
    expect(record).toMatchObject({ type: "timer", value: 1, max: 4, std_dev: 0, upper_90: 4 });
    expect(record).not.toHaveProperty("count");
    expect(record).not.toHaveProperty("min");
  });

  test("say buckets as counters, and the bounds of tags as text", () => {
    expect(records([HISTOGRAM]).map((record) => [record["le"], record["gsd_histogram"]])).toEqual([
      [20, "20_30"],
      [30, "20_30"],
      ["infinity", "20_30"],
    ]);
  });

  test("leave out what JSON has no number for", () => {
    const [record, ...rest] = records([OVERFLOW, { type: "gauge", values: [-Infinity] }]);
    expect([record, rest]).toEqual([expect.not.objectContaining({ sum_squares: Infinity }), []]);
    expect(record).toMatchObject({ sum: 1e200 });
  });

  test("have names of one's own, which no tag takes", () => {
    const names = {
      metricName: "m",
      value: "v",
      perSecond: "ps",
      tagPrefix: "tag.",
      eventType: "E",
    };
    const aggregates = flushOf([{ name: "hits", values: [5], tags: ["m:x"] }]);
    expect([...newrelicRecords(aggregates, names, "eventType")].flat()[0]).toMatchObject({
      m: "hits",
      v: 5,
      ps: 0.5,
      eventType: "E",
      "tag.m": "x",
    });
  });
});

describe("records of the API of metrics", () => {
  const metrics = (...args: Parameters<typeof flushOf>) =>
    [...newrelicMetrics(flushOf(...args), {})].flat();
  const named = (records: readonly object[]) =>
    records.map((record) => {
      const { name, type, value } = record as Record<string, unknown>;
      return [name, type, value];
    });

  test("say a counter twice, and gauges and sets as gauges", () => {
    const set = { type: "set", name: "s", member: "joe" } as const;
    const all = metrics([{ values: [5] }, { type: "gauge", name: "g", values: [2] }, set]);
    expect(named(all)).toEqual([
      ["n.per_second", "gauge", 0.5],
      ["n", "count", 5],
      ["g", "gauge", 2],
      ["s", "gauge", 1],
    ]);
    expect(all[3]).toEqual({
      name: "s",
      type: "gauge",
      value: 1,
      timestamp: 1234,
      attributes: { statsdType: "set" },
    });
  });

  test("say a timer as a summary, whatever is disabled, and percentiles by their number", () => {
    const all = metrics(
      [{ type: "timer", values: [4] }],
      ["lower", "count", "mean", "median", "stdDev", "meanPct"],
    );
    expect(named(all)).toEqual([
      ["n.per_second", "gauge", 0.1],
      ["n.sum_squares", "gauge", 16],
      ["n.count.percentiles", "gauge", 1],
      ["n.sum.percentiles", "gauge", 4],
      ["n.sum_squares.percentiles", "gauge", 16],
      ["n.upper.percentiles", "gauge", 4],
      ["n.summary", "summary", { count: 1, sum: 4, min: 4, max: 4 }],
    ]);
    expect(all[2]).toMatchObject({ attributes: { percentile: 90 } });
  });

  test("say buckets as counts, and leave out what is not finite", () => {
    expect(named(metrics([HISTOGRAM])).slice(0, 2)).toEqual([
      ["t.histogram.per_second", "gauge", 0],
      ["t.histogram", "count", 1],
    ]);
    const names = named(metrics([OVERFLOW])).map(([name]) => name);
    expect(names).toContain("t.summary");
    expect(names).not.toContain("t.sum_squares");
  });
});

test("an event is a record of its own", () => {
  const event = eventOf({ title: "t", text: "x", source: "h", priority: "low", tags: ["a:1"] });
  expect(newrelicEvent(event, {}, "eventType")).toEqual({
    eventType: "GoStatsD",
    name: "event",
    Title: "t",
    Text: "x",
    DateHappened: 0,
    Hostname: "h",
    AggregationKey: "",
    SourceTypeName: "",
    Priority: "low",
    AlertType: "",
    a: 1,
  });
});
