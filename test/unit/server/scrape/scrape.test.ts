// What a Prometheus server scrapes.
import { describe, expect, test, vi } from "vitest";
import type { Labels, MetricFamily } from "../../../../src/core/family.ts";
import { openMetrics } from "../../../../src/prometheus/open-metrics.ts";
import { protobuf } from "../../../../src/prometheus/protobuf.ts";
import { text } from "../../../../src/prometheus/text.ts";
import { scrapeHandler } from "../../../../src/server/scrape/scrape.ts";
import { createPushes } from "../../../../src/store/pushes/pushes.ts";
import { ask, HOME } from "../../../support/requests.ts";
import { NOW_MS, openStore } from "../../../support/store.ts";

async function open() {
  const { store, clock, sql, send } = openStore();
  await send({ "page.view": 3 });
  const pushes = createPushes(sql, { clock });
  const onError = vi.fn();
  const options = {
    store,
    pushes,
    clock,
    access: { failedTries: () => 0 },
    meter: { answers: () => new Map() },
    startedAtMs: NOW_MS,
    families: () => [gauge("tallybeacon_lights", 2)],
    onError,
  };
  const push = (grouping: Labels, families: MetricFamily[], epoch?: string) => {
    const numbers = epoch === undefined ? {} : { epoch, seq: 1 };
    pushes.push({ method: "POST", grouping, families, ...numbers });
    clock.advance(1_000);
  };
  return { handler: scrapeHandler(options), options, push, onError };
}
const counter = (name: string, value: number): MetricFamily => ({
  name,
  type: "counter",
  metrics: [{ value }],
});
const gauge = (name: string, value: number): MetricFamily => ({
  ...counter(name, value),
  type: "gauge",
});

describe("a scrape", () => {
  test("has what else the server has to tell", async () => {
    const { handler } = await open();
    expect((await ask(handler, "GET /metrics")).json).toContain("\ntallybeacon_lights 2\n");
  });

  test("has what was counted, sums by job, and groups by their grouping", async () => {
    const { handler, push } = await open();
    push([["job", "shop"]], [counter("hits_total", 3)], "e");
    push(
      [
        ["job", "shop"],
        ["instance", "i"],
      ],
      [counter("hits_total", 4)],
      "f",
    );
    push(
      [
        ["job", "batch"],
        ["instance", "i"],
      ],
      [gauge("rows", Number.NaN)],
    );
    const { json, headers } = await ask(handler, "GET /metrics");
    expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = String(json).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'tallybeacon_key_total{app="default",key="page.view"} 3',
        "# TYPE hits_total counter",
        'hits_total{job="shop"} 7',
        'rows{job="batch",instance="i"} NaN',
        'tallybeacon_push_time_seconds{job="batch",instance="i"} 1.795250405e+09',
        'tallybeacon_sum_time_seconds{job="shop"} 1.795250404e+09',
        "tallybeacon_push_hidden 0",
      ]),
    );
  });

  test.for([
    ["text", text],
    ["OpenMetrics", openMetrics],
    ["protobuf", protobuf],
  ] as const)("reads in %s, whatever was pushed", async ([, format]) => {
    const { handler, push } = await open();
    push([["job", 'a"\n\\']], [counter("n", 1), gauge("m_total", 2)]);
    push([["job", "b"]], [gauge("n", 1), counter("m", 2)]);
    push([["job", "shop"]], [counter("n", 5), counter("n_total", 6), gauge("own", 7)], "e");
    push([["job", "shop"]], [gauge("own", 8)]);
    const request = new Request(`${HOME}/metrics`, { headers: { accept: format.contentType } });
    const response = await handler(request);
    expect(response.headers.get("content-type")).toBe(format.contentType);
    const families = format.decode(new Uint8Array(await response.arrayBuffer()));
    const seen = families.filter(({ name }) => /^(n|m|own)(_total)?$/.test(name));
    const values = seen.map(({ name, metrics }) => [
      name.replace(/_total$/, ""),
      ...metrics.map(({ value }) => value),
    ]);
    expect(values).toEqual([
      ["n", 1, 5],
      ["m", 2],
      ["own", 8],
    ]);
    const hidden = families.find(({ name }) => name === "tallybeacon_push_hidden");
    expect(hidden?.metrics[0]?.value).toBe(4);
  });

  test("of sums that cannot stand side by side has that of the older job", async () => {
    const { handler, push } = await open();
    push([["job", "z"]], [counter("n", 1)], "e");
    push([["job", "a"]], [gauge("n", 2)], "e");
    const { json } = await ask(handler, "GET /metrics");
    expect(
      String(json)
        .split("\n")
        .filter((line) => /^n\b/.test(line)),
    ).toEqual(['n{job="z"} 1']);
  });

  test("that fails is told to the server alone", async () => {
    const { options, onError } = await open();
    const sums = () => {
      throw new Error("of its own");
    };
    const handler = scrapeHandler({ ...options, pushes: { ...options.pushes, sums } });
    const { status, json } = await ask(handler, "GET /metrics");
    expect([status, json]).toEqual([500, { error: "internal error" }]);
    expect(onError).toHaveBeenCalledOnce();
  });
});
