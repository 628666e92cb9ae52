import { describe, expect, test } from "vitest";
import {
  datadogBackend,
  datadogEvent,
  datadogSeries,
  finite,
} from "../../../../src/metrics/backend/datadog.ts";
import { capture, eventOf, flushOf, gauges } from "../../../support/backend.ts";

describe("what Datadog is told", () => {
  test("is a rate and a count of each counter, with tags and host", () => {
    const counter = { name: "hits", values: [5], tags: ["a:b"], source: "h" };
    const of = { host: "h", interval: 10, tags: ["a:b"] };
    expect([...datadogSeries(flushOf([counter]))]).toEqual([
      [
        { ...of, metric: "hits", points: [[1234, 0.5]], type: "rate" },
        { ...of, metric: "hits.count", points: [[1234, 5]], type: "gauge" },
      ],
    ]);
  });

  test("is buckets of a histogram, and numbers of any other timer", () => {
    const metrics = [
      { type: "timer", values: [4], tags: ["gsd_histogram:10"] },
      { type: "timer", values: [4] },
    ] as const;
    const [histogram, timer] = [...datadogSeries(flushOf(metrics, ["lower"]))];
    expect(histogram?.map(({ type, tags }) => [type, tags?.[1]])).toEqual([
      ["count", "le:10"],
      ["count", "le:+Inf"],
    ]);
    expect(timer?.slice(0, 3).map(({ metric, type }) => [metric, type])).toEqual([
      ["n.upper", "gauge"],
      ["n.count", "gauge"],
      ["n.count_ps", "rate"],
    ]);
  });

  test("has an interval in whole seconds, or none", () => {
    const [first] = datadogSeries({ ...gauges(1), intervalMs: 9_998 });
    const [none] = datadogSeries({ ...gauges(1), intervalMs: 400 });
    expect([first?.[0]?.interval, none?.[0]?.interval]).toEqual([10, undefined]);
  });

  test("is a number in any case", () => {
    expect([Number.NaN, Infinity, -Infinity, 5].map(finite)).toEqual([
      -1,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      5,
    ]);
  });

  test("is of an event what does not go without saying", () => {
    expect(datadogEvent(eventOf({ title: "t", text: "x" }))).toEqual({ title: "t", text: "x" });
    const event = { source: "h", tags: ["a"], priority: "low", alertType: "error" } as const;
    expect(datadogEvent(eventOf({ ...event, dateHappened: 5, aggregationKey: "k" }))).toEqual({
      title: "",
      text: "",
      date_happened: 5,
      host: "h",
      aggregation_key: "k",
      tags: ["a"],
      priority: "low",
      alert_type: "error",
    });
  });
});

describe("a Datadog backend", () => {
  test("posts series compressed and events as they are, with its key", async () => {
    const open = (fetch: typeof globalThis.fetch) =>
      datadogBackend({ apiKey: "key 1&x", metricsPerBatch: 22, fetch });
    const sent = await capture(open, [gauges(3)], eventOf({ title: "t" }));
    expect(sent.map(({ uri, headers }) => [uri, headers["content-encoding"]])).toEqual([
      ["/api/v1/series?api_key=key+1%26x", "deflate"],
      ["/api/v1/series?api_key=key+1%26x", "deflate"],
      ["/api/v1/events?api_key=key+1%26x", undefined],
    ]);
    // Which of the two is compressed first is for the platform to say.
    const lengths = sent.slice(0, 2).map(({ body }) => JSON.parse(body).series.length);
    expect(lengths.sort()).toEqual([1, 2]);
  });

  test("does not tell its key in errors", async () => {
    const errors: string[] = [];
    const backend = datadogBackend({
      apiKey: "secret",
      maxRequestElapsedMs: -1,
      fetch: async () => new Response(null, { status: 403 }),
      onError: ({ message }) => errors.push(message),
    });
    await backend(gauges(1));
    expect(errors).toEqual(["datadog: gave up 1 series: answered 403"]);
    expect(backend.counts?.().dropped).toBe(1);
  });

  test.each([{ apiKey: "" }, { apiEndpoint: "" }, { userAgent: "" }, { metricsPerBatch: 0 }])(
    "refuses %j",
    (options) => {
      expect(() => datadogBackend({ apiKey: "k", ...options })).toThrow(
        expect.objectContaining({ code: "bad-option" }),
      );
    },
  );
});
