import { describe, expect, test } from "vitest";
import {
  escapeName,
  escapeTag,
  influxdbBackend,
  influxdbEvent,
  influxdbLines,
  nameAndTags,
  quoted,
} from "../../../../src/metrics/backend/influxdb.ts";
import { capture, eventOf, flushOf, gauges } from "../../../support/backend.ts";

const V2 = { apiEndpoint: "http://influx.test/base/?x=1", bucket: "b", org: "o" };

describe("what InfluxDB is told", () => {
  test("is a line for each series", () => {
    const metrics = [
      { name: "hits", values: [5], tags: ["code:200"], source: "h" },
      { type: "gauge", name: "g", values: [1_234_567] },
      { type: "set", name: "users", member: "joe" },
      { type: "timer", name: "h", values: [4], tags: ["gsd_histogram:10"] },
    ] as const;
    expect([...influxdbLines(flushOf(metrics))].flat()).toEqual([
      "hits,code=200 count=5,rate=0.5 1234",
      "h,gsd_histogram=10 le.10=1,le.+Inf=1 1234",
      "g value=1.234567e+06 1234",
      "users count=1 1234",
    ]);
  });

  test("is nothing that it would refuse", () => {
    const metrics = [
      { type: "gauge", values: [Infinity] },
      { type: "timer", values: [1e200] },
    ] as const;
    const [line, ...rest] = [...influxdbLines(flushOf(metrics))].flat();
    expect([line?.includes("Inf"), rest]).toEqual([false, []]);
  });

  test.each([
    [["c:e", "c:d", "bare", "unnamed:a"], "n,c=d__e,unnamed=a__bare "],
    [["k:", ":v", ""], "n "],
    [["a b:c=d"], "n,a\\ b=c\\=d "],
    [["k:C:\\", "l\\:v", "m:\\a"], "n,k=C:_,l_=v,m=\\\\a "],
    [["time:noon", "time_:now"], "n,time_=noon__now "],
  ])("has the tags %j by their keys", (tags, text) => expect(nameAndTags("n", tags)).toBe(text));

  test.each([
    ["", "_ "],
    ["#n", "_n "],
    ["n\\", "n_ "],
    ["n\\,#", "n\\\\\\,# "],
  ])("has %j as a name that it can have", (name, text) => expect(nameAndTags(name, [])).toBe(text));

  test("has backslashes where they are needed", () => {
    expect([escapeName("a\n ,\\="), escapeTag("a="), quoted('a"\\\n')]).toEqual([
      "a\\n\\ \\,\\\\=",
      "a\\=",
      '"a\\"\\\\\n"',
    ]);
  });

  test("is an event as a measurement", () => {
    const tags = ["eventtags:a", "eventtagsx:b", "eventtags", "k:v"];
    const event = eventOf({ title: "t", text: "x", tags, source: "h", dateHappened: 5 });
    expect(influxdbEvent(event)).toBe(
      'events,alerttype=info,host=h,k=v,priority=normal title="t",text="x",tags="a,b" 5',
    );
  });
});

describe("an InfluxDB backend", () => {
  test("writes by its second API, batch by batch", async () => {
    const open = (fetch: typeof globalThis.fetch) =>
      influxdbBackend({ ...V2, metricsPerBatch: 2, maxRequests: 1, credentials: "tok", fetch });
    const sent = await capture(open, [gauges(3)], eventOf({ title: "t" }));
    expect(sent.map(({ body }) => body.split("\n").length - 1)).toEqual([2, 1, 1]);
    expect(sent[0]).toMatchObject({
      uri: "/base/api/v2/write?bucket=b&org=o&precision=s&x=1",
      headers: { authorization: "Token tok", "content-encoding": "gzip" },
    });
  });

  test("writes by its first API", async () => {
    const of = { apiEndpoint: "http://influx.test", apiVersion: 1, database: "d" } as const;
    const more = { retentionPolicy: "r", consistency: "all", compressPayload: false } as const;
    const [sent] = await capture(
      (fetch) => influxdbBackend({ ...of, ...more, fetch }),
      [gauges(1)],
    );
    expect(sent).toMatchObject({
      uri: "/write?consistency=all&db=d&precision=s&rp=r",
      headers: { "content-encoding": "identity" },
      body: "g0 value=0 1234\n",
    });
  });

  test.each([
    ["no endpoint", { apiEndpoint: "" }],
    ["no bucket", { bucket: "" }],
    ["no organisation", { org: "" }],
    ["no database", { apiVersion: 1 as const }],
    ["another version", { apiVersion: 3 as 2 }],
    ["empty batches", { metricsPerBatch: 0 }],
  ])("refuses %s", (_, options) => {
    expect(() => influxdbBackend({ ...V2, ...options })).toThrow(
      expect.objectContaining({ code: "bad-option" }),
    );
  });
});
