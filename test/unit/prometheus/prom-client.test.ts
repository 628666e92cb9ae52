// A registry of prom-client, against what it says of itself.
import { Counter, Gauge, Histogram, Registry, Summary } from "prom-client";
import { describe, expect, test } from "vitest";
import { utf8 } from "../../../src/core/utf8.ts";
import { openMetrics } from "../../../src/prometheus/open-metrics.ts";
import { fromPromClient } from "../../../src/prometheus/prom-client.ts";
import { text } from "../../../src/prometheus/text.ts";
import { addLabels } from "../../../src/prometheus/transform.ts";

function registry(): Registry {
  const registers = [new Registry()];
  const labelNames = ["path", "code"] as const;
  const requests = new Counter({ name: "requests_total", help: 'All\n"\\', labelNames, registers });
  requests.inc({ path: '/"\\\n', code: 200 }, 3);
  requests.inc({ path: "/b" });
  new Gauge({ name: "temperature", help: "Of the room", registers }).set(-1.5);
  new Gauge({ name: "endless", help: "-", registers }).set(Infinity);
  new Counter({ name: "nobody_total", help: "Never", labelNames, registers });
  // Called as a sample of the summary is.
  new Gauge({ name: "size_count", help: "Of sizes", registers }).set(7);
  const size = new Summary({
    name: "size",
    help: "Sizes",
    labelNames,
    percentiles: [0.5, 0.99],
    registers,
  });
  for (const value of [1, 2, 3]) size.observe({ path: "/a" }, value);
  const took = new Histogram({
    name: "took_seconds",
    help: "Times",
    labelNames,
    buckets: [0.005, 1, 1e6],
    registers,
  });
  for (const value of [0.001, 0.5, 2]) took.observe({ path: "/a", code: 200 }, value);
  took.observe({ path: "/b" }, 1e9);
  return registers[0] as Registry;
}

const inOrder = addLabels({});

describe("fromPromClient", () => {
  test.each([{}, { app: "shop", path: "/all" }])(
    "gathers what metrics() writes, with the default labels %j",
    async (defaults) => {
      const of = registry();
      of.removeSingleMetric("size_count");
      of.setDefaultLabels(defaults);
      const gathered = await fromPromClient(of)();
      expect(gathered.map(({ type }) => type)).toEqual([
        "counter",
        "gauge",
        "gauge",
        "summary",
        "histogram",
      ]);
      expect(inOrder(gathered)).toEqual(inOrder(text.decode(utf8(await of.metrics()))));
    },
  );

  test("gathers what metrics() writes as OpenMetrics", async () => {
    const of = registry();
    of.removeSingleMetric("size_count");
    const gathered = await fromPromClient(of)();
    of.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    expect(inOrder(gathered)).toEqual(inOrder(openMetrics.decode(utf8(await of.metrics()))));
  });

  test("keeps apart what is called alike", async () => {
    const names = (await fromPromClient(registry())()).map(({ name }) => name);
    expect(names).toEqual([
      "requests_total",
      "temperature",
      "endless",
      "size_count",
      "size",
      "took_seconds",
    ]);
  });

  test("has times and labels as they are", async () => {
    const [requests] = await fromPromClient(registry())();
    expect(requests).toEqual({
      name: "requests_total",
      help: 'All\n"\\',
      type: "counter",
      metrics: [
        {
          labels: [
            ["path", '/"\\\n'],
            ["code", "200"],
          ],
          value: 3,
        },
        { labels: [["path", "/b"]], value: 1 },
      ],
    });
  });

  test("refuses what prom-client does not have", async () => {
    const metrics = [{ name: "a", help: "", type: "stateset", values: [] }];
    await expect(fromPromClient({ getMetricsAsJSON: async () => metrics })()).rejects.toThrow(
      expect.objectContaining({ code: "parse" }),
    );
  });
});
